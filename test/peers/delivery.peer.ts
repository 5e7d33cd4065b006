// Stores that are not ours (moto, versitygw, fake-gcs-server, Azurite) take what is delivered: whole, replaced, in parts.

import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { Storage } from '@google-cloud/storage';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openStore, placeOf } from '../../src/deliver/stores/place.ts';
import type { Env } from '../../src/deliver/stores/store.ts';

const { MOTO_URL = '', GATEWAY_URL = '', GATEWAY_KEY = '', GATEWAY_SECRET = '' } = process.env;
const { GCS_URL = '', AZURITE_URL = '', AZURITE_ACCOUNT = '', AZURITE_KEY = '' } = process.env;

const s3At = (url: string, id: string, secret: string): Env => ({
  AWS_ENDPOINT_URL: url,
  AWS_ACCESS_KEY_ID: id,
  AWS_SECRET_ACCESS_KEY: secret,
  AWS_REGION: 'us-east-1',
});
const PEERS = {
  moto: { env: s3At(MOTO_URL, 'key', 'secret'), bucket: 's3://delivered' },
  versitygw: { env: s3At(GATEWAY_URL, GATEWAY_KEY, GATEWAY_SECRET), bucket: 's3://delivered' },
  'fake-gcs-server': { env: { STORAGE_EMULATOR_HOST: GCS_URL }, bucket: 'gs://delivered' },
  Azurite: {
    env: { AZURE_STORAGE_SERVICE_ENDPOINT: AZURITE_URL, AZURE_STORAGE_KEY: AZURITE_KEY },
    bucket: `az://${AZURITE_ACCOUNT}/delivered`,
  },
};

beforeAll(async () => {
  for (const { env } of [PEERS.moto, PEERS.versitygw]) {
    const { AWS_ENDPOINT_URL = '', AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = env;
    const client = new S3Client({
      endpoint: AWS_ENDPOINT_URL,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
    });
    await client.send(new CreateBucketCommand({ Bucket: 'delivered' }));
  }
  await new Storage({ apiEndpoint: GCS_URL, projectId: 'acme' }).createBucket('delivered');
  const credential = new StorageSharedKeyCredential(AZURITE_ACCOUNT, AZURITE_KEY);
  await new BlobServiceClient(`${AZURITE_URL}/${AZURITE_ACCOUNT}`, credential).createContainer('delivered');
});

describe.each(Object.entries(PEERS))('%s', (name, { env, bucket }) => {
  test('what is written is read, replaced, and told missing', async () => {
    const store = await openStore(placeOf(`${bucket}/a b/ü`), env);
    expect(await store.get('report.json')).toBeUndefined();
    await store.assertWritable('report.json');
    expect(await store.get('report.json')).toBeUndefined();
    await store.put('report.json', ['{"ü":', '1}'], 'application/json');
    await store.assertWritable('report.json');
    expect(await store.get('report.json')).toBe('{"ü":1}');
    await store.put('report.json', ['new'], 'application/json');
    await store.append('history.jsonl', 'one');
    await store.append('history.jsonl', 'two');
    expect(await store.get('report.json')).toBe('new');
    expect(await store.get('history.jsonl')).toBe('one\ntwo\n');
    store.close();
  });

  test('a large text in parts, one that fails leaving the one before', async () => {
    const store = await openStore(placeOf(bucket), env);
    const chunks = Array.from({ length: 20 }, (_, i) => String(i % 10).repeat(1_000_001));
    await store.put('large', chunks, 'text/plain');
    expect((await store.get('large')) === chunks.join('')).toBe(true);
    const broken = function* (): Generator<string> {
      yield 'x'.repeat(20_000_000);
      throw new TypeError('broken');
    };
    await expect(store.put('large', broken())).rejects.toThrow(TypeError);
    expect((await store.get('large')) === chunks.join('')).toBe(true);
    store.close();
  });

  test('a bucket that is not there is refused by name', async () => {
    const store = await openStore(placeOf(`${bucket}-not`), env);
    const refused = { moto: /NoSuchBucket/, versitygw: /NoSuchBucket/, Azurite: /404 ContainerNotFound/ };
    // fake-gcs-server begins the upload all the same, and refuses the object.
    const asked = name === 'fake-gcs-server' ? store.put('a', ['text']) : store.assertWritable('a');
    await expect(asked).rejects.toThrow(/^cannot write .*delivered-not\/a: /);
    await expect(asked).rejects.toThrow({ 'fake-gcs-server': /404/, ...refused }[name] ?? /^$/);
    store.close();
  });
});

test('a key that is wrong is refused in one line', async () => {
  const wrong = { ...PEERS.Azurite.env, AZURE_STORAGE_KEY: Buffer.from('another').toString('base64') };
  const store = await openStore(placeOf(PEERS.Azurite.bucket), wrong);
  await expect(store.assertWritable('a')).rejects.toThrow(
    /^cannot write az:\/\/[^\n]*: 403 Authoriz\w+: [^\n]+$/,
  );
});

test.each(['s3://delivered/cli', 'gs://delivered/cli', `az://${AZURITE_ACCOUNT}/delivered/cli`])(
  'byob schedule keeps its reports and its history in %s',
  async (place) => {
    const folder = await mkdtemp(join(tmpdir(), 'byob-peer-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const fleet = join(folder, 'byob.yaml');
    await writeFile(fleet, 'buckets: [{ address: s3://delivered, level: team, team: acme }]\n');
    const env = { ...process.env, ...PEERS['fake-gcs-server'].env, ...PEERS.Azurite.env, ...PEERS.moto.env };
    const args = ['src/cli/main.ts', 'schedule', '--once', '--fleet', fleet, '--output', place];
    for (const night of [1, 2]) {
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
      expect([1, 3], stdout + stderr).toContain(status);
      expect(stdout.includes('no-baseline')).toBe(night === 1);
      expect(stdout).not.toContain('baseline-left-out');
    }
    const store = await openStore(placeOf(place), env);
    expect((await store.get('history.jsonl'))?.trim().split('\n')).toHaveLength(2);
    const report = JSON.parse((await store.get('report.json')) ?? '') as object;
    expect(report).toMatchObject({ history: [{}, {}] });
    store.close();
  },
);
