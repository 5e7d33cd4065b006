// Whatever goes wrong with one call, its bucket says so with the right cause, and no other bucket is touched.

import { afterEach, describe, expect, test } from 'vitest';
import { createCollector } from '../../src/collect/collect.ts';
import { S3_READERS } from '../../src/collect/s3/readers.ts';
import { readFleet } from '../../src/fleet/fleet.ts';
import type { Facet, Readings } from '../../src/model/evidence.ts';
import { DEMO_WORLD } from '../../src/sandbox/demo-fleet.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Fault, Sandbox, SandboxWorld } from '../../src/sandbox/sandbox.ts';

let sandbox: Sandbox | undefined;
afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
});

const BUCKET = 'acme-wandb';
const FACETS: readonly Facet[] = [
  ...S3_READERS.map(({ facet }) => facet),
  'location',
  'owner',
  'accountPublicAccess',
  'key',
  'keyPolicy',
  'keyGrants',
  'keyRotation',
];

interface Run {
  readonly facets?: readonly Facet[];
  readonly faults?: readonly Fault[];
  readonly timeoutMs?: number;
  readonly bucket?: string;
  /** Keys of the bucket's declaration, as YAML lines. */
  readonly more?: string;
  readonly env?: Record<string, string>;
}

async function read({
  facets = FACETS,
  faults = [],
  timeoutMs = 5000,
  bucket = BUCKET,
  more = '',
  env = {},
}: Run): Promise<Readings> {
  const world: SandboxWorld = { ...DEMO_WORLD, faults };
  sandbox ??= await startSandbox(world);
  const all = { ...sandbox.env, ...env };
  const { entries } = readFleet(`buckets:\n  - address: s3://${bucket}\n${more}`, 'byob.yaml', all);
  const collector = createCollector({ facets, concurrency: 16, timeoutMs, env: all });
  try {
    return (await collector.collect(entries)).readings;
  } finally {
    collector.close();
  }
}

test('a healthy bucket is read whole, in its region, each facet once', async () => {
  const readings = await read({});
  expect(Object.entries(readings).filter(([, reading]) => reading?.status !== 'known')).toEqual([]);
  expect(Object.keys(readings).toSorted()).toEqual([...FACETS].toSorted());
  expect(readings.location).toMatchObject({ value: { region: 'eu-west-1' } });
  expect(readings.owner).toMatchObject({ value: { ownedByCaller: true } });
  const s3 = sandbox?.calls.filter(({ bucket }) => bucket === BUCKET) ?? [];
  expect(new Set(s3.map(({ operation }) => operation)).size).toBe(s3.length);
  expect(s3.every(({ status }) => status === 200 || status === 404)).toBe(true);
});

test('only what was asked for is fetched', async () => {
  await read({ facets: ['cors'] });
  expect(sandbox?.calls.map(({ operation }) => operation)).toEqual(['GetBucketLocation', 'GetBucketCors']);
});

describe('one call fails, the rest of the bucket is read', () => {
  test.each([
    ['denied', { status: 'unreadable', cause: 'denied', permission: 's3:GetBucketCORS' }],
    ['expired', { status: 'unreadable', cause: 'credentials' }],
    ['clockSkew', { status: 'unreadable', cause: 'credentials' }],
    ['notImplemented', { status: 'unsupported' }],
    ['wrongDocument', { status: 'unsupported' }],
    ['html', { status: 'unreadable', cause: 'malformed' }],
    ['redirect', { status: 'unreadable', cause: 'unreachable' }],
    ['reset', { status: 'unreadable', cause: 'unreachable' }],
    ['hang', { status: 'unreadable', cause: 'unreachable' }],
  ] as const)('%s', async (kind, expected) => {
    const readings = await read({
      facets: ['cors', 'versioning'],
      faults: [{ operation: 'GetBucketCors', kind }],
      timeoutMs: kind === 'hang' ? 300 : 5000,
    });
    expect(readings.cors).toMatchObject(expected);
    expect(readings.versioning?.status).toBe('known');
  });

  test('a body that breaks off is never a configuration', async () => {
    const readings = await read({
      facets: ['cors'],
      faults: [{ operation: 'GetBucketCors', kind: 'truncate' }],
    });
    expect(readings.cors?.status).toBe('unreadable');
  });
});

test('throttling passes after a while', async () => {
  const readings = await read({
    facets: ['cors'],
    faults: [{ operation: 'GetBucketCors', kind: 'slowDown', times: 2 }],
  });
  expect(readings.cors?.status).toBe('known');
  expect(sandbox?.calls.filter(({ operation }) => operation === 'GetBucketCors')).toHaveLength(3);
});

test('a bucket that does not exist ends after one call', async () => {
  const readings = await read({ bucket: 'never-made', facets: ['cors', 'policy'] });
  expect(readings.cors).toMatchObject({ status: 'unreadable', cause: 'absent' });
  expect(readings.policy).toMatchObject({ status: 'unreadable', cause: 'absent' });
  expect(sandbox?.calls).toHaveLength(1);
});

test('a dead endpoint costs one attempt for all buckets', async () => {
  const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' };
  const readings = await read({ facets: ['cors', 'policy'], env });
  expect(readings.cors).toMatchObject({
    cause: 'unreachable',
    detail: expect.stringMatching(/ECONNREFUSED/),
  });
});

test("a role is assumed for the bucket, and is another account's then", async () => {
  const readings = await read({
    facets: ['owner'],
    more: '    roleArn: arn:aws:iam::444455556666:role/byob\n    externalId: acme\n',
  });
  expect(readings.owner).toMatchObject({ value: { callerAccount: '444455556666', ownedByCaller: false } });
});

test('AWS credentials are never sent to a foreign store', async () => {
  sandbox = await startSandbox(DEMO_WORLD);
  const { AWS_ENDPOINT_URL: url = '', ...keys } = sandbox.env;
  const { entries } = readFleet(
    `buckets:\n  - address: s3://acme-minio\n    endpoint: ${url}\n`,
    'byob.yaml',
    keys,
  );
  const collector = createCollector({ facets: ['cors'], concurrency: 4, timeoutMs: 2000, env: keys });
  const { readings } = await collector.collect(entries);
  collector.close();
  expect(readings.cors).toMatchObject({ status: 'unreadable', cause: 'credentials' });
  expect(sandbox.calls).toEqual([]);
});

test('no secret is in the evidence or in an error', async () => {
  const canary = 'CANARY9secret';
  const env = { KEY: 'AKIACANARY9', SECRET: canary };
  const more =
    '    endpoint: http://127.0.0.1:9\n    region: us-east-1\n    credentials: { accessKeyId: "${KEY}", secretAccessKey: "${SECRET}" }\n';
  const readings = await read({ facets: ['cors'], env, more });
  expect(JSON.stringify(readings)).not.toMatch(/CANARY9/);
});
