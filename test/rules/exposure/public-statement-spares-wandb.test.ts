import publicStatementSparesWandb from '../../../rules/exposure/public-statement-spares-wandb.ts';
import { testRule } from '../test-rule.ts';
import { grant, policy } from '../access/policies.ts';
import { BLOCKED, OPEN } from './blocks.ts';

testRule(publicStatementSparesWandb, {
  pass: [
    {
      name: 'no public statement',
      provider: 'aws',
      facets: { ...policy(grant()), publicAccess: BLOCKED, accountPublicAccess: BLOCKED },
    },
    {
      name: 'not restricted',
      provider: 'aws',
      facets: {
        ...policy(grant(), grant({ Sid: 'Everyone', Principal: '*', Action: 's3:GetObject' })),
        publicAccess: OPEN,
        accountPublicAccess: OPEN,
      },
    },
  ],
  fail: [
    {
      name: 'restricted by the bucket',
      provider: 'aws',
      facets: {
        ...policy(grant(), grant({ Sid: 'Everyone', Principal: '*', Action: 's3:GetObject' })),
        publicAccess: BLOCKED,
        accountPublicAccess: OPEN,
      },
      violations: ['cut'],
    },
    {
      name: 'restricted by the account',
      provider: 'aws',
      facets: {
        ...policy(grant(), grant({ Sid: 'Everyone', Principal: '*', Action: 's3:GetObject' })),
        publicAccess: OPEN,
        accountPublicAccess: BLOCKED,
      },
      violations: ['cut'],
    },
  ],
});
