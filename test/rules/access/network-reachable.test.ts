import networkReachable from '../../../rules/access/network-reachable.ts';
import { testRule } from '../test-rule.ts';
import { coreweaveGrant, deny, grant, MULTI_TENANT, policy } from './policies.ts';

testRule(networkReachable, {
  pass: [
    {
      name: 'some addresses are kept out',
      provider: 'aws',
      facets: policy(grant(), deny({ IpAddress: { 'aws:SourceIp': '203.0.113.9/32' } })),
    },
    {
      name: 'an endpoint alone on Multi-tenant is wandb-not-denied’s',
      provider: 'aws',
      deployment: { type: 'multi-tenant' },
      facets: policy(
        grant({ Principal: { AWS: MULTI_TENANT } }),
        deny({ StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } }),
      ),
    },
    {
      name: 'networks for everybody but W&B',
      provider: 'aws',
      facets: policy(
        grant(),
        deny({
          NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' },
          StringNotEquals: { 'aws:PrincipalAccount': '830241207209' },
        }),
      ),
    },
    { name: 'no limit', provider: 'aws', facets: policy(grant()) },
    { name: 'no limit on CoreWeave', provider: 'coreweave', facets: policy(coreweaveGrant()) },
  ],
  fail: [
    {
      name: 'addresses or an endpoint, on Multi-tenant',
      provider: 'aws',
      deployment: { type: 'multi-tenant' },
      facets: policy(
        grant({ Principal: { AWS: MULTI_TENANT } }),
        deny({
          NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' },
          StringNotEquals: { 'aws:SourceVpce': 'vpce-1' },
        }),
      ),
      violations: ['denied'],
    },
    {
      name: 'addresses',
      provider: 'aws',
      facets: policy(grant(), deny({ NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })),
      violations: ['denied'],
    },
    {
      name: 'a VPC endpoint',
      provider: 'aws',
      facets: policy(grant(), deny({ StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } })),
      violations: ['denied'],
    },
    {
      name: 'addresses on CoreWeave',
      provider: 'coreweave',
      facets: policy(coreweaveGrant(), deny({ NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })),
      violations: ['denied'],
    },
  ],
});
