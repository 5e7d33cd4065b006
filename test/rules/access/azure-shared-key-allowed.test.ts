import azureSharedKeyAllowed from '../../../rules/access/azure-shared-key-allowed.ts';
import { testRule, unreadable } from '../test-rule.ts';
import { TEAM } from './azure-cases.ts';

const KEY = {
  address: {
    form: 'full',
    text: 'az://:[redacted]@acme/wandb',
    scheme: 'az',
    hasCredentials: true,
    faults: [],
  },
} as const;
const OFF = { sharedKey: { allowed: false } };

testRule(azureSharedKeyAllowed, {
  pass: [
    { name: 'instance level', provider: 'azure', facets: { sharedKey: { allowed: true } } },
    {
      name: "a team's key in the address",
      provider: 'azure',
      target: { level: 'team', team: 'omega', ...KEY },
      facets: { sharedKey: { allowed: true } },
    },
  ],
  fail: [
    {
      name: 'instance level',
      provider: 'azure',
      facets: OFF,
      violations: [{ messageId: 'refused', path: '/allowed' }],
    },
    {
      name: "a team's key in the address",
      provider: 'azure',
      target: { ...TEAM, ...KEY },
      facets: OFF,
      violations: ['refused'],
    },
  ],
  open: [
    {
      name: 'the account could not be read',
      provider: 'azure',
      facets: { sharedKey: unreadable() },
      message: /test:Call/,
    },
  ],
  notApplicable: [
    { name: 'a managed identity', provider: 'azure', target: TEAM, facets: OFF, message: /managed identity/ },
    {
      name: "a team that declared neither is azure-identity-declared's",
      provider: 'azure',
      target: { level: 'team', team: 'omega' },
      facets: OFF,
    },
  ],
});
