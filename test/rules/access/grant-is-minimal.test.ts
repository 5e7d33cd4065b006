import grantIsMinimal from '../../../rules/access/grant-is-minimal.ts';
import { testRule } from '../test-rule.ts';
import { coreweaveGrant, grant, policy } from './policies.ts';

testRule(grantIsMinimal, {
  pass: [
    { name: 'the guide', provider: 'aws', facets: policy(grant()) },
    { name: 'the guide on CoreWeave', provider: 'coreweave', facets: policy(coreweaveGrant()) },
  ],
  fail: [
    { name: 'everything', provider: 'aws', facets: policy(grant({ Action: 's3:*' })), violations: ['wide'] },
    {
      name: 'everything on CoreWeave',
      provider: 'coreweave',
      facets: policy(coreweaveGrant({ Action: 's3:*' })),
      violations: ['wide'],
    },
  ],
});
