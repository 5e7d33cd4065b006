import networkReachable from '../../../rules/access/network-reachable.ts';
import { testRule, unreadable } from '../test-rule.ts';
import { coreweaveGrant, deny, grant, MULTI_TENANT, policy } from './policies.ts';

testRule(networkReachable, {
  pass: [
    {
      name: 'no IP filter',
      provider: 'gcp',
      facets: { network: { access: 'open', ipRanges: [], networks: [] } },
    },
    {
      name: 'a filter that takes all of the internet',
      provider: 'gcp',
      facets: { network: { access: 'restricted', ipRanges: ['0.0.0.0/0'], networks: [] } },
    },
    {
      name: 'all networks, and rules that do not count',
      provider: 'azure',
      facets: { network: { access: 'open', ipRanges: ['203.0.113.7'], networks: [] } },
    },
    {
      name: 'some addresses are kept out',
      provider: 'aws',
      facets: policy(grant(), deny({ IpAddress: { 'aws:SourceIp': '203.0.113.9/32' } })),
    },
    {
      name: "an endpoint alone on Multi-tenant is wandb-not-denied's",
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
      name: 'one address',
      provider: 'azure',
      facets: { network: { access: 'restricted', ipRanges: ['203.0.113.7'], networks: [] } },
      violations: [{ messageId: 'restricted', data: { networks: ['203.0.113.7'] } }],
    },
    {
      name: 'an IP filter',
      provider: 'gcp',
      facets: {
        network: {
          access: 'restricted',
          ipRanges: ['203.0.113.0/24'],
          networks: ['projects/acme/global/networks/vpc'],
        },
      },
      violations: [
        {
          messageId: 'restricted',
          data: { networks: ['203.0.113.0/24', 'projects/acme/global/networks/vpc'] },
        },
      ],
    },
    {
      name: 'no network at all',
      provider: 'azure',
      facets: { network: { access: 'restricted', ipRanges: [], networks: [] } },
      violations: ['private'],
    },
    {
      name: 'private endpoints only',
      provider: 'azure',
      facets: { network: { access: 'disabled', ipRanges: [], networks: [] } },
      violations: [{ messageId: 'private', path: '/access' }],
    },
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
  open: [
    { name: 'the policy unread', provider: 'aws', facets: { policy: unreadable() }, message: /needs/ },
    {
      name: 'the filter unread',
      provider: 'gcp',
      facets: { network: unreadable() },
      message: /needs test:Permission/,
    },
  ],
});
