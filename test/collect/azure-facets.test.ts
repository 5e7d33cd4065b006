// Every facet of Azure, over the wire: what ARM answers and what it means here.

import { describe, expect, test } from 'vitest';
import { FACET_CALLS } from '../../src/collect/azure/calls.ts';
import type { Facet, Facets } from '../../src/model/evidence.ts';
import type { SandboxAzureAccount } from '../../src/sandbox/azure-world.ts';
import { readAzure, valueOf } from './azure-at.ts';
import {
  account,
  ACCOUNT_ID,
  assignment,
  blobService,
  container,
  IDENTITY,
  IDENTITY_ID,
  resource,
  ROLE,
  WITH_IDENTITY,
  world,
} from './azure-world.ts';

const ALL = Object.keys(FACET_CALLS) as Facet[];

const ofAccount = <F extends Facet>(facet: F, properties: object): Promise<Facets[F] | undefined> =>
  valueOf(facet, { account: account(properties) });

test('a container is read whole, each call once', async () => {
  const { first, calls } = await readAzure(world(), { facets: ALL, buckets: WITH_IDENTITY });
  expect(Object.entries(first).filter(([, reading]) => reading?.status !== 'known')).toEqual([]);
  expect(Object.keys(first).toSorted()).toEqual(ALL.toSorted());
  expect(new Set(calls).size).toBe(calls.length);
  expect(first.location).toMatchObject({ value: { region: 'westeurope' } });
});

test('only what was asked for is fetched, and whether the container is there', async () => {
  const { calls } = await readAzure(world(), { facets: ['cors'] });
  expect(calls.toSorted()).toEqual([
    'BlobContainers_Get acmewandb/wandb',
    'BlobServices_GetServiceProperties acmewandb',
    'StorageAccounts_List',
    'Subscriptions_List',
  ]);
});

test("what is the account's is read once for all its containers", async () => {
  const containers = ['wandb', 'teams', 'scratch'].map((name) => container({}, name));
  const { all, calls } = await readAzure(world({ containers }), {
    facets: ['cors', 'lifecycle', 'location', 'containerAccess'],
    buckets: containers.map(({ name }) => `  - address: az://acmewandb/${name}\n`).join(''),
  });
  expect(Object.keys(all)).toHaveLength(3);
  expect(calls.filter((call) => !call.startsWith('BlobContainers_Get')).toSorted()).toEqual([
    'BlobServices_GetServiceProperties acmewandb',
    'ManagementPolicies_Get acmewandb',
    'StorageAccounts_List',
    'Subscriptions_List',
  ]);
});

test('a declared resource id spares the search', async () => {
  const { first, calls } = await readAzure(world(), {
    facets: ['location'],
    buckets: `  - address: az://acmewandb/wandb\n    accountResourceId: ${ACCOUNT_ID}\n`,
  });
  expect(first.location).toMatchObject({ status: 'known', call: 'arm:StorageAccounts_GetProperties' });
  expect(calls.toSorted()).toEqual([
    'BlobContainers_Get acmewandb/wandb',
    'StorageAccounts_GetProperties acmewandb',
  ]);
});

