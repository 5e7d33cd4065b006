// The lean parts of an S3 client do what the SDK's own do: the same digests, one signer a region.

import { createHash, createHmac } from 'node:crypto';
import {
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import type { HttpRequest } from '@aws-sdk/types';
import { array, assert, asyncProperty, oneof, string, uint8Array } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lean, LEAN } from '../../src/collect/s3/lean-client.ts';

const { sha256: Sha256 } = LEAN;
const parts = array(oneof(string({ unit: 'binary' }), uint8Array()), { maxLength: 3 });

async function digestOf(
  data: readonly (string | Uint8Array)[],
  secret?: string | Uint8Array,
): Promise<string> {
  const made = secret === undefined ? new Sha256() : new Sha256(secret);
  for (const part of data) made.update(part);
  return Buffer.from(await made.digest()).toString('hex');
}

test('digests are those of SHA-256', async () => {
  await assert(
    asyncProperty(parts, async (data) => {
      const whole = Buffer.concat(data.map((part) => Buffer.from(part)));
      expect(await digestOf(data)).toBe(createHash('sha256').update(whole).digest('hex'));
    }),
  );
});

test('digests with a secret are those of HMAC, the first and every later one', async () => {
  await assert(
    asyncProperty(parts, oneof(string(), uint8Array()), async (data, secret) => {
      const whole = Buffer.concat(data.map((part) => Buffer.from(part)));
      const expected = createHmac('sha256', secret).update(whole).digest('hex');
      expect(await digestOf(data, secret)).toBe(expected);
      expect(await digestOf(data, secret)).toBe(expected);
    }),
  );
});

const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'x' };

test('a client has one signer a region', async () => {
  const { config } = lean(new S3Client({ region: 'us-east-1', credentials }));
  const scheme = (signingRegion: string) => ({
    name: 'sigv4',
    signingName: 's3',
    signingRegion,
    properties: {},
  });
  const first = await config.signer(scheme('us-east-1'));
  expect(await config.signer(scheme('us-east-1'))).toBe(first);
  expect(await config.signer(scheme('eu-west-1'))).not.toBe(first);
});

test('and signs every call with it', async () => {
  let made = 0;
  function Counted() {
    made++;
    return { sign: (request: HttpRequest) => Promise.resolve(request) };
  }
  const requestHandler = { handle: () => Promise.reject(new Error('sent')) };
  const settings = { region: 'eu-west-1', credentials, requestHandler, ...LEAN };
  const client = lean(new S3Client({ ...settings, signerConstructor: Counted as never }));
  for (const Bucket of ['acme-a', 'acme-b', 'acme-c'])
    await expect(client.send(new GetBucketCorsCommand({ Bucket }))).rejects.toThrow('sent');
  expect(made).toBe(1);
});

const PLACES: readonly (readonly [where: string, settings: S3ClientConfig])[] = [
  ['Amazon', { region: 'eu-west-1' }],
  ['Amazon in China', { region: 'cn-north-1' }],
  ['GovCloud, FIPS', { region: 'us-gov-west-1', useFipsEndpoint: true }],
  ['a store with paths', { region: 'us-east-1', endpoint: 'http://127.0.0.1:9000', forcePathStyle: true }],
  ['a store with hosts', { region: 'US-WEST-04A', endpoint: 'https://cwobject.com' }],
];
const ASKED: readonly (readonly [what: string, make: () => GetBucketCorsCommand])[] = [
  ['CORS', () => new GetBucketCorsCommand({ Bucket: 'acme' })],
  ['a name with dots', () => new GetBucketCorsCommand({ Bucket: 'acme.wandb.data' })],
  ['HeadBucket', () => new HeadBucketCommand({ Bucket: 'acme' }) as never],
  [
    'a policy',
    () => new GetBucketPolicyCommand({ Bucket: 'acme', ExpectedBucketOwner: '123456789012' }) as never,
  ],
  ['encryption', () => new GetBucketEncryptionCommand({ Bucket: 'acme' }) as never],
  ['the list', () => new ListBucketsCommand({ MaxBuckets: 10 }) as never],
];

describe.each(PLACES)('requests to %s are those of the SDK, but for the name of who asks', (_, settings) => {
  test.each(ASKED)('%s', async (__, make) => {
    const plain = await requestOf((client) => client, settings, make);
    const spared = await requestOf(lean, settings, make);
    expect(spared).toEqual({
      ...plain,
      headers: { ...plain.headers, 'user-agent': 'byob-audit' },
    });
  });
});

/** What a client sends the second time, without what differs from call to call. */
async function requestOf(
  made: (client: S3Client) => S3Client,
  settings: S3ClientConfig,
  make: () => GetBucketCorsCommand,
) {
  const sent: HttpRequest[] = [];
  const requestHandler = {
    handle: (request: HttpRequest) => {
      sent.push(request);
      return Promise.reject(new Error('sent'));
    },
  };
  const client = made(new S3Client({ credentials, requestHandler, ...LEAN, ...settings }));
  await expect(client.send(make())).rejects.toThrow('sent');
  await expect(client.send(make())).rejects.toThrow('sent');
  const { protocol, method, hostname, port, path, query, headers } = sent[1] as HttpRequest;
  const { authorization = '', 'x-amz-date': _, 'x-amz-user-agent': __, ...others } = headers;
  return {
    at: [protocol, method, hostname, port, path, query],
    headers: others,
    signed: authorization.replace(/Signature=.*|;x-amz-user-agent/g, ''),
  };
}
