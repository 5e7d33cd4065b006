import providerAvailable from '../../../rules/declaration/provider-available.ts';
import { testRule } from '../test-rule.ts';
import { everywhere } from './addresses.ts';

testRule(providerAvailable, {
  pass: [
    ...everywhere(() => ({ name: 'a team on Dedicated', target: { level: 'team' as const, team: 'omega' } })),
  ],
  fail: [
    ...everywhere(() => ({
      name: 'an instance on Multi-tenant',
      deployment: { type: 'multi-tenant' as const },
      violations: ['level'],
    })),
    ...everywhere(
      (provider) => ({
        name: 'not offered to teams',
        target: { level: 'team' as const, team: provider },
        deployment: { type: 'multi-tenant' as const },
        violations: ['provider'],
      }),
      ['azure', 's3-compatible'],
    ),
    {
      name: 'CoreWeave for the instance',
      provider: 'coreweave',
      violations: [{ messageId: 'notSelfService', severity: 'low' }],
    },
  ],
  open: [{ name: 'no deployment', provider: 'aws', deployment: { type: undefined as never } }],
});
