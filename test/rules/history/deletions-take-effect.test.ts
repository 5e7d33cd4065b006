import rule from '../../../rules/history/deletions-take-effect.ts';
import { testRule } from '../test-rule.ts';
import { onStores } from './cases.ts';

testRule(rule, {
  pass: [
    ...onStores(['aws', 's3-compatible'], {
      name: 'no Object Lock',
      facets: { objectLock: { enabled: false } },
    }),
    { name: 'no default retention', provider: 'aws', facets: { objectLock: { enabled: true } } },
  ],
  fail: [
    ...onStores(['aws', 's3-compatible'], {
      name: 'days',
      facets: { objectLock: { enabled: true, defaultRetention: { mode: 'COMPLIANCE', days: 30 } } },
      violations: [{ messageId: 'retained', path: '/defaultRetention', data: { period: '30 days' } }],
    }),
    {
      name: 'a year',
      provider: 'aws',
      facets: { objectLock: { enabled: true, defaultRetention: { mode: 'GOVERNANCE', years: 1 } } },
      violations: [{ messageId: 'retained', data: { period: '1 year', mode: 'GOVERNANCE' } }],
    },
  ],
});
