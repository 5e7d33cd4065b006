// Signing in to Azure without a secret, as the command is run: by certificate, by `az login`, by a managed identity.

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import type { Evidence } from '../../src/model/evidence.ts';
import { AZURE_CLIENT } from '../../src/sandbox/azure-world.ts';
import { LOOPBACK_TEST_CERTIFICATE } from '../../src/sandbox/certificate.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { world } from './azure-world.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const FIXTURES = fileURLToPath(new URL('fixtures/', import.meta.url));

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'byob-sign-in-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

async function sandboxWith(certificate?: string): Promise<Sandbox> {
  const client = { ...AZURE_CLIENT, ...(certificate !== undefined && { certificate }) };
  const sandbox = await startSandbox({ buckets: [], azure: world({}, { client }) });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** What the sandbox gives to its application: the token that a stand-in of another source hands on. */
async function tokenOf({ env }: Sandbox): Promise<string> {
  const { AZURE_AUTHORITY_HOST: authority = '' } = env;
  const form = new URLSearchParams({
    client_id: AZURE_CLIENT.clientId,
    client_secret: AZURE_CLIENT.secret,
    grant_type: 'client_credentials',
    scope: `${authority}/.default`,
  });
  const asked = request(`${authority}/${AZURE_CLIENT.tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    ca: LOOPBACK_TEST_CERTIFICATE,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  asked.end(form.toString());
  const [response] = (await once(asked, 'response')) as [Readable];
  return ((await json(response)) as { access_token: string }).access_token;
}

/** The CORS reading of `byob collect` in a process of its own, without the sandbox's secret. */
async function corsOf(sandbox: Sandbox, over: Readonly<Record<string, string>>) {
  const cwd = await folder();
  const pointed = Object.entries(sandbox.env).filter(([name]) => !/^AZURE_(CLIENT|TENANT)_/.test(name));
  const env = { PATH: '', HOME: cwd, ...Object.fromEntries(pointed), ...over };
  const args = [MAIN, 'collect', '--bucket', 'az://acmewandb/wandb', '-o', 'evidence.json'];
  await promisify(execFile)(process.execPath, args, { cwd, env }).catch((error: { code: number }) =>
    expect(error.code).toBe(3),
  );
  const evidence = JSON.parse(await readFile(join(cwd, 'evidence.json'), 'utf8')) as Evidence;
  return evidence.buckets[0]?.readings.cors;
}

test('a certificate', async () => {
  const pem = await readFile(join(FIXTURES, 'application.pem'), 'utf8');
  const certificate = pem.slice(pem.indexOf('-----BEGIN CERTIFICATE'));
  const env = {
    AZURE_TENANT_ID: AZURE_CLIENT.tenantId,
    AZURE_CLIENT_ID: AZURE_CLIENT.clientId,
    AZURE_CLIENT_CERTIFICATE_PATH: join(FIXTURES, 'application.pem'),
  };
  expect(await corsOf(await sandboxWith(certificate), env)).toMatchObject({ status: 'known' });
  // The same certificate, where the application has none.
  expect(await corsOf(await sandboxWith(), env)).toMatchObject({ cause: 'credentials' });
}, 60_000);

test('az login', async () => {
  const sandbox = await sandboxWith();
  const bin = await folder();
  const answer = {
    accessToken: await tokenOf(sandbox),
    expiresOn: '2100-01-01 00:00:00.000000',
    expires_on: 4_102_444_800,
    subscription: '00000000-0000-0000-0000-000000000001',
    tenant: AZURE_CLIENT.tenantId,
    tokenType: 'Bearer',
  };
  await writeFile(join(bin, 'az'), `#!/bin/sh\necho '${JSON.stringify(answer)}'\n`);
  await chmod(join(bin, 'az'), 0o755);
  const path = [bin, '/usr/bin', '/bin', dirname(process.execPath)].join(':');
  expect(await corsOf(sandbox, { PATH: path })).toMatchObject({ status: 'known' });
}, 60_000);

test('a managed identity, as App Service gives it', async () => {
  const sandbox = await sandboxWith();
  const token = await tokenOf(sandbox);
  const asked: unknown[] = [];
  const service = createServer(({ url = '', headers }, response) => {
    asked.push([new URL(url, 'http://x').searchParams.get('resource'), headers['x-identity-header']]);
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({ access_token: token, expires_on: '4102444800', token_type: 'Bearer', resource: '' }),
    );
  });
  service.listen(0, '127.0.0.1');
  await once(service, 'listening');
  onTestFinished(() => void service.close());
  const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}/msi/token`;
  const env = { IDENTITY_ENDPOINT: url, IDENTITY_HEADER: 'proof' };
  expect(await corsOf(sandbox, env)).toMatchObject({ status: 'known' });
  expect(asked).toEqual([[sandbox.env['AZURE_RESOURCE_MANAGER_ENDPOINT'], 'proof']]);
}, 60_000);
