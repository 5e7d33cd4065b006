import networkReachable from '../../../rules/access/network-reachable.ts';
import { testRule } from '../test-rule.ts';
import { coreweaveGrant, deny, grant, policy } from './policies.ts';

testRule(networkReachable, {
  pass: [
    { name: 'no limit', provider: 'aws', facets: policy(grant()) },
    { name: 'no limit on CoreWeave', provider: 'coreweave', facets: policy(coreweaveGrant()) },
  ],
  fail: [
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
