// Who reads Google's buckets: default credentials, a key file, an account they act as, the account of the address.

import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { SandboxGoogle } from '../../src/sandbox/gcs-world.ts';
import { readGoogle, WITH_CREDENTIALS } from './google-over-the-wire.ts';
import type { Read } from './google-over-the-wire.ts';

const { privateKey: PEM } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const AUDITOR = 'auditor@acme.iam.gserviceaccount.com';
const WANDB = 'wandb@acme.iam.gserviceaccount.com';
const PROJECTS = { '123456789012': { bindings: [] } };

function keyFile(content: object | string): string {
  const folder = mkdtempSync(join(tmpdir(), 'byob-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'key.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const KEY = { type: 'service_account', client_email: AUDITOR, private_key: PEM, project_id: 'acme' };
const USER = { type: 'authorized_user', client_id: 'x', client_secret: 'y', refresh_token: 'good' };

interface As {
  readonly world?: Omit<SandboxGoogle, 'buckets'>;
  readonly buckets?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

function readAs({ world = {}, buckets = '  - address: gs://acme\n', env = {} }: As): Promise<Read> {
  return readGoogle(
    { projects: PROJECTS, ...world },
    { facets: ['cors', 'iam', 'projectIam'], buckets, env: (url) => ({ ...WITH_CREDENTIALS(url), ...env }) },
  );
}

/** Who asked for buckets and policies. */
function readersOf({ sandbox }: Read): readonly (string | undefined)[] {
  const reads = sandbox.calls.filter(({ operation }) => !/token/i.test(operation));
  return [...new Set(reads.map(({ account }) => account))];
}

test('a key file, with one token for all services', async () => {
  const read = await readAs({ env: { GOOGLE_APPLICATION_CREDENTIALS: keyFile(KEY) } });
  for (const reading of Object.values(read.first)) expect(reading?.status).toBe('known');
  expect(readersOf(read)).toEqual([AUDITOR]);
  expect(read.calls.filter((call) => call === 'oauth2.token')).toHaveLength(1);
});

test('the sign-in of gcloud, from its folder', async () => {
  const folder = join(keyFile('{}'), '..');
  writeFileSync(join(folder, 'application_default_credentials.json'), JSON.stringify(USER));
  const read = await readAs({ env: { CLOUDSDK_CONFIG: folder } });
  expect(read.first.cors?.status).toBe('known');
  expect(readersOf(read)).toEqual(['user']);
});

test('an account that the default credentials act as', async () => {
  const read = await readAs({
    world: { actAs: [AUDITOR] },
    buckets: `  - address: gs://acme\n    impersonateServiceAccount: ${AUDITOR}\n`,
    env: { GOOGLE_APPLICATION_CREDENTIALS: keyFile(USER) },
  });
  expect(read.first.projectIam?.status).toBe('known');
  expect(readersOf(read)).toEqual([AUDITOR]);
  expect(read.calls.filter((call) => call.includes('generateAccessToken'))).toHaveLength(1);
});

test('an account that they may not act as', async () => {
  const read = await readAs({
    buckets: `  - address: gs://acme\n    impersonateServiceAccount: ${AUDITOR}\n`,
    env: { GOOGLE_APPLICATION_CREDENTIALS: keyFile(USER) },
  });
  for (const reading of Object.values(read.first))
    expect(reading).toMatchObject({
      cause: 'credentials',
      detail: expect.stringMatching(new RegExp(`may not act as ${AUDITOR}.*serviceAccountTokenCreator`)),
    });
});

describe('the account of the address', () => {
  const address = (key: string): string =>
    `  - address: "gs://${WANDB}:\${KEY}@acme"\n`.replace('KEY}', `${key}}`);

  test.each([
    ['percent-encoded', encodeURIComponent(PEM)],
    ['with raw line ends', PEM],
  ])('reads where there are no others, its key %s', async (_, key) => {
    const read = await readAs({ buckets: address('KEY'), env: { KEY: key } });
    expect(read.first.cors?.status).toBe('known');
    expect(readersOf(read)).toEqual([WANDB]);
    expect(JSON.stringify(read.first)).not.toContain('PRIVATE KEY');
  });

  test('stands back for the default credentials', async () => {
    const read = await readAs({
      buckets: address('KEY'),
      env: { KEY: encodeURIComponent(PEM), GOOGLE_APPLICATION_CREDENTIALS: keyFile(KEY) },
    });
    expect(readersOf(read)).toEqual([AUDITOR]);
  });

  test('that was deleted', async () => {
    const { first } = await readAs({
      world: { deletedAccounts: [WANDB] },
      buckets: address('KEY'),
      env: { KEY: encodeURIComponent(PEM) },
    });
    expect(first.cors).toMatchObject({
      cause: 'credentials',
      detail: expect.stringMatching(new RegExp(`${WANDB}.*deleted or disabled.*invalid_grant`)),
    });
  });

  test.each([
    'CANARY9secret',
    encodeURIComponent(PEM.replace('BEGIN', 'BEGUN')),
    encodeURIComponent(PEM.slice(0, 200)),
  ])('with a key that is none, in one line without it (%#)', async (key) => {
    const { first, sandbox } = await readAs({ buckets: address('KEY'), env: { KEY: key } });
    expect(first.cors).toMatchObject({ cause: 'credentials', detail: expect.stringContaining('PEM') });
    expect(JSON.stringify(first)).not.toMatch(/CANARY9|MII/);
    expect(sandbox.calls).toEqual([]);
  });
});

describe('credentials that are of no use', () => {
  test.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ['none', {}, /no credentials: run `gcloud auth application-default login`/],
    [
      'a file that is not there',
      { GOOGLE_APPLICATION_CREDENTIALS: '/nowhere/key.json' },
      /\/nowhere\/key\.json cannot be read/,
    ],
  ])('%s', async (_, env, detail) => {
    const { first, sandbox } = await readAs({ env });
    for (const reading of Object.values(first))
      expect(reading).toMatchObject({ cause: 'credentials', detail: expect.stringMatching(detail) });
    expect(sandbox.calls).toEqual([]);
  });

  test('a file that is no JSON, which is not quoted', async () => {
    const { first } = await readAs({ env: { GOOGLE_APPLICATION_CREDENTIALS: keyFile('CANARY9secret') } });
    expect(first.cors).toMatchObject({
      cause: 'credentials',
      detail: expect.stringContaining('cannot be read'),
    });
    expect(JSON.stringify(first)).not.toContain('CANARY9');
  });

  test('a sign-in that has expired', async () => {
    const { first } = await readAs({
      env: { GOOGLE_APPLICATION_CREDENTIALS: keyFile({ ...USER, refresh_token: 'revoked' }) },
    });
    expect(first.cors).toMatchObject({
      cause: 'credentials',
      detail: expect.stringMatching(/gcloud auth application-default login.*invalid_grant/),
    });
  });

  test('a key that does not sign', async () => {
    const { first } = await readAs({
      env: { GOOGLE_APPLICATION_CREDENTIALS: keyFile({ ...KEY, private_key: 'CANARY9secret' }) },
    });
    expect(first.cors).toMatchObject({ cause: 'credentials', detail: expect.stringContaining('not usable') });
    expect(JSON.stringify(first)).not.toContain('CANARY9');
  });

  test('a token endpoint that is not there is no fault of the credentials', async () => {
    const { first } = await readAs({
      env: {
        GOOGLE_APPLICATION_CREDENTIALS: keyFile(KEY),
        CLOUDSDK_AUTH_TOKEN_HOST: 'http://127.0.0.1:9/token',
      },
    });
    expect(first.cors).toMatchObject({
      cause: 'unreachable',
      detail: expect.stringContaining('ECONNREFUSED'),
    });
  });
});

describe('an emulator', () => {
  test('gets no credentials, nor do the stand-ins beside it', async () => {
    const read = await readGoogle(
      { projects: PROJECTS },
      { env: () => ({ GOOGLE_APPLICATION_CREDENTIALS: keyFile(KEY) }) },
    );
    expect(read.first.projectIam?.status).toBe('known');
    expect(readersOf(read)).toEqual(['']);
  });

  test.each(['', '/', '/storage/v1', '/storage/v1/'])(
    'is named with or without a path (%j)',
    async (path) => {
      const { first } = await readGoogle(
        {},
        {
          facets: ['cors'],
          env: (url) => ({ STORAGE_EMULATOR_HOST: `${url.replace('http://', '')}${path}` }),
        },
      );
      expect(first.cors?.status).toBe('known');
    },
  );

  test('without stand-ins beside it Google is not asked', async () => {
    const policy = { bindings: [{ role: 'projects/acme/roles/x', members: ['user:a@acme.example'] }] };
    const { first, calls } = await readGoogle(
      { buckets: [{ name: 'acme', policy }] },
      {
        facets: ['iam', 'projectIam'],
        env: () => ({
          CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDRESOURCEMANAGER: undefined,
          CLOUDSDK_API_ENDPOINT_OVERRIDES_IAM: undefined,
        }),
      },
    );
    expect(first.iam).toMatchObject({ status: 'known', value: policy });
    expect(first.projectIam).toMatchObject({
      cause: 'unreachable',
      detail: expect.stringMatching(/STORAGE_EMULATOR_HOST.*CLOUDRESOURCEMANAGER/),
    });
    expect(calls).toEqual(['storage.buckets.get acme', 'storage.buckets.getIamPolicy acme']);
  });
});
