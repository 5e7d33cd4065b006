import wandbNotDenied from '../../../rules/access/wandb-not-denied.ts';
import { testRule } from '../test-rule.ts';
import { coreweaveGrant, deny, grant, policy } from './policies.ts';

testRule(wandbNotDenied, {
  pass: [
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
      name: 'a network is network-reachable’s',
      provider: 'aws',
      facets: policy(grant(), deny({ NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })),
    },
    {
      name: 'another bucket’s path',
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
      name: 'a tag of the principal',
      provider: 'aws',
      facets: policy(grant(), deny({ StringNotEquals: { 'aws:PrincipalTag/team': 'ml' } })),
      message: /PrincipalTag/,
    },
  ],
});
