import principalFitsDeployment from '../../../rules/access/principal-fits-deployment.ts';
import { testRule, unreadable } from '../test-rule.ts';
import { binding, DELETED, DEPLOY, iam, INTEGRATION, project } from './bindings.ts';
import { coreweaveGrant, deny, grant, MULTI_TENANT, policy } from './policies.ts';

testRule(principalFitsDeployment, {
  pass: [
    {
      name: 'its own service account',
      provider: 'gcp',
      facets: { ...iam(binding('storage.admin', [INTEGRATION, DEPLOY])), ...project() },
    },
    {
      name: 'its own on the project',
      provider: 'gcp',
      facets: { ...iam(binding('storage.admin', INTEGRATION)), ...project(binding('storage.admin')) },
    },
    {
      name: "another's in a role without storage",
      provider: 'gcp',
      facets: { ...iam(binding('monitoring.viewer', INTEGRATION)), ...project() },
    },
    {
      name: "a deleted one is principal-is-alive's",
      provider: 'gcp',
      facets: { ...iam(binding('storage.admin', DELETED)), ...project() },
    },
    {
      name: "another's in a Deny",
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
      name: "multi-tenant's service account, in two roles",
      provider: 'gcp',
      facets: {
        ...iam(binding('storage.admin', INTEGRATION), binding('storage.objectAdmin', INTEGRATION)),
        projectIam: unreadable(),
      },
      violations: [
        {
          messageId: 'otherAccount',
          data: {
            member: INTEGRATION,
            role: 'roles/storage.admin',
            other: 'multi-tenant',
            account: 'deploy@wandb-production.iam.gserviceaccount.com',
          },
          path: '/bindings/2',
        },
      ],
    },
    {
      name: "dedicated's service account",
      provider: 'gcp',
      deployment: { type: 'multi-tenant' },
      facets: { ...iam(binding('storage.admin')), ...project() },
      violations: ['otherAccount'],
    },
    {
      name: "multi-tenant's role",
      provider: 'aws',
      facets: policy(grant({ Principal: { AWS: MULTI_TENANT } })),
      violations: [{ messageId: 'other', path: '/document/Statement/0' }],
    },
    {
      name: "dedicated's account",
      provider: 'aws',
      deployment: { type: 'multi-tenant' },
      facets: policy(grant()),
      violations: ['other'],
    },
    {
      name: "multi-tenant's on CoreWeave",
      provider: 'coreweave',
      facets: policy(
        coreweaveGrant({ Principal: { CW: 'arn:aws:iam::wandb:static/wandb-integration-public' } }),
      ),
      violations: ['other'],
    },
  ],
});
