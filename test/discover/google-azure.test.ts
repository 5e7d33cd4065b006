// Buckets of Google projects and containers of Azure accounts, found over the wire.

import { expect, test } from 'vitest';
import { account, container, KEY, SUBSCRIPTION } from '../collect/azure-world.ts';
import type { SandboxAzureAccount } from '../../src/sandbox/azure-world.ts';
import { discoverIn } from './over-the-wire.ts';

const labelled = (name: string, labels: object, project = 'acme') => ({
  name,
  project,
  resource: { labels },
});

test('Google: by name and label, in every project, each as its own service account', async () => {
  const buckets = [
    labelled('acme-wandb', { wandb: 'yes' }),
    labelled('acme-wandb-old', { wandb: 'no' }),
    labelled('acme-other', { wandb: 'yes' }),
    labelled('omega-wandb', { wandb: 'yes' }, 'omega'),
    { name: 'acme-wandb-bare' },
  ];
  const { fleet, found, failed, calls } = await discoverIn(
    { buckets: [], google: { buckets } },
    `discover:
  - provider: gcp
    projects: [acme, omega]
    impersonateServiceAccount: byob@{project}.iam.gserviceaccount.com
    name: '*-wandb*'
    tags: { wandb: 'yes' }
`,
  );
  expect(failed).toEqual([]);
  expect(found).toEqual(['gs://acme-wandb', 'gs://omega-wandb']);
  expect(fleet.entries.map(({ access }) => access.impersonateServiceAccount)).toEqual([
    'byob@acme.iam.gserviceaccount.com',
    'byob@omega.iam.gserviceaccount.com',
  ]);
  expect(calls).toEqual(['storage.buckets.list', 'storage.buckets.list']);
});

test('Google: 2,500 buckets come in three pages', async () => {
  const buckets = Array.from({ length: 2500 }, (_, index) => ({ name: `acme-${index}` }));
  const { found, calls } = await discoverIn(
    { buckets: [], google: { buckets } },
    'discover:\n  - provider: gcp\n    projects: [acme]\n    name: acme-24*\n',
  );
  expect(calls).toHaveLength(3);
  expect(found).toHaveLength(111);
});

test.each([
  ['denied', /^storage.buckets.list denied storage.buckets.list: access denied$/],
  [{ status: 200, body: { kind: 'storage#bucket' } }, /^storage.buckets.list malformed /],
  ['html', /^storage.buckets.list malformed /],
  ['unavailable', /^storage.buckets.list throttled /],
  ['hang', /^storage.buckets.list unreachable /],
] as const)('Google: %j is told', async (kind, line) => {
  const { failed, found } = await discoverIn(
    {
      buckets: [],
      google: { buckets: [{ name: 'acme' }], faults: [{ operation: 'storage.buckets.list', kind }] },
    },
    'discover:\n  - provider: gcp\n    projects: [acme]\n',
    { timeoutMs: 300 },
  );
  expect(found).toEqual([]);
  expect(failed).toEqual([expect.stringMatching(line)]);
});

const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/acme/providers/Microsoft.Storage/storageAccounts`;

function accountOf(
  name: string,
  names: readonly string[],
  tags?: object,
  kind?: string,
): SandboxAzureAccount {
  const id = `${GROUP}/${name}`;
  const properties = {
    ...account({}, id),
    ...(tags !== undefined && { tags }),
    ...(kind !== undefined && { kind }),
  };
  return { account: properties, containers: names.map((each) => container({}, each)), keys: [KEY] };
}

const ACCOUNTS = [
  accountOf('acmewandb', ['wandb', 'wandb-omega', 'logs', '$web'], { wandb: 'yes' }),
  accountOf('acmeplain', ['wandb']),
  accountOf('acmefiles', [], { wandb: 'yes' }, 'FileStorage'),
];

test('Azure: by account, tag and container, page by page', async () => {
  const { fleet, found, failed, calls } = await discoverIn(
    { buckets: [], azure: { accounts: ACCOUNTS, pageSize: 1 } },
    `buckets:
  - address: az://acmewandb/wandb
discover:
  - provider: azure
    storageAccount: acme*
    name: wandb*
    tags: { wandb: '*' }
`,
  );
  expect(failed).toEqual([]);
  expect(found).toEqual(['az://acmewandb/wandb-omega']);
  expect(fleet.entries[1]?.target.accountResourceId).toBe(`${GROUP}/acmewandb`);
  expect(calls.filter((call) => call.startsWith('BlobContainers_List'))).toHaveLength(4);
});

test('Azure: a refused account is told; the others are listed', async () => {
  const faults = [{ operation: 'BlobContainers_List', bucket: 'acmeplain', kind: 'denied' }] as const;
  const { found, failed } = await discoverIn(
    { buckets: [], azure: { accounts: ACCOUNTS, faults } },
    `discover:\n  - provider: azure\n    subscriptions: [${SUBSCRIPTION}]\n    name: wandb\n`,
  );
  expect(found).toEqual(['az://acmewandb/wandb']);
  expect(failed).toEqual([
    'arm:BlobContainers_List denied Microsoft.Storage/storageAccounts/blobServices/containers/read: account acmeplain: access denied',
  ]);
});

test.each(['Subscriptions_List', 'StorageAccounts_List'])(
  'Azure: a refused %s is told',
  async (operation) => {
    const { found, failed } = await discoverIn(
      { buckets: [], azure: { accounts: ACCOUNTS, faults: [{ operation, kind: 'denied' }] } },
      'discover:\n  - provider: azure\n',
    );
    expect(found).toEqual([]);
    expect(failed).toEqual([expect.stringMatching(new RegExp(`^arm:${operation} denied Microsoft`))]);
  },
);
