// The lean client does what the SDK's own does: the same digests, the same requests, the same of every answer.

import { createHash, createHmac } from 'node:crypto';
import {
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
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

const { signal: abortSignal } = new AbortController();

test('a client signs all its calls with one signer', async () => {
  let made = 0;
  function Counted() {
    made++;
    return { sign: (request: HttpRequest) => Promise.resolve(request) };
  }
  const requestHandler = { handle: () => Promise.reject(new Error('sent')) };
  const settings = { region: 'eu-west-1', credentials, requestHandler, ...LEAN };
  const client = lean(new S3Client({ ...settings, signerConstructor: Counted as never }));
  for (const Bucket of ['acme-a', 'acme-b', 'acme-c'])
    await expect(client.send(new GetBucketCorsCommand({ Bucket }), { abortSignal })).rejects.toThrow('sent');
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
    const plain = await requestOf(bySdk, settings, make);
    const spared = await requestOf(byLean, settings, make);
    expect(spared).toEqual({
      ...plain,
      headers: { ...plain.headers, 'user-agent': 'byob-audit' },
    });
  });
});

test.each(PLACES)('one client to %s keeps calls of several buckets apart', async (_, settings) => {
  const commands = [
    ...['acme-a', 'acme-b', 'acme.c', 'acme-a'].map((Bucket) => new GetBucketCorsCommand({ Bucket })),
    new ListBucketsCommand({}) as never,
    new ListObjectsV2Command({ Bucket: 'acme-a' }) as never,
    // A directory bucket: where its settings are asked for is not where its objects are.
    new GetBucketPolicyCommand({ Bucket: 'acme--usw2-az1--x-s3' }) as never,
    new ListObjectsV2Command({ Bucket: 'acme--usw2-az1--x-s3', Prefix: 'wandb/' }) as never,
  ];
  const placesBy = async (sender: (client: S3Client) => Send) => {
    const places: string[] = [];
    const requestHandler = {
      handle: ({ hostname, port, path }: HttpRequest) => {
        places.push(`${hostname}:${port} ${path}`);
        return Promise.reject(new Error('sent'));
      },
    };
    const send = sender(
      new S3Client({ credentials, requestHandler, disableS3ExpressSessionAuth: true, ...LEAN, ...settings }),
    );
    for (const command of commands)
      await send(command, { abortSignal }).catch((error: Error) => places.push(error.message));
    return places;
  };
  expect(await placesBy(byLean)).toEqual(await placesBy(bySdk));
});

type Send = (command: GetBucketCorsCommand, options: { abortSignal: AbortSignal }) => Promise<Answered>;
type Answered = { readonly CORSRules?: unknown };
const bySdk = (client: S3Client): Send => client.send.bind(client) as Send;
const byLean = (client: S3Client): Send => lean(client).send as Send;

/** What says when, by which SDK and how many times it was asked. */
const OTHERWISE = ['x-amz-date', 'x-amz-user-agent', 'amz-sdk-invocation-id', 'amz-sdk-request'];

/** What a client sends the second time, without what differs from call to call. */
async function requestOf(
  sender: (client: S3Client) => Send,
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
  const send = sender(new S3Client({ credentials, requestHandler, ...LEAN, ...settings }));
  await expect(send(make(), { abortSignal })).rejects.toThrow('sent');
  await expect(send(make(), { abortSignal })).rejects.toThrow('sent');
  const { protocol, method, hostname, port, path, query, headers } = sent[1] as HttpRequest;
  const { authorization = '', ...others } = headers;
  for (const name of OTHERWISE) delete others[name];
  return {
    at: [protocol, method, hostname, port, path, query],
    headers: others,
    signed: authorization.replace(/Signature=.*|amz-sdk-\w+(-id)?;|;x-amz-user-agent/g, ''),
  };
}

const DOCUMENT = '<?xml version="1.0" encoding="UTF-8"?>\n';
const ANSWERED: readonly [what: string, status: number, body: string, headers?: object][] = [
  ['a document', 200, `${DOCUMENT}<CORSConfiguration><CORSRule><ID>a</ID></CORSRule></CORSConfiguration>`],
  ['an empty document', 200, `${DOCUMENT}<CORSConfiguration/>`],
  ['nothing', 200, ''],
  ['half a document', 200, `${DOCUMENT}<CORSConfiguration><CORSRu`],
  ['a refusal', 403, `${DOCUMENT}<Error><Code>AccessDenied</Code><Message>no</Message></Error>`],
  [
    'a redirect',
    301,
    `${DOCUMENT}<Error><Code>PermanentRedirect</Code><Message>there</Message></Error>`,
    { 'x-amz-bucket-region': 'eu-west-1' },
  ],
  ['too many calls', 503, `${DOCUMENT}<Error><Code>SlowDown</Code></Error>`, { 'retry-after': '3' }],
  ['a status alone', 404, ''],
  ['a page', 502, '<html><body>Bad Gateway'],
];

describe('what comes of an answer is what the SDK makes of it', () => {
  test.each(ANSWERED)('%s', async (_, statusCode, text, more = {}) => {
    const headers = { 'x-amz-request-id': 'R1', 'content-type': 'application/xml', ...more };
    const requestHandler = {
      handle: () => Promise.resolve({ response: { statusCode, headers, body: Buffer.from(text) } as never }),
    };
    const client = new S3Client({ region: 'eu-west-1', credentials, requestHandler, maxAttempts: 1 });
    const of = (send: Send) =>
      send(new GetBucketCorsCommand({ Bucket: 'acme' }), { abortSignal }).then(
        ({ CORSRules: rules }) => ({ rules }),
        ({ name, Code, Region, $metadata, $response }: Failed) => ({
          failure: [name, Code, Region, $metadata.httpStatusCode, $response.headers],
        }),
      );
    expect(await of(byLean(client))).toEqual(await of(bySdk(client)));
  });
});

interface Failed extends Record<'name' | 'Code' | 'Region', string> {
  readonly $metadata: { readonly httpStatusCode: number };
  readonly $response: { readonly headers: object };
}
