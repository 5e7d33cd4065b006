// Every facet of Azure, over the wire: what ARM answers and what it means here.

import { describe, expect, test } from 'vitest';
import { FACET_CALLS } from '../../src/collect/azure/calls.ts';
import type { Facet, Facets } from '../../src/model/evidence.ts';
import type { SandboxAzure, SandboxAzureAccount } from '../../src/sandbox/azure-world.ts';
import { readAzure } from './azure-at.ts';
import {
  account,
  ACCOUNT_ID,
  assignment,
  blobService,
  CLIENT_ID,
  container,
  CONTAINER_ID,
  DATA_OWNER,
  IDENTITY,
  IDENTITY_ID,
  policy,
  PRINCIPAL_ID,
  resource,
  ROLE,
  SUBSCRIPTION,
  world,
} from './azure-world.ts';

const ALL = Object.keys(FACET_CALLS) as Facet[];
const WITH_IDENTITY = `  - address: az://acmewandb/wandb\n    clientId: ${CLIENT_ID}\n`;

async function valueOf<F extends Facet>(
  facet: F,
  over: Partial<SandboxAzureAccount>,
  more: Partial<SandboxAzure> = {},
): Promise<Facets[F] | undefined> {
  const { first } = await readAzure(world(over, more), { facets: [facet], buckets: WITH_IDENTITY });
  const reading = first[facet];
  return reading?.status === 'known' ? (reading.value as Facets[F]) : undefined;
}

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

