// A blob service that is not ours (Azurite): what an access key tells of it is read as it was set, by Azure's own SDK. It has
// no resource manager, so the rest must say so.

import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { beforeAll, expect, test } from 'vitest';
import { createCollector } from '../../src/collect/collect.ts';
import { readFleet } from '../../src/fleet/fleet.ts';
import type { Facet, Readings } from '../../src/model/evidence.ts';

const { AZURITE_URL = '', AZURITE_ACCOUNT = '', AZURITE_KEY = '' } = process.env;

const env = {
  AZURE_STORAGE_SERVICE_ENDPOINT: AZURITE_URL,
  // Nobody to sign in to: whoever runs this may be signed in to Azure.
  AZURE_AUTHORITY_HOST: 'https://127.0.0.1:9',
  AZURE_RESOURCE_MANAGER_ENDPOINT: 'https://127.0.0.1:9',
  AZURE_TENANT_ID: '33333333-4444-5555-6666-777777777777',
  AZURE_CLIENT_ID: '99999999-8888-7777-6666-555555555555',
  AZURE_CLIENT_SECRET: 'none',
  ACCESS_KEY: encodeURIComponent(AZURITE_KEY),
  WRONG_KEY: encodeURIComponent(Buffer.from('another key').toString('base64')),
};
const FACETS: readonly Facet[] = [
  'cors',
  'softDelete',
  'containerAccess',
  'retention',
  'sharedKey',
  'lifecycle',
  'location',
];

async function read(key: string, container: string): Promise<Readings> {
  const fleet = `buckets:\n  - address: az://:\${${key}}@${AZURITE_ACCOUNT}/${container}\n`;
  const collector = createCollector({ facets: FACETS, concurrency: 8, timeoutMs: 20_000, env });
  const { readings } = await collector.collect(readFleet(fleet, 'byob.yaml', env).entries);
  collector.close();
  return readings;
}

beforeAll(async () => {
  const credential = new StorageSharedKeyCredential(AZURITE_ACCOUNT, AZURITE_KEY);
  const client = new BlobServiceClient(`${AZURITE_URL}/${AZURITE_ACCOUNT}`, credential);
  await client.setProperties({
    cors: [
      {
        allowedOrigins: 'https://acme.wandb.io,https://b.example',
        allowedMethods: 'GET,HEAD,PUT',
        allowedHeaders: '*',
        exposedHeaders: 'ETag,x-ms-meta-*',
        maxAgeInSeconds: 3600,
      },
    ],
    deleteRetentionPolicy: { enabled: true, days: 7 },
  });
  await client.createContainer('wandb');
  await client.createContainer('shown', { access: 'blob' });
});

test('what was set is read', async () => {
  expect(await read('ACCESS_KEY', 'wandb')).toMatchObject({
    cors: {
      status: 'known',
      value: {
        scope: 'account',
        rules: [
          {
            origins: ['https://acme.wandb.io', 'https://b.example'],
            methods: ['GET', 'HEAD', 'PUT'],
            allowedHeaders: ['*'],
            exposedHeaders: ['ETag', 'x-ms-meta-*'],
            maxAgeSeconds: 3600,
          },
        ],
      },
    },
    softDelete: { status: 'known', value: { enabled: true, days: 7 } },
    containerAccess: { status: 'known', value: { level: 'none' } },
    retention: { status: 'known', value: { policies: [] } },
    sharedKey: { status: 'known', value: { allowed: true } },
  });
});

test('anonymous access is seen', async () => {
  const { containerAccess } = await read('ACCESS_KEY', 'shown');
  expect(containerAccess).toMatchObject({ status: 'known', value: { level: 'blob' } });
});

test('what only the resource manager tells is not guessed', async () => {
  const { lifecycle, location } = await read('ACCESS_KEY', 'wandb');
  for (const reading of [lifecycle, location]) {
    expect(reading).toMatchObject({ status: 'unreadable', cause: 'credentials' });
  }
});

test('a wrong key and a container that was never made are told apart', async () => {
  // Azure itself says AuthenticationFailed, which is `credentials`; Azurite has one word for all refusals.
  expect((await read('WRONG_KEY', 'wandb')).cors).toMatchObject({ status: 'unreadable', cause: 'denied' });
  const { containerAccess, cors } = await read('ACCESS_KEY', 'never-made');
  expect(containerAccess).toMatchObject({ cause: 'absent', detail: 'the container does not exist' });
  expect(cors?.status).toBe('known');
});
