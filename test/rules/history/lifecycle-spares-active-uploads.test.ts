import rule from '../../../rules/history/lifecycle-spares-active-uploads.ts';
import { testRule } from '../test-rule.ts';
import { WITH_UPLOADS, TEAM1, aRule, lifecycle, onStores } from './cases.ts';

const abort = (days: number) => ({ type: 'abortUploads', days }) as const;

testRule(rule, {
  pass: [
    ...onStores(WITH_UPLOADS, { name: 'two days', facets: lifecycle(aRule([abort(2)])) }),
    { name: 'none: lifecycle-aborts-stale-uploads', provider: 'aws', facets: lifecycle() },
    {
      name: 'another path',
      provider: 'aws',
      ...TEAM1,
      facets: lifecycle(aRule([abort(1)], { prefixes: ['team10/'] })),
    },
    { name: 'disabled', provider: 'aws', facets: lifecycle(aRule([abort(1)], { enabled: false })) },
  ],
  fail: onStores(WITH_UPLOADS, {
    name: 'one day',
    facets: lifecycle(aRule([abort(7)]), aRule([abort(1)])),
    violations: [{ messageId: 'tooSoon', path: '/rules/1', data: { time: 'after 1 day', minimum: 2 } }],
  }),
});
