// A storage address that holds an access key, and nothing else: what the data plane tells, and what it cannot.

import { describe, expect, test } from 'vitest';
import type { Facet } from '../../src/model/evidence.ts';
import type { SandboxAzure } from '../../src/sandbox/azure-world.ts';
import { readAzure } from './azure-at.ts';
import type { Read } from './azure-at.ts';
import { account, blobService, container, KEY, KEYED, keyEnv, world } from './azure-world.ts';

const FACETS: readonly Facet[] = ['cors', 'softDelete', 'containerAccess', 'retention', 'sharedKey'];
const CORS_RULE = {
  allowedOrigins: ['https://a.example', 'https://b.example'],
  allowedMethods: ['GET', 'PUT'],
  allowedHeaders: ['*'],
  exposedHeaders: ['ETag', 'x-ms-meta-*'],
  maxAgeInSeconds: 3600,
};
const HELD = {
  blobService: blobService({
    cors: { corsRules: [CORS_RULE] },
    deleteRetentionPolicy: { enabled: true, days: 9 },
  }),
  containers: [container({ publicAccess: 'Blob', hasImmutabilityPolicy: true, hasLegalHold: true })],
};

const WRONG = Buffer.from('CANARY9secret').toString('base64');

/** No credentials of Azure's own; the stand-in's addresses stay. */
const NOBODY = { AZURE_TENANT_ID: undefined, AZURE_CLIENT_ID: undefined, AZURE_CLIENT_SECRET: undefined };

function readKeyed(azure: SandboxAzure, facets = FACETS, key = KEY, buckets = KEYED): Promise<Read> {
  return readAzure(azure, { facets, buckets, env: { ...NOBODY, ...keyEnv(key) } });
}

test('the key tells CORS, soft delete, anonymous access and holds, as the resource manager would', async () => {
  const { first, calls } = await readKeyed(world(HELD));
  const managed = await readAzure(world(HELD), { facets: FACETS });
  for (const facet of ['cors', 'softDelete', 'containerAccess', 'sharedKey'] as const) {
    expect(first[facet]).toMatchObject({
      status: 'known',
      value: (managed.first[facet] as { value: object }).value,
    });
  }
  expect(first.cors).toMatchObject({ call: 'blob:GetBlobServiceProperties' });
  expect(first.retention).toMatchObject({
    value: {
      policies: [
        { kind: 'immutabilityPolicy', scope: 'container' },
        { kind: 'legalHold', scope: 'container' },
      ],
    },
    call: 'blob:GetContainerProperties',
  });
  expect(calls.toSorted()).toEqual([
    'GetBlobServiceProperties acmewandb',
    'GetContainerProperties acmewandb/wandb',
  ]);
});

test('an account without CORS has none, known', async () => {
  const { first } = await readKeyed(world());
  expect(first.cors).toMatchObject({ status: 'known', value: { scope: 'account', rules: [] } });
  expect(first.softDelete).toMatchObject({ status: 'known', value: { enabled: false } });
  expect(first.containerAccess).toMatchObject({ status: 'known', value: { level: 'none' } });
  expect(first.retention).toMatchObject({ status: 'known', value: { policies: [] } });
});

test('the rest says what would read it', async () => {
  const { first } = await readKeyed(world(), ['lifecycle', 'location', 'transport']);
  for (const reading of Object.values(first)) {
    expect(reading).toMatchObject({
      status: 'unreadable',
      cause: 'credentials',
      detail: expect.stringMatching(/^no Azure credentials: .*; the address's access key tells CORS/),
    });
  }
});

describe('the resource manager comes first', () => {
  test('where there are credentials, the key is not used', async () => {
    const env = keyEnv();
    const { first, calls } = await readAzure(world(HELD), { facets: FACETS, buckets: KEYED, env });
    expect(first.cors).toMatchObject({ call: 'arm:BlobServices_GetServiceProperties' });
    expect(calls.filter((call) => call.startsWith('Get'))).toEqual([]);
  });

  test('where it does not know the account, or refuses, the key tells what it can', async () => {
    const unknown = { ...world(HELD), subscriptions: ['s-2'] };
    const refused = {
      ...world(HELD),
      faults: [{ operation: 'BlobServices_GetServiceProperties', kind: 'denied' as const }],
    };
    for (const azure of [unknown, refused]) {
      const { first } = await readAzure(azure, { facets: ['cors'], buckets: KEYED, env: keyEnv() });
      expect(first.cors).toMatchObject({ status: 'known', call: 'blob:GetBlobServiceProperties' });
    }
    const { first } = await readAzure(unknown, { facets: ['lifecycle'], buckets: KEYED, env: keyEnv() });
    expect(first.lifecycle).toMatchObject({ cause: 'absent', detail: expect.stringContaining('in reach') });
  });

  test('and keeps the word where the key fails, too', async () => {
    const env = keyEnv(WRONG);
    const azure = { ...world(), subscriptions: ['s-2'] };
    const { first } = await readAzure(azure, { facets: ['cors'], buckets: KEYED, env });
    expect(first.cors).toMatchObject({ cause: 'absent', call: 'arm:StorageAccounts_List' });
  });
});

describe('the key fails', () => {
  test('a wrong key', async () => {
    const { first } = await readKeyed(world(), ['cors', 'containerAccess'], WRONG);
    for (const reading of Object.values(first)) {
      expect(reading).toMatchObject({
        cause: 'credentials',
        detail: "the account does not accept the address's access key (AuthenticationFailed)",
      });
    }
    expect(JSON.stringify(first)).not.toContain(WRONG);
  });

  test('an account that accepts no keys is known to accept none', async () => {
    const { first } = await readKeyed(world({ account: account({ allowSharedKeyAccess: false }) }));
    expect(first.sharedKey).toMatchObject({ status: 'known', value: { allowed: false } });
    expect(first.cors).toMatchObject({ cause: 'denied', detail: 'the account does not accept access keys' });
  });

  test('a container that does not exist', async () => {
    const { first } = await readKeyed(world({ containers: [] }), ['containerAccess']);
    expect(first.containerAccess).toMatchObject({ cause: 'absent', detail: 'the container does not exist' });
  });

  test.each([
    ['denied', { cause: 'denied' }],
    ['html', { status: 'unreadable' }],
    ['truncate', { status: 'unreadable' }],
    ['reset', { cause: 'unreachable' }],
  ] as const)(
    '%s',
    async (kind, expected) => {
      const faults = [{ operation: 'GetBlobServiceProperties', kind }];
      const { first } = await readKeyed({ ...world(), faults }, ['cors', 'containerAccess']);
      expect(first.cors).toMatchObject(expected);
      expect(first.containerAccess?.status).toBe('known');
    },
    20_000,
  );
});

test('a default of the account cannot be told from the container', async () => {
  const containers = [container({ immutableStorageWithVersioning: { enabled: true } })];
  const { first } = await readKeyed(world({ containers }), ['retention']);
  expect(first.retention).toMatchObject({
    status: 'unreadable',
    detail: 'version-level immutability is on; only the resource manager tells the default policy',
  });
});

test('an account is asked once for all its containers', async () => {
  const containers = [container(), container({}, 'b')];
  const buckets = `${KEYED}${KEYED.replace('/wandb', '/b')}`;
  const { calls } = await readKeyed(world({ containers }), ['cors'], KEY, buckets);
  expect(calls).toEqual(['GetBlobServiceProperties acmewandb']);
});
