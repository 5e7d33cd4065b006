// Which Azure is asked and who asks: the standard variables, the tenant of the bucket, and what a refusal looks like.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { cloudOf } from '../../src/model/azure-cloud.ts';
import { readingOf } from '../../src/collect/azure/errors.ts';
import { AZURE_CLIENT } from '../../src/sandbox/azure-world.ts';
import { readAzure } from './azure-at.ts';
import type { Over } from './azure-at.ts';
import { container, world } from './azure-world.ts';

const detailOf = async (env: NonNullable<Over['env']>): Promise<string> => {
  const { first, calls } = await readAzure(world(), { facets: ['cors'], env });
  expect(first.cors).toMatchObject({ status: 'unreadable', cause: 'credentials' });
  expect(calls).toEqual([]);
  return first.cors?.status === 'unreadable' ? (first.cors.detail ?? '') : '';
};

test('a wrong secret', async () => {
  expect(await detailOf({ AZURE_CLIENT_SECRET: 'CANARY9secret' })).toBe(
    'Microsoft Entra ID refuses the credentials or the tenant (AADSTS7000215)',
  );
});

test('a tenant that does not exist', async () => {
  expect(await detailOf({ AZURE_TENANT_ID: '11111111-1111-1111-1111-111111111111' })).toMatch(
    /^https:\/\/127\.0\.0\.1:\d+ cannot be reached or does not know the tenant$/,
  );
});

test('an authority that nobody answers', async () => {
  expect(await detailOf({ AZURE_AUTHORITY_HOST: 'https://127.0.0.1:9' })).toMatch(
    /^https:\/\/127\.0\.0\.1:9 cannot be reached/,
  );
});

test('a resource manager without https gets no token', async () => {
  expect(await detailOf({ AZURE_RESOURCE_MANAGER_ENDPOINT: 'http://127.0.0.1:9' })).toMatch(
    /AZURE_RESOURCE_MANAGER_ENDPOINT must be an https address/,
  );
});

test("the tenant of the bucket comes before the environment's", async () => {
  const { first } = await readAzure(world(), {
    facets: ['cors'],
    env: { AZURE_TENANT_ID: '11111111-1111-1111-1111-111111111111' },
    buckets: '  - address: az://acmewandb/wandb\n    tenantId: 33333333-4444-5555-6666-777777777777\n',
  });
  expect(first.cors?.status).toBe('known');
});

test('a workload signs in with its token, without a secret', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'byob-workload-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'token');
  await writeFile(file, 'a-service-account-token');
  const env = { AZURE_CLIENT_SECRET: undefined, AZURE_FEDERATED_TOKEN_FILE: file };
  for (const [workloadToken, status] of [
    ['a-service-account-token', 'known'],
    ['another', 'unreadable'],
  ] as const) {
    const client = { ...AZURE_CLIENT, workloadToken };
    const { first } = await readAzure(world({}, { client }), { facets: ['cors'], env });
    expect(first.cors?.status).toBe(status);
  }
});

test('one token serves all containers', async () => {
  const azure = world({ containers: [container(), container({}, 'b')] });
  const { sandbox } = await readAzure(azure, {
    facets: ['cors', 'lifecycle'],
    buckets: '  - address: az://acmewandb/b\n  - address: az://acmewandb/wandb\n',
  });
  expect(sandbox.calls.filter(({ operation }) => operation === 'Token')).toHaveLength(1);
});

test("a token of another tenant than the subscription's", () => {
  const error = { statusCode: 401, code: 'InvalidAuthenticationTokenTenant' };
  expect(readingOf(error, { call: 'c', permission: 'p' })).toMatchObject({
    cause: 'credentials',
    detail: 'the token is of another tenant than the subscription: declare `tenantId` of the bucket',
  });
});

test.each([
  [
    {},
    'https://login.microsoftonline.com',
    true,
    'https://management.azure.com',
    'https://acme.blob.core.windows.net',
  ],
  [
    {
      AZURE_AUTHORITY_HOST: 'https://login.microsoftonline.us/',
      AZURE_RESOURCE_MANAGER_ENDPOINT: 'https://management.usgovcloudapi.net/',
    },
    'https://login.microsoftonline.us',
    true,
    'https://management.usgovcloudapi.net',
    'https://acme.blob.core.usgovcloudapi.net',
  ],
  [
    {
      AZURE_AUTHORITY_HOST: 'login.chinacloudapi.cn',
      AZURE_RESOURCE_MANAGER_ENDPOINT: 'https://management.chinacloudapi.cn',
    },
    'https://login.chinacloudapi.cn',
    true,
    'https://management.chinacloudapi.cn',
    'https://acme.blob.core.chinacloudapi.cn',
  ],
  [
    {
      AZURE_AUTHORITY_HOST: 'https://127.0.0.1:8443',
      AZURE_RESOURCE_MANAGER_ENDPOINT: 'https://127.0.0.1:8443',
      AZURE_STORAGE_SERVICE_ENDPOINT: 'http://127.0.0.1:10000',
    },
    'https://127.0.0.1:8443',
    false,
    'https://127.0.0.1:8443',
    'http://127.0.0.1:10000/acme',
  ],
])('the addresses of %j', (env, authority, microsoft, arm, blob) => {
  const cloud = cloudOf(env);
  expect(cloud).toMatchObject({ authority, microsoft, arm, scope: `${arm}/.default` });
  expect(cloud.blob('acme')).toBe(blob);
});

test('a blob service that already names the account', () => {
  const env = { AZURE_STORAGE_SERVICE_ENDPOINT: 'http://127.0.0.1:10000/acme' };
  expect(cloudOf(env).blob('acme')).toBe('http://127.0.0.1:10000/acme');
});
