import principalIsAlive from '../../../rules/access/principal-is-alive.ts';
import { testRule, unreadable } from '../test-rule.ts';
import { binding, DELETED, DEPLOY, iam, project } from './bindings.ts';
import { grant, policy } from './policies.ts';

testRule(principalIsAlive, {
  pass: [
    {
      name: 'a living account beside the deleted one',
      provider: 'gcp',
      facets: { ...iam(binding('storage.admin', [DELETED, DEPLOY])), ...project() },
    },
    {
      name: "somebody else's deleted account",
      provider: 'gcp',
      facets: {
        ...iam(binding('storage.admin', 'deleted:serviceAccount:etl@acme.iam.gserviceaccount.com?uid=1')),
        ...project(),
      },
    },
    {
      name: "a deleted role beside W&B's grant",
      provider: 'aws',
      facets: policy(grant(), grant({ Sid: 'Old', Principal: { AWS: 'AIDAEXAMPLEEXAMPLE123' } })),
    },
    { name: 'an ARN', provider: 'aws', facets: policy(grant()) },
  ],
  fail: [
    {
      name: 'a deleted service account, where everybody may read',
      provider: 'gcp',
      facets: {
        ...iam(binding('storage.objectViewer', 'allUsers'), binding('storage.admin', DELETED)),
        ...project(),
      },
      violations: [{ messageId: 'deletedAccount', path: '/bindings/3' }],
    },
    {
      name: 'a deleted service account',
      provider: 'gcp',
      facets: { ...iam(binding('storage.admin', DELETED)), projectIam: unreadable() },
      violations: [
        {
          messageId: 'deletedAccount',
          data: { member: DELETED, role: 'roles/storage.admin' },
          path: '/bindings/2',
        },
      ],
    },
    {
      name: 'a unique id',
      provider: 'aws',
      facets: policy(grant({ Principal: { AWS: 'AROAEXAMPLEEXAMPLE123' } })),
      violations: ['dead'],
    },
  ],
});
