import fileStoresListBucket from '../../../rules/declaration/file-stores-list-bucket.ts';
import { testRule } from '../test-rule.ts';
import { everywhere } from './addresses.ts';

testRule(fileStoresListBucket, {
  pass: [
    ...everywhere(() => ({
      name: 'offered by an entry for it',
      target: { level: 'team' as const, team: 'omega', bucketId: 's3://acme-wandb' },
      deployment: { fileStores: [{ text: 's3://acme-wandb', bucketId: 's3://acme-wandb', subpath: '' }] },
    })),
    {
      name: 'CoreWeave on Self-Managed by cw://',
      provider: 'coreweave',
      target: { level: 'team', team: 'omega' },
      deployment: { type: 'self-managed', fileStores: [{ text: 'cw://', provider: 'coreweave' }] },
    },
    {
      name: 'a sub-path under a listed one',
      provider: 'aws',
      target: { level: 'team', team: 'omega', subpath: 'teams/omega' },
      deployment: {
        fileStores: [{ text: 's3://acme-wandb/teams', bucketId: 's3://acme-wandb', subpath: 'teams' }],
      },
    },
    {
      name: 'a store by its plain name',
      provider: 's3-compatible',
      target: { level: 'team', team: 'omega' },
      deployment: { fileStores: [{ text: 's3://acme-wandb', bucketId: 's3://acme-wandb', subpath: '' }] },
    },
  ],
  fail: [
    ...everywhere(() => ({
      name: 'another bucket only',
      target: { level: 'team' as const, team: 'omega' },
      deployment: { fileStores: [{ text: 's3://other', bucketId: 's3://other', subpath: '' }] },
      violations: ['notListed'],
    })),
    {
      name: 'another sub-path of the bucket',
      provider: 'aws',
      target: { level: 'team', team: 'omega', subpath: 'teams/omega-2' },
      deployment: {
        fileStores: [
          { text: 's3://acme-wandb/teams/omega', bucketId: 's3://acme-wandb', subpath: 'teams/omega' },
        ],
      },
      violations: ['notListed'],
    },
    {
      name: 'CoreWeave on Self-Managed by its bucket only',
      provider: 'coreweave',
      target: { level: 'team', team: 'omega' },
      deployment: {
        type: 'self-managed',
        fileStores: [{ text: 'cw://acme-wandb', bucketId: 'cw://acme-wandb', subpath: '' }],
      },
      violations: ['coreweaveEntry'],
    },
    {
      name: 'CoreWeave on Self-Managed',
      provider: 'coreweave',
      target: { level: 'team', team: 'omega' },
      deployment: { type: 'self-managed', fileStores: [] },
      violations: ['coreweaveEntry'],
    },
  ],
  open: [
    {
      name: 'an entry that cannot be read',
      provider: 'aws',
      target: { level: 'team', team: 'omega' },
      deployment: {
        fileStores: [{ text: '(no storage address)' }, { text: 'cw://', provider: 'coreweave' }],
      },
    },
  ],
  notApplicable: [
    { name: 'not declared', provider: 'aws', target: { level: 'team', team: 'omega' } },
    { name: 'the instance bucket', provider: 'aws', deployment: { fileStores: [] } },
    {
      name: 'Multi-tenant',
      provider: 'aws',
      target: { level: 'team', team: 'omega' },
      deployment: { type: 'multi-tenant', fileStores: [] },
    },
  ],
});
