// Whatever goes wrong with Azure, the container says so with the right cause in one line, and no other is touched.

import { describe, expect, onTestFinished, test } from 'vitest';
import { createAzureReader } from '../../src/collect/azure/reader.ts';
import { createLimiter } from '../../src/collect/limiter.ts';
import { readFleet } from '../../src/fleet/fleet.ts';
import type { Facet } from '../../src/model/evidence.ts';
import type { AzureFault } from '../../src/sandbox/azure-world.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { readAzure } from './azure-at.ts';
import type { Over, Read } from './azure-at.ts';
import { account, ACCOUNT_ID, container, SUBSCRIPTION, WITH_IDENTITY, world } from './azure-world.ts';

const FACETS: readonly Facet[] = ['location', 'cors', 'lifecycle', 'containerAccess'];

function readWith(fault: AzureFault, over: Partial<Over> = {}): Promise<Read> {
  return readAzure(world({}, { faults: [fault] }), { facets: FACETS, ...over });
}

describe('one call fails, the rest of the container is read', () => {
  test.each([
    ['denied', { cause: 'denied', permission: 'Microsoft.Storage/storageAccounts/blobServices/read' }],
    ['expired', { cause: 'credentials', detail: 'the token has expired: sign in again (`az login`)' }],
    ['html', { cause: 'malformed', detail: 'the endpoint answers text/html, not JSON' }],
    ['wrongDocument', { cause: 'malformed' }],
    ['truncate', { status: 'unreadable' }],
    ['reset', { cause: 'unreachable' }],
    ['hang', { cause: 'unreachable', detail: 'no answer in time (--timeout)' }],
    [
      'unknownVersion',
      { cause: 'unreachable', detail: 'the service refuses the call (InvalidApiVersionParameter)' },
    ],
  ] as const)('%s', async (kind, expected) => {
    const { first } = await readWith(
      { operation: 'BlobServices_GetServiceProperties', kind },
      { timeoutMs: kind === 'hang' ? 500 : 5000 },
    );
    const call = 'arm:BlobServices_GetServiceProperties';
    expect(first.cors).toMatchObject({ status: 'unreadable', call, ...expected });
    for (const facet of ['location', 'lifecycle', 'containerAccess'] as const)
      expect(first[facet]?.status).toBe('known');
  });

  test.each([
    ['StorageAccounts_List', 'Microsoft.Storage/storageAccounts/read', 'location'],
    [
      'BlobContainers_Get',
      'Microsoft.Storage/storageAccounts/blobServices/containers/read',
      'containerAccess',
    ],
    ['ManagementPolicies_Get', 'Microsoft.Storage/storageAccounts/managementPolicies/read', 'lifecycle'],
    ['RoleAssignments_ListForScope', 'Microsoft.Authorization/roleAssignments/read', 'roleAssignments'],
    [
      'UserAssignedIdentities_ListBySubscription',
      'Microsoft.ManagedIdentity/userAssignedIdentities/read',
      'identity',
    ],
    [
      'FederatedIdentityCredentials_List',
      'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/read',
      'identity',
    ],
  ] as const)('%s refused names %s', async (operation, permission, facet) => {
    const over = { facets: [facet], buckets: WITH_IDENTITY };
    const { first } = await readWith({ operation, kind: 'denied' }, over);
    expect(first[facet]).toMatchObject({ status: 'unreadable', cause: 'denied', permission });
  });
});

test('who may act as the identity is of no matter to its roles', async () => {
  const fault = { operation: 'FederatedIdentityCredentials_List', kind: 'denied' } as const;
  const { first } = await readWith(fault, {
    facets: ['identity', 'roleAssignments'],
    buckets: WITH_IDENTITY,
  });
  expect(first.identity).toMatchObject({ cause: 'denied' });
  expect(first.roleAssignments?.status).toBe('known');
});

test('a list that is no list is malformed, not empty', async () => {
  for (const kind of ['html', 'truncate'] as const) {
    const { first } = await readWith({ operation: 'StorageAccounts_List', kind });
    expect(first.location).toMatchObject({ status: 'unreadable' });
    expect(first.location).not.toMatchObject({ cause: 'absent' });
  }
});

test.each([
  ['pageElsewhere', 'the list goes on at another host'],
  ['pageInCircle', 'the list goes round in a circle'],
] as const)('%s: the token goes nowhere else, and the run ends', async (kind, detail) => {
  for (const operation of ['StorageAccounts_List', 'UserAssignedIdentities_ListBySubscription']) {
    const over = { facets: ['identity'], buckets: WITH_IDENTITY } as const;
    const { first } = await readWith({ operation, kind }, over);
    expect(first.identity).toMatchObject({
      cause: 'malformed',
      detail: expect.stringContaining(detail),
    });
  }
});

describe('throttling', () => {
  test('passes when the time that Azure names is over', async () => {
    const start = performance.now();
    const { first, calls } = await readWith({
      operation: 'ManagementPolicies_Get',
      kind: 'throttled',
      times: 1,
    });
    expect(first.lifecycle?.status).toBe('known');
    expect(calls.filter((call) => call.startsWith('ManagementPolicies_Get'))).toHaveLength(2);
    expect(performance.now() - start).toBeGreaterThan(950);
  });

  test('that would take longer than anybody waits is told', async () => {
    const { first } = await readWith({
      operation: 'ManagementPolicies_Get',
      kind: 'throttled',
      retryAfter: 400,
    });
    expect(first.lifecycle).toMatchObject({
      cause: 'throttled',
      detail:
        'still throttled after several tries (SubscriptionRequestsThrottled); lower --concurrency or try later',
    });
    expect(first.cors?.status).toBe('known');
  });
});

