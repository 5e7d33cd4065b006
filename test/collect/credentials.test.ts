// Whose credentials are sent where: the order of the documentation, each identity resolved once, no secret told.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { S3_READERS } from '../../src/collect/s3/readers.ts';
import type { Facet } from '../../src/model/evidence.ts';
import { readFrom } from './over-the-wire.ts';

const ROLE = 'arn:aws:iam::444455556666:role/byob';
const KEYS = { KEY: 'AKIADECLARED', SECRET: 'CANARY9secret' };
const DECLARED = '    credentials: { accessKeyId: "${KEY}", secretAccessKey: "${SECRET}" }\n';
/** The endpoint is declared, so the environment need not name one. */
const STORE = '  - address: s3://acme\n    endpoint: URL\n    region: us-east-1\n';
const ADDRESSED = '  - address: s3://AKIAADDRESS:CANARY9secret@127.0.0.1:PORT/acme\n';
const NO_ENDPOINT = { AWS_ENDPOINT_URL: undefined };

function idsOf({ sandbox }: Awaited<ReturnType<typeof readFrom>>): (string | undefined)[] {
  return [...new Set(sandbox.calls.map(({ accessKeyId }) => accessKeyId))];
}

/** A shared credentials file with one profile, as AWS_SHARED_CREDENTIALS_FILE. */
function profileFile(): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'byob-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'credentials');
  writeFileSync(file, '[night]\naws_access_key_id = AKIANIGHT\naws_secret_access_key = x\n');
  return { AWS_SHARED_CREDENTIALS_FILE: file, AWS_CONFIG_FILE: join(folder, 'config') };
}

const one = { buckets: [{ name: 'acme' }] };

test("the environment's keys, without more", async () => {
  expect(idsOf(await readFrom(one, { facets: ['cors'] }))).toEqual(['AKIASANDBOX']);
});

test('a profile of the bucket comes first, AWS_PROFILE before keys', async () => {
  const buckets = '  - address: s3://acme\n    profile: night\n';
  expect(idsOf(await readFrom(one, { facets: ['cors'], buckets, env: profileFile() }))).toEqual([
    'AKIANIGHT',
  ]);
  const env = { ...profileFile(), AWS_PROFILE: 'night' };
  expect(idsOf(await readFrom(one, { facets: ['cors'], env }))).toEqual(['AKIANIGHT']);
});

test('a foreign store gets its own credentials, never the default chain', async () => {
  const env = { ...NO_ENDPOINT, ...KEYS };
  expect(idsOf(await readFrom(one, { facets: ['cors'], buckets: STORE + DECLARED, env }))).toEqual([
    'AKIADECLARED',
  ]);
  const without = await readFrom(one, { facets: ['cors'], buckets: STORE, env: NO_ENDPOINT });
  expect(without.calls).toEqual([]);
  expect(without.first.cors).toMatchObject({
    cause: 'credentials',
    detail: expect.stringMatching(/credentials/),
  });
});

test.each(['http://127.0.0.1:9', ''])(
  'a store that is declared never gets the default chain because AWS_ENDPOINT_URL is %j',
  async (elsewhere) => {
    const env = { AWS_ENDPOINT_URL: elsewhere };
    const { first, calls } = await readFrom(one, { facets: ['cors'], buckets: STORE, env });
    expect(calls).toEqual([]);
    expect(first.cors).toMatchObject({ cause: 'credentials' });
  },
);

test('a store that the environment names gets it', async () => {
  expect(idsOf(await readFrom(one, { facets: ['cors'], buckets: STORE }))).toEqual(['AKIASANDBOX']);
});

test("a store's keys are not sent to STS, whatever facets are asked", async () => {
  const facets: Facet[] = ['owner', 'accountPublicAccess', 'key', 'cors'];
  const { first, calls } = await readFrom(one, {
    facets,
    buckets: STORE + DECLARED,
    env: KEYS,
  });
  expect(calls).toEqual(['GetBucketLocation acme', 'GetBucketCors acme']);
  for (const facet of ['owner', 'accountPublicAccess', 'key'] as const)
    expect(first[facet]?.status).toBe('unsupported');
});

