import fileStoresListBucket from '../../../rules/declaration/file-stores-list-bucket.ts';
import { testRule } from '../test-rule.ts';
import { everywhere } from './addresses.ts';

testRule(fileStoresListBucket, {
  pass: everywhere(() => ({
    name: 'offered by an entry for it',
    target: { level: 'team' as const, team: 'omega', bucketId: 's3://acme-wandb' },
    deployment: { fileStores: [{ text: 's3://acme-wandb', bucketId: 's3://acme-wandb', subpath: '' }] },
  })),
  fail: [
    ...everywhere(() => ({
      name: 'another bucket only',
      target: { level: 'team' as const, team: 'omega' },
      deployment: { fileStores: [{ text: 's3://other', bucketId: 's3://other', subpath: '' }] },
      violations: ['notListed'],
    })),
    {
      name: 'CoreWeave on Self-Managed',
      provider: 'coreweave',
      target: { level: 'team', team: 'omega' },
      deployment: { type: 'self-managed', fileStores: [] },
      violations: ['coreweaveEntry'],
    },
  ],
  notApplicable: [{ name: 'not declared', provider: 'aws', target: { level: 'team', team: 'omega' } }],
});
