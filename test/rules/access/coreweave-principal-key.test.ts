import coreweavePrincipalKey from '../../../rules/access/coreweave-principal-key.ts';
import { testRule } from '../test-rule.ts';
import { coreweaveGrant, COREWEAVE, policy } from './policies.ts';

testRule(coreweavePrincipalKey, {
  pass: [{ name: 'CW', provider: 'coreweave', facets: policy(coreweaveGrant()) }],
  fail: [
    {
      name: 'AWS',
      provider: 'coreweave',
      facets: policy(coreweaveGrant({ Principal: { AWS: COREWEAVE } })),
      violations: ['aws'],
    },
  ],
});
