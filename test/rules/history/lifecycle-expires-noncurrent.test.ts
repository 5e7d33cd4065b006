import rule from '../../../rules/history/lifecycle-expires-noncurrent.ts';
import { testRule } from '../test-rule.ts';
import { EXPIRE, TEAM1, aRule, lifecycle, onStores } from './cases.ts';

const on = { versioning: { status: 'Enabled', mfaDelete: false } } as const;
const removing = aRule([{ type: 'expireNoncurrent', days: 30 }]);

testRule(rule, {
  pass: onStores(['aws', 'gcp', 'azure', 'coreweave'], {
    name: 'removed after 30 days',
    facets: { ...on, ...lifecycle(removing) },
  }),
  fail: [
    ...onStores(['aws', 'gcp', 'azure', 'coreweave'], {
      name: 'live objects only',
      facets: { ...on, ...lifecycle(aRule([EXPIRE])) },
      violations: [{ messageId: 'never', path: '/rules' }],
    }),
    {
      name: 'another path',
      provider: 'aws',
      ...TEAM1,
      facets: { ...on, ...lifecycle({ ...removing, prefixes: ['team10/'] }) },
      violations: ['never'],
    },
  ],
  notApplicable: (['Off', 'Suspended'] as const).map((status) => ({
    name: `versioning is ${status}`,
    provider: 'aws' as const,
    facets: { versioning: { status, mfaDelete: false }, ...lifecycle() },
    message: /versioning-enabled/,
  })),
});