describe('settings of the account', () => {
  test.each([
    [{ allowBlobPublicAccess: false }, { enforced: true, setting: 'allowBlobPublicAccess: false' }],
    [{ allowBlobPublicAccess: true }, { enforced: false, setting: 'allowBlobPublicAccess: true' }],
    [{ allowBlobPublicAccess: undefined }, { enforced: false, setting: 'allowBlobPublicAccess: not set' }],
  ])('anonymous access: %j', async (properties, expected) => {
    expect(await ofAccount('publicAccessPrevention', properties)).toEqual(expected);
  });

  test.each([
    [{}, { access: 'open', ipRanges: [], networks: [] }],
    [{ publicNetworkAccess: 'Disabled' }, { access: 'disabled', ipRanges: [], networks: [] }],
    [{ publicNetworkAccess: 'SecuredByPerimeter' }, { access: 'restricted', ipRanges: [], networks: [] }],
    [
      {
        networkAcls: {
          defaultAction: 'Deny',
          ipRules: [
            { value: '3.1.1.1', action: 'Allow' },
            { value: '1.2.2.128/25', action: 'Allow' },
          ],
          ipv6Rules: [{ value: '2001:db8::/64', action: 'Allow' }],
          virtualNetworkRules: [{ id: '/subscriptions/s/subnets/a', action: 'Allow' }],
        },
      },
      {
        access: 'restricted',
        ipRanges: ['3.1.1.1', '1.2.2.128/25', '2001:db8::/64'],
        networks: ['/subscriptions/s/subnets/a'],
      },
    ],
    [
      { networkAcls: { defaultAction: 'Allow', ipRules: [{ value: '3.1.1.1', action: 'Allow' }] } },
      { access: 'open', ipRanges: [], networks: [] },
    ],
  ])('network: %j', async (properties, expected) => {
    expect(await ofAccount('network', properties)).toEqual(expected);
  });

  test.each([
    [{}, { httpsOnly: true, minimumTls: '1.2' }],
    [
      { supportsHttpsTrafficOnly: false, minimumTlsVersion: 'TLS1_0' },
      { httpsOnly: false, minimumTls: '1.0' },
    ],
    [{ minimumTlsVersion: undefined }, { httpsOnly: true, minimumTls: '1.0' }],
    [{ minimumTlsVersion: 'TLS9_9' }, undefined],
  ])('transport: %j', async (properties, expected) => {
    expect(await ofAccount('transport', properties)).toEqual(expected);
  });

  test.each([
    [{ allowSharedKeyAccess: true }, true],
    [{ allowSharedKeyAccess: undefined }, true],
    [{ allowSharedKeyAccess: false }, false],
    [{ allowSharedKeyAccessForServices: { blob: { enabled: false } } }, false],
    [{ allowSharedKeyAccessForServices: { file: { enabled: false } } }, true],
  ])('access keys: %j', async (properties, allowed) => {
    expect(await ofAccount('sharedKey', properties)).toEqual({ allowed });
  });

  test.each([
    [undefined, null],
    [
      { sasExpirationPeriod: '1.15:59:59', expirationAction: 'Log' },
      { seconds: 143_999, action: 'log' },
    ],
    [
      { sasExpirationPeriod: '0.01:00:00', expirationAction: 'Block' },
      { seconds: 3600, action: 'block' },
    ],
    [{ sasExpirationPeriod: 'a day', expirationAction: 'Block' }, undefined],
  ])('SAS policy: %j', async (sasPolicy, expected) => {
    expect(await ofAccount('sasPolicy', { sasPolicy })).toEqual(expected);
  });
});

describe('encryption', () => {
  const keyvaultproperties = { keyvaulturi: 'https://v.vault.azure.net/', keyname: 'k', keyversion: '' };
  const cmk = { encryption: { services: {}, keySource: 'Microsoft.Keyvault', keyvaultproperties } };

  test("the account's key, as it is configured", async () => {
    expect(await ofAccount('encryption', {})).toEqual({ algorithm: 'microsoft-managed' });
    const keyId = 'https://v.vault.azure.net/keys/k';
    expect(await ofAccount('encryption', cmk)).toEqual({ algorithm: 'customer-managed', keyId });
    const versioned = { ...cmk.encryption, keyvaultproperties: { ...keyvaultproperties, keyversion: '7' } };
    expect(await ofAccount('encryption', { encryption: versioned })).toMatchObject({ keyId: `${keyId}/7` });
  });

  test('a scope of the container comes first', async () => {
    const scope = (properties: object): Partial<SandboxAzureAccount> => ({
      account: account(cmk),
      containers: [container({ defaultEncryptionScope: 'own' })],
      encryptionScopes: [resource(`${ACCOUNT_ID}/encryptionScopes/own`, properties)],
    });
    const keyUri = 'https://v.vault.azure.net/keys/other';
    expect(
      await valueOf('encryption', scope({ source: 'Microsoft.KeyVault', keyVaultProperties: { keyUri } })),
    ).toEqual({ algorithm: 'customer-managed', keyId: keyUri });
    expect(await valueOf('encryption', scope({ source: 'Microsoft.Storage' }))).toEqual({
      algorithm: 'microsoft-managed',
    });
  });
});

