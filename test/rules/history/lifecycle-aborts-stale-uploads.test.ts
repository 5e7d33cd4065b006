import rule from '../../../rules/history/lifecycle-aborts-stale-uploads.ts';
import { testRule } from '../test-rule.ts';
import { ABORT, WITH_UPLOADS, EXPIRE, TEAM1, aRule, lifecycle, onStores } from './cases.ts';

testRule(rule, {
  pass: [
    ...onStores(WITH_UPLOADS, { name: 'after a week', facets: lifecycle(aRule([EXPIRE]), aRule([ABORT])) }),
    {
      name: 'too soon: lifecycle-spares-active-uploads',
      provider: 'aws',
      facets: lifecycle(aRule([{ type: 'abortUploads', days: 1 }])),
    },
  ],
  fail: [
    ...onStores(WITH_UPLOADS, {
      name: 'nothing configured',
      facets: lifecycle(),
      violations: [{ messageId: 'never', path: '/rules' }],
    }),
    {
      name: "another team's path",
      provider: 'aws',
      ...TEAM1,
      facets: lifecycle(aRule([ABORT], { prefixes: ['team10/'] })),
      violations: [{ messageId: 'never', data: { place: 'team1/' } }],
    },
    {
      name: 'disabled',
      provider: 'aws',
      facets: lifecycle(aRule([ABORT], { enabled: false })),
      violations: ['never'],
    },
  ],
});
