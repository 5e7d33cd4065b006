import grantIsMinimal from '../../../rules/access/grant-is-minimal.ts';
import { testRule } from '../test-rule.ts';
import { coreweaveGrant, grant, policy } from './policies.ts';

testRule(grantIsMinimal, {
  pass: [
    {
      name: "a grant for everyone is bucket-not-public's",
      provider: 'aws',
      facets: policy(grant({ Action: 's3:*', Principal: '*' })),
    },
    {
      name: 'more to read',
      provider: 'aws',
      facets: policy(grant({ Action: ['s3:Get*', 's3:List*', 's3:PutObject', 's3:DeleteObject'] })),
    },

    { name: 'the guide', provider: 'aws', facets: policy(grant()) },
    { name: 'the guide on CoreWeave', provider: 'coreweave', facets: policy(coreweaveGrant()) },
  ],
  fail: [
    {
      name: 'all but one action',
      provider: 'aws',
      facets: policy(grant({ Action: undefined, NotAction: 's3:DeleteBucket' })),
      violations: [
        {
          messageId: 'wide',
          data: { statement: 'WandbAccountAccess', actions: ['all but s3:DeleteBucket'] },
        },
      ],
    },
    {
      name: 'everything that puts',
      provider: 'aws',
      facets: policy(grant({ Action: ['s3:put*', 's3:Get*'] })),
      violations: [{ messageId: 'wide', data: { statement: 'WandbAccountAccess', actions: ['s3:put*'] } }],
    },

    { name: 'everything', provider: 'aws', facets: policy(grant({ Action: 's3:*' })), violations: ['wide'] },
    {
      name: 'everything on CoreWeave',
      provider: 'coreweave',
      facets: policy(coreweaveGrant({ Action: 's3:*' })),
      violations: ['wide'],
    },
  ],
});
