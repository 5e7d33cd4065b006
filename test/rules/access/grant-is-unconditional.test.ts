import grantIsUnconditional from '../../../rules/access/grant-is-unconditional.ts';
import { testRule } from '../test-rule.ts';
import { coreweaveGrant, grant, policy } from './policies.ts';

testRule(grantIsUnconditional, {
  pass: [
    {
      name: 'another statement grants the same without',
      provider: 'aws',
      facets: policy(
        grant({ Condition: { StringEquals: { 'aws:PrincipalTag/team': 'ml' } } }),
        grant({ Sid: 'Plain' }),
      ),
    },

    { name: 'no condition', provider: 'aws', facets: policy(grant()) },
    {
      name: 'https is known',
      provider: 'aws',
      facets: policy(grant({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } })),
    },
    { name: 'the organization is another rule’s', provider: 'coreweave', facets: policy(coreweaveGrant()) },
  ],
  fail: [
    {
      name: 'a tag of the principal',
      provider: 'aws',
      facets: policy(grant({ Condition: { StringEquals: { 'aws:PrincipalTag/team': 'ml' } } })),
      violations: ['conditional'],
    },
    {
      name: 'one role of the account',
      provider: 'aws',
      facets: policy(grant({ Principal: { AWS: 'arn:aws:iam::830241207209:role/node' } })),
      violations: ['conditional'],
    },
    {
      name: 'a user agent',
      provider: 'coreweave',
      facets: policy(coreweaveGrant({ Condition: { StringLike: { 'aws:UserAgent': 'wandb*' } } })),
      violations: ['conditional'],
    },
  ],
});
