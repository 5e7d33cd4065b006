// The sandbox's Azure answers as the real one: errors, resources and lists of the same shape as the recorded ones.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:https';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { AZURE_CLIENT } from '../../src/sandbox/azure-world.ts';
import type { AzureFault, SandboxAzure } from '../../src/sandbox/azure-world.ts';
import { LOOPBACK_TEST_CERTIFICATE } from '../../src/sandbox/certificate.ts';
import { DEMO_AZURE } from '../../src/sandbox/demo-azure.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';

setDefaultCACertificates([...getCACertificates('default'), LOOPBACK_TEST_CERTIFICATE]);

const AZURE = new URL('../../../shared/data/wire/azure/', import.meta.url);
const present = existsSync(AZURE);
if (!present) console.warn('SKIPPED: shared/data/wire/azure is not beside this checkout');

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Record<string, unknown>;
}

type Get = (path: string, headers?: Record<string, string>) => Promise<Answer>;

function send(url: string, headers: Record<string, string>, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: body === undefined ? 'GET' : 'POST', headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: JSON.parse(text) });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** A sandbox, signed in to. */
async function signedIn(faults: readonly AzureFault[] = [], world: SandboxAzure = DEMO_AZURE): Promise<Get> {
  const sandbox = await startSandbox({ buckets: [], azure: { ...world, faults } });
  onTestFinished(() => sandbox.close());
  const { AZURE_RESOURCE_MANAGER_ENDPOINT: arm = '', AZURE_AUTHORITY_HOST: authority = '' } = sandbox.env;
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: AZURE_CLIENT.clientId,
    client_secret: AZURE_CLIENT.secret,
    scope: `${arm}/.default`,
  });
  const signIn = await send(`${authority}/${AZURE_CLIENT.tenantId}/oauth2/v2.0/token`, {}, form.toString());
  const authorization = `Bearer ${String(signIn.body['access_token'])}`;
  return (path, headers = { authorization }) =>
    send(`${arm}${path}${path.includes('?') ? '&' : '?'}api-version=2025-08-01`, headers);
}

/** Names and kinds of all members, at every depth; lists by their first. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shapeOf(member)]));
}

const ACCOUNT = DEMO_AZURE.accounts[0]?.account.id ?? '';
const SUBSCRIPTION = ACCOUNT.split('/').slice(0, 3).join('/');
const MISSING = ACCOUNT.replace('models', 'nosuch');

describe.runIf(present)('errors have the shape, the status and the headers of the real ones', () => {
  const denied = { kind: 'denied' } as const;
  test.each<[file: string, path: string, fault?: AzureFault]>([
    [
      '401-ExpiredAuthenticationToken',
      ACCOUNT,
      { kind: 'expired', operation: 'StorageAccounts_GetProperties' },
    ],
    [
      '403-AuthorizationFailed-storageAccounts-read',
      ACCOUNT,
      { ...denied, operation: 'StorageAccounts_GetProperties' },
    ],
    [
      '403-AuthorizationFailed-blobServices-read',
      `${ACCOUNT}/blobServices/default`,
      { ...denied, operation: 'BlobServices_GetServiceProperties' },
    ],
    [
      '403-AuthorizationFailed-managementPolicies-read',
      `${ACCOUNT}/managementPolicies/default`,
      { ...denied, operation: 'ManagementPolicies_Get' },
    ],
    [
      '403-AuthorizationFailed-roleAssignments-read',
      `${ACCOUNT}/providers/Microsoft.Authorization/roleAssignments`,
      { ...denied, operation: 'RoleAssignments_ListForScope' },
    ],
    ['404-ResourceNotFound', MISSING],
    ['404-ContainerNotFound', `${ACCOUNT}/blobServices/default/containers/nosuch`],
    [
      '429-SubscriptionRequestsThrottled',
      ACCOUNT,
      { kind: 'throttled', retryAfter: 10, operation: 'StorageAccounts_GetProperties' },
    ],
    [
      '400-InvalidApiVersionParameter',
      ACCOUNT,
      { kind: 'unknownVersion', operation: 'StorageAccounts_GetProperties' },
    ],
  ])('%s', async (file, path, fault) => {
    const get = await signedIn(fault === undefined ? [] : [fault]);
    const given = await get(path);
    const { response } = JSON.parse(readFileSync(new URL(`errors/${file}.json`, AZURE), 'utf8'));
    expect(given.status).toBe(response.status);
    expect(shapeOf(given.body)).toEqual(shapeOf(response.body));
    expect((given.body['error'] as { code: string }).code).toBe(response.body.error.code);
    for (const name of ['content-type', 'retry-after', 'x-ms-failure-cause'] as const) {
      if (name !== 'x-ms-failure-cause' || response.headers[name] !== undefined)
        expect(given.headers[name]).toEqual(response.headers[name]);
    }
    if (response.status === 403) {
      const action = /perform action '([^']+)'/;
      const message = (given.body['error'] as { message: string }).message;
      expect(action.exec(message)?.[1]).toBe(action.exec(response.body.error.message)?.[1]);
    }
  });

  test('404-ManagementPolicyNotFound', async () => {
    const [first, ...others] = DEMO_AZURE.accounts;
    const { managementPolicy: _, ...without } = first ?? { account: { id: '', name: '' } };
    const get = await signedIn([], { ...DEMO_AZURE, accounts: [without, ...others] });
    const given = await get(`${ACCOUNT}/managementPolicies/default`);
    const { response } = JSON.parse(
      readFileSync(new URL('errors/404-ManagementPolicyNotFound.json', AZURE), 'utf8'),
    );
    expect(given.status).toBe(404);
    expect(given.body).toEqual({
      error: {
        ...response.body.error,
        message: response.body.error.message.replace('acmestorage', 'acmewandbmodels'),
      },
    });
  });
});

/** Names of the properties that the examples of these folders show. */
function propertiesOf(...folders: readonly string[]): Set<string> {
  const bodies = folders.flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, AZURE)).map((file) => {
      const { responses } = JSON.parse(readFileSync(new URL(`${folder}/${file}`, AZURE), 'utf8'));
      return responses['200'].body as { value?: { properties: object }[]; properties: object };
    }),
  );
  const resources = bodies.flatMap((body) => body.value ?? [body]);
  return new Set(resources.flatMap(({ properties }) => Object.keys(properties)));
}

