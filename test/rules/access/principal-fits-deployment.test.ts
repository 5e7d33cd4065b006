import principalFitsDeployment from '../../../rules/access/principal-fits-deployment.ts';
import { testRule } from '../test-rule.ts';
import { coreweaveGrant, deny, grant, MULTI_TENANT, policy } from './policies.ts';

testRule(principalFitsDeployment, {
  pass: [
    {
      name: 'another’s in a Deny',
      provider: 'aws',
      facets: policy(deny({}, { Principal: { AWS: MULTI_TENANT } })),
    },

    { name: 'its own', provider: 'aws', facets: policy(grant()) },
    {
      name: 'its own beside another',
      provider: 'aws',
      facets: policy(grant(), grant({ Sid: 'Old', Principal: { AWS: MULTI_TENANT } })),
    },
    { name: 'its own on CoreWeave', provider: 'coreweave', facets: policy(coreweaveGrant()) },
  ],
  fail: [
    {
      name: 'multi-tenant’s role',
      provider: 'aws',
      facets: policy(grant({ Principal: { AWS: MULTI_TENANT } })),
      violations: [{ messageId: 'other', path: '/document/Statement/0' }],
    },
    {
      name: 'dedicated’s account',
      provider: 'aws',
      deployment: { type: 'multi-tenant' },
      facets: policy(grant()),
      violations: ['other'],
    },
    {
      name: 'multi-tenant’s on CoreWeave',
      provider: 'coreweave',
      facets: policy(
        coreweaveGrant({ Principal: { CW: 'arn:aws:iam::wandb:static/wandb-integration-public' } }),
      ),
      violations: ['other'],
    },
  ],
});