test('what is the account’s is read once for all its containers', async () => {
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

  test('the account’s key, as it is configured', async () => {
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
  test('CORS is the account’s; texts with commas are lists', async () => {
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

describe('lifecycle', () => {
  const rule = (definition: object, more: object = {}): object => ({
    name: 'tidy',
    type: 'Lifecycle',
    definition: { filters: { blobTypes: ['blockBlob'] }, actions: {}, ...definition },
    ...more,
  });
  const read = async (...rules: object[]): Promise<Facets['lifecycle']['rules']> =>
    (await valueOf('lifecycle', { managementPolicy: policy(...rules) }))?.rules ?? [];
  const prefixed = (...prefixMatch: string[]): object =>
    rule({ filters: { blobTypes: ['blockBlob'], prefixMatch } });

  test('an account without a policy has none, known', async () => {
    expect(await valueOf('lifecycle', {})).toEqual({ rules: [], stored: { rules: [] } });
  });

  test('a rule that does not say so is enabled', async () => {
    expect((await read(rule({})))[0]?.enabled).toBe(true);
    expect((await read(rule({}, { enabled: false })))[0]?.enabled).toBe(false);
  });

  test.each([
    ['the container and a slash', ['wandb/'], []],
    ['a folder of the container', ['wandb/teams/a'], ['teams/a']],
    ['the container’s name without a slash', ['wandb'], []],
    ['the beginning of its name', ['wa'], []],
    ['one of several', ['other/', 'wandb/x'], ['x']],
    ['all of it and a part', ['wandb/x', 'wandb/'], []],
    ['no prefix at all', [], []],
  ])('%s reaches it', async (_, prefixMatch, prefixes) => {
    expect((await read(prefixed(...prefixMatch)))[0]?.prefixes).toEqual(prefixes);
  });

  test.each([['other/'], ['wandb-other/x'], ['wandbx'], ['Wandb/']])('%s does not', async (prefix) => {
    expect(await read(prefixed(prefix))).toEqual([]);
  });

  test('what is stored is kept whole, whatever reaches the container', async () => {
    const other = prefixed('other/');
    expect((await valueOf('lifecycle', { managementPolicy: policy(other) }))?.stored).toEqual({
      rules: [other],
    });
  });

  test('every action, and from when it counts', async () => {
    const after = (days: number): object => ({ daysAfterModificationGreaterThan: days });
    const created = (days: number): object => ({ daysAfterCreationGreaterThan: days });
    const actions = {
      baseBlob: {
        delete: after(1000),
        tierToHot: after(1),
        tierToCool: { daysAfterLastAccessTimeGreaterThan: 30 },
        tierToCold: created(60),
        tierToArchive: { ...after(90), daysAfterLastTierChangeGreaterThan: 120 },
      },
      snapshot: { delete: created(5) },
      version: { delete: created(40), tierToArchive: created(20) },
    };
    const [first] = await read(rule({ actions }));
    expect(first?.actions).toEqual([
      { type: 'expire', days: 1000 },
      { type: 'transition', storageClass: 'Hot', days: 1 },
      { type: 'transition', storageClass: 'Cool', days: 30 },
      { type: 'transition', storageClass: 'Cold', days: 60 },
      { type: 'transition', storageClass: 'Archive', days: 90 },
      { type: 'expireNoncurrent', days: 40 },
      { type: 'transitionNoncurrent', storageClass: 'Archive', days: 20 },
    ]);
  });

  test('append blobs are never W&B’s; tags are conditions', async () => {
    expect((await read(rule({ filters: { blobTypes: ['appendBlob'] } })))[0]?.neverReachesWandb).toBe(true);
    const both = await read(rule({ filters: { blobTypes: ['appendBlob', 'blockBlob'] } }));
    expect(both[0]).not.toHaveProperty('neverReachesWandb');
    const blobIndexMatch = [{ name: 'keep', op: '==', value: 'no' }];
    const tagged = await read(rule({ filters: { blobTypes: ['blockBlob'], blobIndexMatch } }));
    expect(tagged[0]?.tags).toEqual({ keep: 'no' });
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

  test('policies and holds of the container, and the account’s default', async () => {
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
        { kind: 'immutabilityPolicy', scope: 'account', seconds: 1_296_000, locked: false },
      ],
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

describe('the identity given to W&B', () => {
  test('none is declared: nothing to read, known', async () => {
    const { first, calls } = await readAzure(world(), { facets: ['identity', 'roleAssignments'] });
    expect(first.identity).toMatchObject({ status: 'known', value: null });
    expect(first.roleAssignments).toMatchObject({ status: 'known', value: null });
    expect(calls.filter((call) => /Identit|Role/.test(call))).toEqual([]);
  });

  test('with those who may act as it', async () => {
    expect(await valueOf('identity', {})).toMatchObject({
      resourceId: IDENTITY_ID,
      principalId: PRINCIPAL_ID,
      federatedCredentials: [
        {
          name: 'wandb-app',
          issuer: 'https://oidc.example/issuer/',
          subject: 'system:serviceaccount:default:wandb-app',
          audiences: ['api://AzureADTokenExchange'],
        },
      ],
    });
  });

  test('is found in another subscription, where the account’s has it not', async () => {
    const other = '00000000-0000-0000-0000-000000000002';
    const id = IDENTITY_ID.replace(SUBSCRIPTION, other);
    const identities = [{ ...IDENTITY, identity: { ...IDENTITY.identity, id } }];
    const more = { identities, subscriptions: [SUBSCRIPTION, other] };
    expect(await valueOf('identity', {}, more)).toMatchObject({ resourceId: id });
  });

  test('that is nowhere is absent', async () => {
    const { first } = await readAzure(world({}, { identities: [] }), {
      facets: ['identity', 'roleAssignments'],
      buckets: WITH_IDENTITY,
    });
    const detail = `no managed identity with the client id ${CLIENT_ID} in the 1 subscriptions in reach`;
    expect(first.identity).toMatchObject({ status: 'unreadable', cause: 'absent', detail });
    expect(first.roleAssignments).toMatchObject({ status: 'unreadable', cause: 'absent', detail });
  });
});

describe('role assignments', () => {
  const group = ACCOUNT_ID.slice(0, ACCOUNT_ID.indexOf('/providers'));
  const scopes = (...given: string[]): Promise<Facets['roleAssignments'] | undefined> =>
    valueOf('roleAssignments', {}, { roleAssignments: given.map((scope) => assignment(scope)) });

  test.each([
    [CONTAINER_ID],
    [ACCOUNT_ID],
    [group],
    [`/subscriptions/${SUBSCRIPTION}`],
    ['/providers/Microsoft.Management/managementGroups/acme'],
  ])('given at %s reach the container', async (scope) => {
    expect(await scopes(scope)).toMatchObject([
      { scope, role: { id: DATA_OWNER, name: 'Storage Blob Data Owner' } },
    ]);
  });

  test('given at another container or to another identity do not', async () => {
    expect(
      await scopes(`${CONTAINER_ID}-other`, `${ACCOUNT_ID}/blobServices/default/containers/teams`),
    ).toEqual([]);
    const roleAssignments = [assignment(ACCOUNT_ID, { principalId: 'someone-else' })];
    expect(await valueOf('roleAssignments', {}, { roleAssignments })).toEqual([]);
  });

  test('keep their condition and the role’s permissions', async () => {
    const condition =
      "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'x'";
    const roleAssignments = [assignment(ACCOUNT_ID, { condition })];
    const [first] = (await valueOf('roleAssignments', {}, { roleAssignments })) ?? [];
    expect(first?.condition).toBe(condition);
    expect(first?.role.permissions?.[0]?.dataActions).toEqual([
      'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*',
    ]);
  });

  test('a role that cannot be read is its id alone', async () => {
    const roleAssignments = [assignment(ACCOUNT_ID)];
    const [first] = (await valueOf('roleAssignments', {}, { roleAssignments, roleDefinitions: [] })) ?? [];
    expect(first?.role).toEqual({ id: DATA_OWNER });
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
