import { expect } from 'vitest';
import azureIdentityDeclared from '../../../rules/declaration/azure-identity-declared.ts';
import { testRule } from '../test-rule.ts';
import { full } from './addresses.ts';

const TEAM = { level: 'team', team: 'omega', account: 'acmestorage' } as const;
const TENANT = { tenantId: '11111111-2222-3333-4444-555555555555' };
const CLIENT = { clientId: '66666666-7777-8888-9999-000000000000' };

testRule(azureIdentityDeclared, {
  pass: [
    { name: 'both', provider: 'azure', target: { ...TEAM, ...TENANT, ...CLIENT } },
    { name: 'a key in the address', provider: 'azure', target: { ...TEAM, ...full({ scheme: 'az' }) } },
  ],
  fail: [
    {
      name: 'neither',
      provider: 'azure',
      target: TEAM,
      violations: [
        {
          messageId: 'missing',
          data: { missing: ['tenantId', 'clientId'] },
          remediation: { text: expect.stringMatching(/tenantId: TENANT_ID.*clientId: CLIENT_ID/) },
        },
      ],
    },
    {
      name: 'the tenant alone',
      provider: 'azure',
      target: { ...TEAM, ...TENANT },
      violations: [
        {
          messageId: 'missing',
          data: { missing: ['clientId'] },
          remediation: { text: expect.stringContaining(`tenantId: ${TENANT.tenantId}`) },
        },
      ],
    },
    {
      name: 'a full address without a key',
      provider: 'azure',
      target: { ...TEAM, ...CLIENT, ...full({ scheme: 'az', hasCredentials: false }) },
      violations: [{ messageId: 'missing', data: { missing: ['tenantId'] } }],
    },
  ],
  notApplicable: [
    { name: 'the instance', provider: 'azure', message: /access key/ },
    {
      name: 'Multi-tenant',
      provider: 'azure',
      target: TEAM,
      deployment: { type: 'multi-tenant' },
      message: /provider-available/,
    },
  ],
});
