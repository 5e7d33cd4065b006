import wandbNotDenied from '../../../rules/access/wandb-not-denied.ts';
import { testRule } from '../test-rule.ts';
import { coreweaveGrant, deny, grant, MULTI_TENANT, policy } from './policies.ts';

testRule(wandbNotDenied, {
  pass: [
    {
      name: 'an action that s3:GetObject* names and W&B has no use for',
      provider: 'aws',
      facets: policy(grant(), deny({}, { Action: 's3:GetObjectAcl' })),
    },
    {
      name: "W&B's account is spared",
      provider: 'aws',
      facets: policy(
        grant(),
        deny({ ArnNotLike: { 'aws:PrincipalArn': ['arn:aws:iam::830241207209:*', 'arn:aws:iam::1:*'] } }),
      ),
    },
    {
      name: "somebody else's endpoint",
      provider: 'aws',
      deployment: { type: 'multi-tenant' },
      facets: policy(
        grant({ Principal: { AWS: MULTI_TENANT } }),
        deny({ StringEquals: { 'aws:SourceVpce': 'vpce-1' } }),
      ),
    },
    {
      name: 'our organization on CoreWeave',
      provider: 'coreweave',
      deployment: { customerNamespace: 'acme' },
      facets: policy(coreweaveGrant(), deny({ StringNotEquals: { 'wandb:OrgID': 'acme' } })),
    },
    { name: 'no Deny', provider: 'aws', facets: policy(grant()) },
    {
      name: 'Deny of plain http',
      provider: 'aws',
      facets: policy(grant(), deny({ Bool: { 'aws:SecureTransport': 'false' } })),
    },
    {
      name: 'Deny of old TLS',
      provider: 'aws',
      facets: policy(grant(), deny({ NumericLessThan: { 's3:TlsVersion': '1.2' } })),
    },
    {
      name: "a network is network-reachable's",
      provider: 'aws',
      facets: policy(grant(), deny({ NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })),
    },
    {
      name: "another bucket's path",
      provider: 'aws',
      target: { subpath: 'teams' },
      facets: policy(grant(), deny({}, { Resource: 'arn:aws:s3:::acme-wandb/private/*' })),
    },
    {
      name: 'Deny of plain http on CoreWeave',
      provider: 'coreweave',
      facets: policy(coreweaveGrant(), deny({ Bool: { 'aws:SecureTransport': 'false' } })),
    },
  ],
  fail: [
    {
      name: 'our VPC endpoint only, on Multi-tenant',
      provider: 'aws',
      deployment: { type: 'multi-tenant' },
      facets: policy(
        grant({ Principal: { AWS: MULTI_TENANT } }),
        deny({ StringNotEqualsIfExists: { 'aws:SourceVpce': 'vpce-1' } }),
      ),
      violations: ['denied'],
    },
    {
      name: 'identities of another account only',
      provider: 'aws',
      facets: policy(grant(), deny({ ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:*' } })),
      violations: ['denied'],
    },
    {
      name: 'our organization only',
      provider: 'aws',
      facets: policy(grant(), deny({ StringNotEquals: { 'aws:PrincipalOrgID': 'o-acme' } })),
      violations: [{ messageId: 'denied', path: '/document/Statement/1' }],
    },
    {
      name: 'our account only',
      provider: 'aws',
      facets: policy(grant(), deny({ StringNotEquals: { 'aws:PrincipalAccount': '111122223333' } })),
      violations: ['denied'],
    },
    {
      name: 'everybody',
      provider: 'coreweave',
      facets: policy(coreweaveGrant(), deny({})),
      violations: ['denied'],
    },
  ],
  open: [
    {
      name: 'an organization that an identity of our own may be in',
      provider: 'aws',
      deployment: {
        type: 'self-managed',
        principals: { aws: ['arn:aws:iam::111122223333:role/wandb'] },
      },
      facets: policy(
        grant({ Principal: { AWS: 'arn:aws:iam::111122223333:role/wandb' } }),
        deny({ StringNotEquals: { 'aws:PrincipalOrgID': 'o-acme' } }),
      ),
      message: /PrincipalOrgID/,
    },
    {
      name: "some identities of W&B's account",
      provider: 'aws',
      facets: policy(
        grant(),
        deny({ ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::830241207209:role/node-*' } }),
      ),
      message: /PrincipalArn/,
    },
    {
      name: 'an ACL header on CoreWeave, where no other rule asks for it',
      provider: 'coreweave',
      facets: policy(coreweaveGrant(), deny({ StringNotEquals: { 's3:x-amz-acl': 'private' } })),
      message: /x-amz-acl/,
    },
    {
      name: 'the organization is not declared',
      provider: 'coreweave',
      facets: policy(coreweaveGrant(), deny({ StringNotEquals: { 'wandb:OrgID': 'acme' } })),
      message: /OrgID/,
    },
    {
      name: 'no deployment',
      provider: 'aws',
      deployment: { type: undefined as never },
      facets: policy(grant()),
      message: /--deployment/,
    },
    {
      name: 'a tag of the principal',
      provider: 'aws',
      facets: policy(grant(), deny({ StringNotEquals: { 'aws:PrincipalTag/team': 'ml' } })),
      message: /PrincipalTag/,
    },
  ],
  notApplicable: [
    {
      name: 'a key in the address',
      provider: 'coreweave',
      target: {
        address: {
          form: 'full',
          text: 'cw://[redacted]@cwobject.com/acme-wandb',
          scheme: 'cw',
          hasCredentials: true,
          faults: [],
        },
      },
      facets: policy(coreweaveGrant(), deny({})),
      message: /key in the storage address/,
    },
    {
      name: 'not JSON',
      provider: 'aws',
      facets: { policy: { document: null, invalid: 'Unexpected token' } },
      message: /bucket-grants-wandb/,
    },
  ],
});