describe.runIf(present)('lists are lists of resources that say nothing the real ones do not', () => {
  test.each([
    [
      `${SUBSCRIPTION}/providers/Microsoft.Storage/storageAccounts`,
      ['StorageAccounts_List', 'StorageAccounts_Update'],
    ],
    [`${ACCOUNT}/providers/Microsoft.Authorization/roleAssignments`, ['RoleAssignments_ListForScope']],
    [
      `${SUBSCRIPTION}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`,
      ['UserAssignedIdentities_ListByResourceGroup'],
    ],
    [
      `${DEMO_AZURE.identities?.[0]?.identity.id}/federatedIdentityCredentials`,
      ['FederatedIdentityCredentials_List'],
    ],
  ])('%s', async (path, folders) => {
    const get = await signedIn();
    const { status, body } = await get(path);
    expect(status).toBe(200);
    const known = propertiesOf(...folders);
    const [first] = body['value'] as { properties: object }[];
    expect(first).toMatchObject({ id: expect.any(String), name: expect.any(String) });
    expect(Object.keys(first?.properties ?? {}).filter((name) => !known.has(name))).toEqual([]);
  });
});

describe('who is let in', () => {
  test('nobody without a token of this sandbox, nor without a version', async () => {
    const get = await signedIn();
    expect((await get(ACCOUNT, {})).status).toBe(401);
    expect((await get(ACCOUNT, { authorization: 'Bearer something' })).status).toBe(401);
    expect((await get(ACCOUNT)).status).toBe(200);
  });

  test('nothing but reads', async () => {
    const sandbox = await startSandbox({ buckets: [], azure: DEMO_AZURE });
    onTestFinished(() => sandbox.close());
    const url = `${sandbox.env['AZURE_RESOURCE_MANAGER_ENDPOINT']}${ACCOUNT}/listKeys?api-version=2025-08-01`;
    expect((await send(url, {}, '{}')).status).toBeGreaterThanOrEqual(400);
    expect(sandbox.calls.map(({ operation }) => operation)).toEqual(['POST listKeys']);
  });
});
