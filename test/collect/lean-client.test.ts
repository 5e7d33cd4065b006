// The lean parts of an S3 client do what the SDK's own do: the same digests, one signer a region.

import { createHash, createHmac } from 'node:crypto';
import { GetBucketCorsCommand, S3Client } from '@aws-sdk/client-s3';
import type { HttpRequest } from '@aws-sdk/types';
import { array, assert, asyncProperty, oneof, string, uint8Array } from 'fast-check';
import { expect, test } from 'vitest';
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

test('requests are those of the SDK, but for the name of who asks', async () => {
  const plain = await requestOf((client) => client);
  const spared = await requestOf(lean);
  expect(spared).toEqual({
    ...plain,
    headers: { ...plain.headers, 'user-agent': 'byob-audit' },
  });
});

/** What a client sends, without what differs from call to call. */
async function requestOf(made: (client: S3Client) => S3Client) {
  const sent: HttpRequest[] = [];
  const requestHandler = {
    handle: (request: HttpRequest) => {
      sent.push(request);
      return Promise.reject(new Error('sent'));
    },
  };
  const settings = { region: 'eu-west-1', credentials, requestHandler, ...LEAN };
  const command = new GetBucketCorsCommand({ Bucket: 'acme' });
  await expect(made(new S3Client(settings)).send(command)).rejects.toThrow('sent');
  const { method, hostname, path, query, headers } = sent[0] as HttpRequest;
  const { authorization = '', 'x-amz-date': _, 'x-amz-user-agent': __, ...others } = headers;
  return {
    method,
    hostname,
    path,
    query,
    headers: others,
    signed: authorization.replace(/Signature=.*|;x-amz-user-agent/g, ''),
  };
}
