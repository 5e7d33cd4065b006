import coreweaveOrgUsers from '../../../rules/access/coreweave-org-users.ts';
import { testRule } from '../test-rule.ts';
import { coreweaveGrant, policy, RESOURCES } from './policies.ts';

testRule(coreweaveOrgUsers, {
  pass: [
    {
      name: "W&B's own organization",
      provider: 'coreweave',
      facets: policy(coreweaveGrant({ Principal: { CW: 'arn:aws:iam::wandb:*' } })),
    },
    { name: 'W&B alone', provider: 'coreweave', facets: policy(coreweaveGrant()) },
  ],
  fail: [
    {
      name: 'all users',
      provider: 'coreweave',
      facets: policy(coreweaveGrant(), {
        Sid: 'AllowUsersInOrg',
        Effect: 'Allow',
        Principal: { CW: 'arn:aws:iam::acme:*' },
        Action: 's3:*',
        Resource: RESOURCES,
      }),
      violations: [{ messageId: 'everybody', path: '/document/Statement/1' }],
    },
  ],
});
