// Answers of services made up for fuzzing, read by the real SDKs and readers.

import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { createCollector } from '../../src/collect/collect.ts';
import { fleetOfBuckets, readFleet } from '../../src/fleet/fleet.ts';
import type { Readings } from '../../src/model/evidence.ts';
import { LOOPBACK_TEST_CERTIFICATE, LOOPBACK_TEST_KEY } from '../../src/sandbox/certificate.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { RULES } from '../../rules/index.ts';

const FACETS = [...new Set(RULES.flatMap(({ reads, considers }) => [...reads, ...considers]))];
const TIMEOUT_MS = 2000;

/** What the services say now; by the last words of the path where it is a JSON object of several. */
let body = '';

type Env = Readonly<Record<string, string | undefined>>;

/** Whatever of S3 is asked for, the text is the answer. */
export async function s3Readings(text: string): Promise<Readings> {
  const { env } = await plain();
  body = text;
  return readingsOf(readFleet('buckets: [{ address: s3://acme }]', 'byob.yaml', {}).entries, env);
}

/** `{ bucket, iam, project, role }`, or one text for all. */
export async function googleReadings(text: string): Promise<Readings> {
  const { env } = await plain();
  body = text;
  return readingsOf(fleetOfBuckets(['gs://acme'], {}).entries, env);
}

/** `{ subscriptions, account, blobService, policy, container, scope, identities, credentials, assignments, role }`, or one text for all. */
export async function azureReadings(text: string): Promise<Readings> {
  const { env } = await secure();
  body = text;
  return readingsOf(readFleet(AZURE_FLEET, 'byob.yaml', {}).entries, env);
}

const SUBSCRIPTION = '00000000-0000-0000-0000-000000000001';
const AZURE_FLEET = `buckets:
  - { address: az://acmewandb/wandb, clientId: 44444444-5555-6666-7777-888888888888,
      accountResourceId: /subscriptions/${SUBSCRIPTION}/resourceGroups/acme/providers/Microsoft.Storage/storageAccounts/acmewandb }
`;

async function readingsOf(entries: Parameters<ReturnType<typeof createCollector>['collect']>[0], env: Env) {
  const collector = createCollector({ facets: FACETS, concurrency: 16, timeoutMs: TIMEOUT_MS, env });
  try {
    return (await collector.collect(entries)).readings;
  } finally {
    collector.close();
  }
}

interface Server {
  readonly env: Env;
  readonly close: () => void;
}

const started: Server[] = [];
let plainServer: Promise<Server> | undefined;
let secureServer: Promise<Server> | undefined;

/** Ends the servers, so that the process can end. */
export function closeAnswers(): void {
  for (const { close } of started) close();
}

function plain(): Promise<Server> {
  return (plainServer ??= (async () => {
    const server = createServer((request, response) => answer(request, response, GOOGLE_PARTS));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const env = {
      AWS_ENDPOINT_URL: url,
      AWS_ENDPOINT_URL_S3_CONTROL: url,
      AWS_ACCESS_KEY_ID: 'AKIA',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_REGION: 'eu-west-1',
      STORAGE_EMULATOR_HOST: url,
      CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDRESOURCEMANAGER: `${url}/`,
      CLOUDSDK_API_ENDPOINT_OVERRIDES_IAM: `${url}/`,
    };
    return kept({ env, close: () => (server.close(), server.closeAllConnections()) });
  })());
}

/** Beside a sandbox whose Entra ID gives tokens for it. */
function secure(): Promise<Server> {
  return (secureServer ??= (async () => {
    setDefaultCACertificates([...getCACertificates('default'), LOOPBACK_TEST_CERTIFICATE]);
    const server = createSecure(
      { cert: LOOPBACK_TEST_CERTIFICATE, key: LOOPBACK_TEST_KEY },
      (request, response) => answer(request, response, AZURE_PARTS),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const sandbox = await startSandbox({ buckets: [], azure: { accounts: [], audiences: [url] } });
    const close = (): void => {
      server.close();
      server.closeAllConnections();
      void sandbox.close();
    };
    return kept({ env: { ...sandbox.env, AZURE_RESOURCE_MANAGER_ENDPOINT: url }, close });
  })());
}

function kept(server: Server): Server {
  started.push(server);
  return server;
}

type Parts = readonly (readonly [RegExp, string])[];

const GOOGLE_PARTS: Parts = [
  [/\/b\/acme\/iam/, 'iam'],
  [/\/b\/acme/, 'bucket'],
  [/getIamPolicy/, 'project'],
  [/\/roles\//, 'role'],
];
const AZURE_PARTS: Parts = [
  [/\/containers\//, 'container'],
  [/\/blobServices\//, 'blobService'],
  [/\/managementPolicies\//, 'policy'],
  [/\/encryptionScopes\//, 'scope'],
  [/federatedIdentityCredentials/, 'credentials'],
  [/userAssignedIdentities/, 'identities'],
  [/roleAssignments/, 'assignments'],
  [/roleDefinitions/, 'role'],
  [/storageAccounts/, 'account'],
  [/subscriptions$/, 'subscriptions'],
];

function answer(request: IncomingMessage, response: ServerResponse, parts: Parts): void {
  request.resume();
  const path = (request.url ?? '').replace(/\?.*$/, '');
  const text = partOf(parts.find(([pattern]) => pattern.test(path))?.[1]);
  const isXml = request.headers['amz-sdk-invocation-id'] !== undefined && text.trimStart().startsWith('<');
  response.writeHead(200, { 'content-type': isXml ? 'application/xml' : 'application/json' });
  response.end(text);
}

function partOf(name: string | undefined): string {
  try {
    const whole = JSON.parse(body) as Record<string, unknown>;
    const part = name === undefined || !Object.hasOwn(whole, name) ? undefined : whole[name];
    return part === undefined ? body : JSON.stringify(part);
  } catch {
    return body;
  }
}
