import publicStatementSparesWandb from '../../../rules/exposure/public-statement-spares-wandb.ts';
import { testRule, unreadable, unsupported } from '../test-rule.ts';
import { deny, grant, policy } from '../access/policies.ts';
import { BLOCKED, OPEN } from './blocks.ts';

const EVERYONE = policy(grant(), grant({ Sid: 'Everyone', Principal: '*', Action: 's3:GetObject' }));
const OWN = { callerAccount: '111122223333', ownedByCaller: true };
const OURS = { principals: { aws: ['arn:aws:iam::111122223333:role/wandb'] } };

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
        ...EVERYONE,
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
        ...EVERYONE,
        publicAccess: BLOCKED,
        accountPublicAccess: OPEN,
      },
      violations: ['cut'],
    },
    {
      name: 'restricted by the account',
      provider: 'aws',
      facets: {
        ...EVERYONE,
        publicAccess: OPEN,
        accountPublicAccess: BLOCKED,
      },
      violations: ['cut'],
    },
    {
      name: 'a declared identity of another account',
      provider: 'aws',
      deployment: { type: 'self-managed', principals: { aws: ['arn:aws:iam::444455556666:role/wandb'] } },
      facets: { ...EVERYONE, publicAccess: BLOCKED, accountPublicAccess: OPEN, owner: OWN },
      violations: ['cut'],
    },
    {
      name: 'deemed public by AWS, whatever a Deny takes back',
      provider: 'aws',
      facets: {
        ...policy(
          grant(),
          grant({ Sid: 'Everyone', Principal: '*', Action: 's3:GetObject' }),
          deny({ StringNotEquals: { 'aws:PrincipalOrgID': 'o-acme' } }),
        ),
        publicAccess: BLOCKED,
        accountPublicAccess: OPEN,
      },
      violations: [{ messageId: 'cut', path: '/document/Statement/1' }],
    },
  ],
  open: [
    {
      name: "the account's block unread",
      provider: 'aws',
      facets: { ...EVERYONE, publicAccess: OPEN, accountPublicAccess: unreadable() },
    },
    {
      name: "the account's block is another's",
      provider: 'aws',
      facets: { ...EVERYONE, publicAccess: OPEN, accountPublicAccess: unsupported },
    },
    {
      name: 'whose bucket it is, unread',
      provider: 'aws',
      deployment: OURS,
      facets: { ...EVERYONE, publicAccess: BLOCKED, accountPublicAccess: OPEN, owner: unreadable() },
      message: /account/,
    },
    {
      name: 'an audit from a third account',
      provider: 'aws',
      deployment: OURS,
      facets: {
        ...EVERYONE,
        publicAccess: BLOCKED,
        accountPublicAccess: unsupported,
        owner: { callerAccount: '777788889999', ownedByCaller: false },
      },
      message: /account/,
    },
  ],
  notApplicable: [
    {
      name: "W&B in the bucket's account",
      provider: 'aws',
      deployment: OURS,
      facets: { ...EVERYONE, publicAccess: BLOCKED, accountPublicAccess: OPEN, owner: OWN },
      message: /account of the bucket/,
    },
    {
      name: 'self-managed, nobody declared',
      provider: 'aws',
      deployment: { type: 'self-managed' },
      facets: { ...EVERYONE, publicAccess: BLOCKED, accountPublicAccess: OPEN, owner: OWN },
    },
  ],
});
