import principalIsAlive from '../../../rules/access/principal-is-alive.ts';
import { testRule } from '../test-rule.ts';
import { grant, policy } from './policies.ts';

testRule(principalIsAlive, {
  pass: [
    {
      name: 'a deleted role beside W&B’s grant',
      provider: 'aws',
      facets: policy(grant(), grant({ Sid: 'Old', Principal: { AWS: 'AIDAEXAMPLEEXAMPLE123' } })),
    },
    { name: 'an ARN', provider: 'aws', facets: policy(grant()) },
  ],
  fail: [
    {
      name: 'a unique id',
      provider: 'aws',
      facets: policy(grant({ Principal: { AWS: 'AROAEXAMPLEEXAMPLE123' } })),
      violations: ['dead'],
    },
  ],
});
