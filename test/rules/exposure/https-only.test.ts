import httpsOnly from '../../../rules/exposure/https-only.ts';
import { testRule } from '../test-rule.ts';
import { deny, grant, policy, RESOURCES } from '../access/policies.ts';

testRule(httpsOnly, {
  pass: [
    {
      name: 'Bool false',
      provider: 'aws',
      facets: policy(grant(), deny({ Bool: { 'aws:SecureTransport': 'false' } })),
    },
    {
      name: 'BoolIfExists, objects only',
      provider: 'aws',
      facets: policy(
        grant(),
        deny({ BoolIfExists: { 'aws:SecureTransport': ['false'] } }, { Resource: RESOURCES[1] as string }),
      ),
    },
    {
      name: 'on CoreWeave',
      provider: 'coreweave',
      facets: policy(deny({ Bool: { 'aws:SecureTransport': false } })),
    },
    {
      name: 'of a store',
      provider: 's3-compatible',
      facets: policy(deny({ StringEquals: { 'aws:SecureTransport': 'false' } })),
    },
  ],
  fail: [
    {
      name: 'no Deny',
      provider: 'aws',
      facets: policy(grant()),
      violations: [{ messageId: 'open', severity: 'low' }],
    },
    {
      name: 'the wrong way round',
      provider: 'aws',
      facets: policy(grant(), deny({ Bool: { 'aws:SecureTransport': 'true' } })),
      violations: ['open'],
    },
    {
      name: 'reads only',
      provider: 'aws',
      facets: policy(grant(), deny({ Bool: { 'aws:SecureTransport': 'false' } }, { Action: 's3:Get*' })),
      violations: ['open'],
    },
    {
      name: 'no policy',
      provider: 'coreweave',
      facets: { policy: { document: null } },
      violations: ['open'],
    },
    {
      name: 'no policy of a store',
      provider: 's3-compatible',
      facets: { policy: { document: null } },
      violations: ['open'],
    },
  ],
});