test('a subscription that has nothing left to allow is held until it has', async () => {
  const faults = [{ operation: 'ManagementPolicies_Get', kind: 'exhausted' } as const];
  const sandbox = await startSandbox({ buckets: [], azure: world({}, { faults }) });
  onTestFinished(() => sandbox.close());
  const { run, bounded } = createLimiter({ concurrency: 4, timeoutMs: 5000 });
  const held: [string, number][] = [];
  const reader = createAzureReader({
    env: sandbox.env,
    concurrency: 4,
    run,
    bounded,
    hold: (endpoint, ms) => held.push([endpoint, ms]),
    once: (_, make) => make(),
  });
  const [entry] = readFleet('buckets:\n  - address: az://acmewandb/wandb\n', 'byob.yaml', {}).entries;
  if (entry === undefined) throw new Error('no entry');
  const { lifecycle } = await reader.read(entry, entry, new Set<Facet>(['lifecycle', 'cors']));
  expect(lifecycle?.status).toBe('known');
  expect(held).toEqual([[`ARM ${SUBSCRIPTION}`, 1000]]);
});

describe('what does not exist', () => {
  const missing = (buckets: string, over: Parameters<typeof world>[1] = {}): Promise<Read> =>
    readAzure(world({}, over), { facets: FACETS, buckets });

  test('an account that no subscription in reach has', async () => {
    const { first, calls } = await missing('  - address: az://nosuch/wandb\n', {
      subscriptions: [SUBSCRIPTION, 's-2'],
    });
    for (const facet of FACETS) {
      expect(first[facet]).toMatchObject({
        status: 'unreadable',
        cause: 'absent',
        detail: 'no storage account nosuch in the 2 subscriptions in reach',
      });
    }
    expect(calls.toSorted()).toEqual(['StorageAccounts_List', 'StorageAccounts_List', 'Subscriptions_List']);
  });

  test('an account that is not where it is declared', async () => {
    const id = ACCOUNT_ID.replace('acmewandb', 'nosuch');
    const { first } = await missing(`  - address: az://nosuch/wandb\n    accountResourceId: ${id}\n`);
    for (const facet of FACETS) expect(first[facet]).toMatchObject({ status: 'unreadable', cause: 'absent' });
  });

  test('a resource id of another account is none', async () => {
    const { first } = await missing(`  - address: az://nosuch/wandb\n    accountResourceId: ${ACCOUNT_ID}\n`);
    expect(first.cors).toMatchObject({
      cause: 'absent',
      detail: '`accountResourceId` is not the resource id of the storage account nosuch',
    });
  });

  test('a container: what its account is set to is of no use', async () => {
    const { first } = await missing('  - address: az://acmewandb/nosuch\n');
    for (const facet of FACETS) {
      expect(first[facet]).toMatchObject({ cause: 'absent', detail: 'the container does not exist' });
    }
  });

  test('a subscription that cannot be searched makes nothing absent', async () => {
    const faults = [{ operation: 'StorageAccounts_List', kind: 'denied', times: 1 } as const];
    const over = { subscriptions: [SUBSCRIPTION, 's-2'], faults };
    const { first } = await missing('  - address: az://nosuch/wandb\n', over);
    expect(first.cors).toMatchObject({
      cause: 'denied',
      permission: 'Microsoft.Storage/storageAccounts/read',
      detail: expect.stringMatching(/^1 of 2 subscriptions could not be searched for the account nosuch/),
    });
  });

  test('no subscription at all is a missing permission', async () => {
    const { first } = await missing('  - address: az://acmewandb/wandb\n', { subscriptions: [] });
    expect(first.cors).toMatchObject({
      cause: 'denied',
      permission: 'Microsoft.Storage/storageAccounts/read',
    });
  });
});

test('an account that two subscriptions show is told, not chosen', async () => {
  const other = ACCOUNT_ID.replace(SUBSCRIPTION, 's-2');
  const azure = world();
  const accounts = [...azure.accounts, { account: account({}, other), containers: [container()] }];
  const { first } = await readAzure({ ...azure, accounts }, { facets: ['cors'] });
  expect(first.cors).toMatchObject({
    status: 'unreadable',
    detail: `2 subscriptions (${SUBSCRIPTION}, s-2) list the account acmewandb, and only one can hold it: declare \`accountResourceId\``,
  });
});

test('one bad container never spoils the others', async () => {
  const azure = world({ containers: [container(), container({}, 'bad')] });
  const { all } = await readAzure(
    { ...azure, faults: [{ bucket: 'acmewandb/bad', kind: 'denied' }] },
    { facets: FACETS, buckets: '  - address: az://acmewandb/bad\n  - address: az://acmewandb/wandb\n' },
  );
  expect(all['az://acmewandb/bad']?.containerAccess).toMatchObject({ cause: 'denied' });
  expect(Object.values(all['az://acmewandb/wandb'] ?? {}).every(({ status }) => status === 'known')).toBe(
    true,
  );
});

test('an interrupted run says so', async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 300);
  const { first } = await readWith(
    { operation: 'ManagementPolicies_Get', kind: 'hang' },
    { signal: controller.signal },
  );
  expect(first.lifecycle).toMatchObject({ cause: 'interrupted' });
});