describe('a role', () => {
  const buckets = `  - address: s3://acme\n    roleArn: ${ROLE}\n    externalId: acme\n`;

  test('is assumed once for all calls, even where one call goes at a time', async () => {
    const { first, calls } = await readFrom(one, {
      facets: ['cors', 'policy', 'owner'],
      buckets,
      concurrency: 1,
    });
    expect(calls.filter((call) => call === 'AssumeRole')).toHaveLength(1);
    expect(first.cors?.status).toBe('known');
    expect(first.owner).toMatchObject({ value: { callerAccount: '444455556666', ownedByCaller: false } });
  });

  test('that many buckets wait for never starves them', async () => {
    const names = Array.from({ length: 20 }, (_, i) => `acme-${i}`);
    const { all, calls } = await readFrom(
      { buckets: names.map((name) => ({ name })), delayMs: 5 },
      {
        facets: ['cors'],
        buckets: names.map((name) => `  - address: s3://${name}\n    roleArn: ${ROLE}\n`).join(''),
        concurrency: 2,
      },
    );
    expect(Object.values(all).map(({ cors }) => cors?.status)).toEqual(names.map(() => 'known'));
    expect(calls.filter((call) => call === 'AssumeRole')).toHaveLength(1);
  });

  test('that is refused is a fault of the credentials, and names the role', async () => {
    const { first, calls } = await readFrom(
      { ...one, faults: [{ operation: 'AssumeRole', kind: 'denied' }] },
      { facets: ['cors', 'policy'], buckets },
    );
    expect(first.cors).toMatchObject({ cause: 'credentials', detail: expect.stringContaining(ROLE) });
    expect(first.cors).not.toHaveProperty('permission');
    expect(calls).toEqual(['AssumeRole']);
  });
});

describe('the key inside the address', () => {
  const read = async (accessKeys: { id: string; secret?: string }[], env = {}) => {
    const { startSandbox } = await import('../../src/sandbox/sandbox.ts');
    const { createCollector } = await import('../../src/collect/collect.ts');
    const { readFleet } = await import('../../src/fleet/fleet.ts');
    const sandbox = await startSandbox({ ...one, accessKeys });
    onTestFinished(() => sandbox.close());
    const all: Record<string, string | undefined> = { ...env };
    const text = `buckets:\n${ADDRESSED.replace('PORT', new URL(sandbox.url).port).replace('acme\n', 'acme?tls=false\n')}`;
    const secret = text.replace('CANARY9secret', '${SECRET}');
    const { entries } = readFleet(secret, 'byob.yaml', { ...all, SECRET: KEYS.SECRET });
    const facets: Facet[] = ['cors', 'addressKey'];
    const collector = createCollector({ facets, concurrency: 4, timeoutMs: 2000, env: all });
    onTestFinished(() => collector.close());
    return { evidence: await collector.collect(entries), sandbox };
  };

  test('reads its store, and works', async () => {
    const { evidence, sandbox } = await read([{ id: 'AKIAADDRESS', secret: KEYS.SECRET }]);
    expect(evidence.readings.cors?.status).toBe('known');
    expect(evidence.readings.addressKey).toMatchObject({ status: 'known', value: { works: true } });
    expect(new Set(sandbox.calls.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(['AKIAADDRESS']));
  });

  test.each([
    ['unknown', [{ id: 'AKIAOTHER', secret: 'x' }], 'InvalidAccessKeyId'],
    ['with a wrong secret', [{ id: 'AKIAADDRESS', secret: 'x' }], 'SignatureDoesNotMatch'],
  ])('%s is known not to work, not just unreadable', async (_, keys, error) => {
    const { evidence } = await read(keys);
    expect(evidence.readings.addressKey).toMatchObject({ status: 'known', value: { works: false, error } });
    expect(evidence.readings.cors).toMatchObject({ status: 'unreadable', cause: 'credentials' });
    expect(JSON.stringify(evidence)).not.toContain('CANARY9');
  });
});

test.each(['denied', 'expired', 'clockSkew', 'html', 'reset', 'redirect', 'truncate', 'slowDown'] as const)(
  'no secret is in the evidence after %s',
  async (kind) => {
    const env = { AWS_SECRET_ACCESS_KEY: 'CANARY9env', AWS_SESSION_TOKEN: 'CANARY9token', ...KEYS };
    const facets = S3_READERS.map(({ facet }) => facet);
    const { all } = await readFrom(
      { ...one, faults: [{ kind, times: 4 }] },
      { facets, buckets: `  - address: s3://acme\n${DECLARED}`, env },
    );
    expect(JSON.stringify(all)).not.toMatch(/CANARY9/);
  },
);
