import httpsOnly from '../../../rules/exposure/https-only.ts';
import { testRule, unreadable, unsupported } from '../test-rule.ts';
import { DEDICATED, deny, grant, policy, RESOURCES } from '../access/policies.ts';

testRule(httpsOnly, {
  pass: [
    {
      name: 'https of TLS 1.2',
      provider: 'azure',
      facets: { transport: { httpsOnly: true, minimumTls: '1.2' } },
    },
    {
      name: 'https of TLS 1.3',
      provider: 'azure',
      facets: { transport: { httpsOnly: true, minimumTls: '1.3' } },
    },
    {
      name: 'Bool false',
      provider: 'aws',
      facets: policy(grant(), deny({ Bool: { 'aws:SecureTransport': 'false' } })),
    },
    {
      name: 'BoolIfExists, an array',
      provider: 'aws',
      facets: policy(grant(), deny({ BoolIfExists: { 'aws:SecureTransport': ['false'] } })),
    },
    {
      name: 'StringNotEquals true, {"AWS": "*"}',
      provider: 'aws',
      facets: policy(
        deny({ StringNotEquals: { 'AWS:secureTransport': 'true' } }, { Principal: { AWS: '*' } }),
      ),
    },
    {
      name: 'a TLS version',
      provider: 'aws',
      facets: policy(deny({ NumericLessThan: { 's3:TlsVersion': 1.2 } })),
    },
    {
      name: 'a TLS version, where there is one',
      provider: 'aws',
      facets: policy(deny({ NumericLessThanIfExists: { 's3:TlsVersion': '1.3' } })),
    },
    {
      name: 'no TLS version',
      provider: 'aws',
      facets: policy(deny({ Null: { 's3:TlsVersion': 'true' } })),
    },
    {
      name: 'bucket and objects in two statements',
      provider: 'aws',
      facets: policy(
        deny({ Bool: { 'aws:SecureTransport': 'false' } }, { Resource: RESOURCES[0] as string }),
        deny({ Bool: { 'aws:SecureTransport': 'false' } }, { Sid: 'B', Resource: RESOURCES[1] as string }),
      ),
    },
    {
      name: 'the objects of the sub-path',
      provider: 'aws',
      target: { subpath: 'teams/omega' },
      facets: policy(
        deny(
          { Bool: { 'aws:SecureTransport': 'false' } },
          { Resource: [RESOURCES[0] as string, `${RESOURCES[0]}/teams/*`] },
        ),
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
      name: 'plain http',
      provider: 'azure',
      facets: { transport: { httpsOnly: false, minimumTls: '1.2' } },
      violations: [{ messageId: 'plain', severity: 'medium', path: '/httpsOnly' }],
    },
    {
      name: 'TLS 1.1',
      provider: 'azure',
      facets: { transport: { httpsOnly: true, minimumTls: '1.1' } },
      violations: [
        { messageId: 'oldTls', severity: 'medium', data: { minimum: '1.1' }, path: '/minimumTls' },
      ],
    },
    {
      name: 'both',
      provider: 'azure',
      facets: { transport: { httpsOnly: false, minimumTls: '1.0' } },
      violations: ['plain', 'oldTls'],
    },
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
      name: 'objects only',
      provider: 'aws',
      facets: policy(
        deny({ Bool: { 'aws:SecureTransport': 'false' } }, { Resource: RESOURCES[1] as string }),
      ),
      violations: ['open'],
    },
    {
      name: 'the bucket only',
      provider: 'aws',
      facets: policy(
        deny({ Bool: { 'aws:SecureTransport': 'false' } }, { Resource: RESOURCES[0] as string }),
      ),
      violations: ['open'],
    },
    {
      name: 'part of the objects',
      provider: 'aws',
      facets: policy(
        deny(
          { Bool: { 'aws:SecureTransport': 'false' } },
          { Resource: [RESOURCES[0] as string, `${RESOURCES[0]}/public/*`] },
        ),
      ),
      violations: ['open'],
    },
    {
      name: 'W&B alone',
      provider: 'aws',
      facets: policy(deny({ Bool: { 'aws:SecureTransport': 'false' } }, { Principal: { AWS: DEDICATED } })),
      violations: ['open'],
    },
    {
      name: 'all but one principal',
      provider: 'aws',
      facets: policy({
        Effect: 'Deny',
        NotPrincipal: { AWS: 'arn:aws:iam::111122223333:root' },
        Action: 's3:*',
        Resource: RESOURCES,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
      violations: ['open'],
    },
    {
      name: 'all but one account, by a condition',
      provider: 'aws',
      facets: policy(
        deny({
          Bool: { 'aws:SecureTransport': 'false' },
          StringNotEquals: { 'aws:PrincipalAccount': '111122223333' },
        }),
      ),
      violations: ['open'],
    },
    {
      name: 'all but reading',
      provider: 'aws',
      facets: policy({
        Effect: 'Deny',
        Principal: '*',
        NotAction: 's3:GetObject',
        Resource: RESOURCES,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
      violations: ['open'],
    },
    {
      name: 'old TLS, http spared',
      provider: 'aws',
      facets: policy(
        deny({ Bool: { 'aws:SecureTransport': 'true' }, NumericLessThan: { 's3:TlsVersion': '1.2' } }),
      ),
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
  open: [
    {
      name: 'the policy unread',
      provider: 'aws',
      facets: { policy: unreadable() },
      message: /needs test:Permission/,
    },
    {
      name: 'the account unread',
      provider: 'azure',
      facets: { transport: unreadable() },
      message: /needs test:Permission/,
    },
  ],
  notApplicable: [
    {
      name: 'a store without policies',
      provider: 's3-compatible',
      facets: { policy: unsupported },
      message: /not offered/,
    },
    {
      name: 'a policy that is no JSON',
      provider: 's3-compatible',
      facets: { policy: { document: null, invalid: 'Unexpected token' } },
      message: /not JSON/,
    },
  ],
});