describe('blob service', () => {
  test("CORS is the account's; texts with commas are lists", async () => {
    const rule = {
      allowedOrigins: ['https://acme.wandb.io, https://b.example'],
      allowedMethods: ['get', 'PUT'],
      allowedHeaders: ['x-ms-blob-type,content-type'],
      exposedHeaders: [],
      maxAgeInSeconds: 3000,
    };
    expect(await valueOf('cors', { blobService: blobService({ cors: { corsRules: [rule] } }) })).toEqual({
      scope: 'account',
      rules: [
        {
          origins: ['https://acme.wandb.io', 'https://b.example'],
          methods: ['GET', 'PUT'],
          allowedHeaders: ['x-ms-blob-type', 'content-type'],
          exposedHeaders: [],
          maxAgeSeconds: 3000,
        },
      ],
    });
    expect(await valueOf('cors', { blobService: blobService({}) })).toEqual({ scope: 'account', rules: [] });
  });

  test('soft delete and versioning', async () => {
    const on = {
      blobService: blobService({
        deleteRetentionPolicy: { enabled: true, days: 7 },
        isVersioningEnabled: true,
      }),
    };
    expect(await valueOf('softDelete', on)).toEqual({ enabled: true, days: 7 });
    expect(await valueOf('versioning', on)).toEqual({ status: 'Enabled', mfaDelete: false });
    expect(await valueOf('softDelete', {})).toEqual({ enabled: false });
    expect(await valueOf('versioning', {})).toEqual({ status: 'Off', mfaDelete: false });
  });
});

describe('the container', () => {
  test.each([
    ['None', { level: 'none' }],
    [undefined, { level: 'none' }],
    ['Blob', { level: 'blob' }],
    ['Container', { level: 'container' }],
    ['Everyone', undefined],
  ])('anonymous access %s', async (publicAccess, expected) => {
    expect(await valueOf('containerAccess', { containers: [container({ publicAccess })] })).toEqual(expected);
  });

  test("policies and holds of the container, and the account's default", async () => {
    const held = container({
      hasImmutabilityPolicy: true,
      immutabilityPolicy: { properties: { immutabilityPeriodSinceCreationInDays: 5, state: 'Locked' } },
      hasLegalHold: true,
      legalHold: { hasLegalHold: true, tags: [] },
    });
    const immutabilityPolicy = { immutabilityPeriodSinceCreationInDays: 15, state: 'Unlocked' };
    const over = {
      account: account({ immutableStorageWithVersioning: { enabled: true, immutabilityPolicy } }),
      containers: [held],
    };
    expect(await valueOf('retention', over)).toEqual({
      policies: [
        { kind: 'immutabilityPolicy', scope: 'container', seconds: 432_000, locked: true },
        { kind: 'legalHold', scope: 'container' },
        { kind: 'immutabilityPolicy', scope: 'account', seconds: 1_296_000, locked: false, byVersion: true },
      ],
    });
  });

  test('a policy by version refuses no overwriting', async () => {
    const byVersion = container({
      hasImmutabilityPolicy: true,
      immutabilityPolicy: { properties: { immutabilityPeriodSinceCreationInDays: 1, state: 'Unlocked' } },
      immutableStorageWithVersioning: { enabled: true },
    });
    expect(await valueOf('retention', { containers: [byVersion] })).toMatchObject({
      policies: [{ scope: 'container', seconds: 86_400, byVersion: true }],
    });
  });

  test.each([
    [{ enabled: true }],
    [{ enabled: false, immutabilityPolicy: { immutabilityPeriodSinceCreationInDays: 5, state: 'Locked' } }],
    [{ enabled: true, immutabilityPolicy: { immutabilityPeriodSinceCreationInDays: 5, state: 'Disabled' } }],
  ])('an account without a policy in force: %j', async (immutableStorageWithVersioning) => {
    expect(await valueOf('retention', { account: account({ immutableStorageWithVersioning }) })).toEqual({
      policies: [],
    });
  });
});

test('lists go on over pages', async () => {
  const many = (count: number, make: (n: number) => object): never[] =>
    Array.from({ length: count }, (_, n) => make(n)) as never[];
  const azure = world(
    {},
    {
      pageSize: 2,
      identities: [
        ...many(4, (n) => ({ identity: resource(`${IDENTITY_ID}-${n}`, { clientId: `c${n}` }) })),
        {
          ...IDENTITY,
          federatedCredentials: many(5, (n) => resource(`${IDENTITY_ID}/f/${n}`, { subject: `s${n}` })),
        },
      ],
      roleAssignments: many(5, () => assignment(ACCOUNT_ID)),
      roleDefinitions: [ROLE],
    },
  );
  const others = many(4, (n) => ({ account: account({}, `${ACCOUNT_ID}${n}`) }));
  const { first } = await readAzure(
    { ...azure, accounts: [...others, ...azure.accounts] },
    { facets: ['location', 'identity', 'roleAssignments'], buckets: WITH_IDENTITY },
  );
  expect(first.location?.status).toBe('known');
  expect(first.identity).toMatchObject({ value: { federatedCredentials: { length: 5 } } });
  expect(first.roleAssignments).toMatchObject({ value: { length: 5 } });
});
