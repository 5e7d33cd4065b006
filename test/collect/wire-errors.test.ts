// Every recorded or documented error of S3 and KMS, sent as it is on the wire, ends as the reading it means.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createCollector } from '../../src/collect/collect.ts';
import { readFleet } from '../../src/fleet/fleet.ts';
import type { Facet, Readings } from '../../src/model/evidence.ts';

const FOLDER = new URL('../../../shared/data/wire/aws/', import.meta.url);
const present = existsSync(FOLDER);
if (!present) console.warn('SKIPPED: shared/data/wire/aws is not beside this checkout');

interface Recorded {
  readonly seenWith?: string;
  readonly response: {
    readonly status: number;
    readonly headers: Record<string, string>;
    readonly body: string;
  };
}

function recorded(file: string): Recorded {
  return JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Recorded;
}

function namesIn(folder: string, pattern = /\.json$/): string[] {
  return present ? readdirSync(new URL(folder, FOLDER)).filter((name) => pattern.test(name)) : [];
}

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const XMLNS = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';
/** What the calls answer that are not under test. */
const HEALTHY: Readonly<Record<string, string>> = {
  location: `<LocationConstraint ${XMLNS}>eu-west-1</LocationConstraint>`,
  encryption: `<ServerSideEncryptionConfiguration ${XMLNS}><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>${KEY}</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>`,
};

/** Sub-resource in the query by operation; HeadBucket has none. */
const QUERY: Readonly<Record<string, string>> = {
  GetBucketLocation: 'location',
  GetBucketEncryption: 'encryption',
};

async function serve(operation: string, answer: Recorded['response']): Promise<Server> {
  const under = (request: IncomingMessage): boolean => {
    const target = request.headers['x-amz-target'];
    if (target !== undefined) return String(target).endsWith(`.${operation}`);
    const sub = Object.entries(HEALTHY).find(([name]) => request.url?.includes(`?${name}`) === true)?.[0];
    return sub === undefined || QUERY[operation] === sub;
  };
  const respond = (request: IncomingMessage, response: ServerResponse): void => {
    request.resume();
    if (under(request)) {
      const { 'transfer-encoding': _, 'content-length': __, ...headers } = answer.headers;
      response.writeHead(answer.status, headers).end(request.method === 'HEAD' ? undefined : answer.body);
      return;
    }
    const sub = Object.keys(HEALTHY).find((name) => request.url?.includes(`?${name}`) === true) ?? '';
    response.writeHead(200, { 'content-type': 'application/xml' }).end(HEALTHY[sub]);
  };
  const server = createServer(respond).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return server;
}

async function read(facet: Facet, operation: string, answer: Recorded['response']): Promise<Readings> {
  const server = await serve(operation, answer);
  const env = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'x',
    AWS_REGION: 'eu-west-1',
  };
  const { entries } = readFleet('buckets:\n  - address: s3://acme-wandb\n', 'byob.yaml', env);
  const collector = createCollector({ facets: [facet], concurrency: 4, timeoutMs: 5000, env });
  try {
    return (await collector.collect(entries)).readings;
  } finally {
    collector.close();
    server.close();
  }
}

/** The facet that the operation reads, and what its reading must be. */
const S3: Readonly<Record<string, readonly [Facet, object]>> = {
  'AccessDenied-explicit-deny-resource-policy': [
    'policy',
    { cause: 'denied', permission: 's3:GetBucketPolicy' },
  ],
  'AccessDenied-explicit-deny-scp': ['policy', { cause: 'denied', permission: 's3:GetBucketPolicy' }],
  'AccessDenied-identity-policy': ['policy', { cause: 'denied', permission: 's3:GetBucketPolicy' }],
  'AccessDenied-short': ['policy', { cause: 'denied', permission: 's3:GetBucketPolicy' }],
  AllAccessDisabled: ['cors', { cause: 'denied' }],
  AuthorizationHeaderMalformed: ['cors', { status: 'unreadable' }],
  ExpiredToken: ['cors', { cause: 'credentials' }],
  IllegalLocationConstraintException: ['cors', { cause: 'unreachable' }],
  InternalError: ['cors', { cause: 'unreachable', detail: 'the service fails (500)' }],
  InvalidAccessKeyId: ['cors', { cause: 'credentials' }],
  InvalidToken: ['cors', { cause: 'credentials' }],
  // Amazon answers 405 to callers of another account than the bucket's.
  MethodNotAllowed: ['policy', { cause: 'denied' }],
  NoSuchBucket: ['cors', { cause: 'absent' }],
  NoSuchBucketPolicy: ['policy', { status: 'known', value: { document: null } }],
  NoSuchCORSConfiguration: ['cors', { status: 'known', value: { scope: 'bucket', rules: [] } }],
  NoSuchLifecycleConfiguration: ['lifecycle', { status: 'known', value: { rules: [] } }],
  NoSuchPublicAccessBlockConfiguration: ['publicAccess', { status: 'known' }],
  'NotImplemented-minio': ['cors', { status: 'unsupported' }],
  NotImplemented: ['cors', { status: 'unsupported' }],
  ObjectLockConfigurationNotFoundError: ['objectLock', { status: 'known', value: { enabled: false } }],
  OwnershipControlsNotFoundError: ['ownership', { status: 'known', value: { mode: 'ObjectWriter' } }],
  PermanentRedirect: ['cors', { cause: 'unreachable' }],
  RequestTimeTooSkewed: ['cors', { cause: 'credentials' }],
  RequestTimeout: ['cors', { cause: 'unreachable' }],
  ServerSideEncryptionConfigurationNotFoundError: [
    'encryption',
    { status: 'known', value: { algorithm: 'none' } },
  ],
  ServiceUnavailable: ['cors', { cause: 'throttled' }],
  SignatureDoesNotMatch: ['cors', { cause: 'credentials' }],
  SlowDown: ['cors', { cause: 'throttled' }],
  'empty-body-403-head': ['owner', { cause: 'denied' }],
  'non-xml-503-proxy': ['cors', { cause: 'throttled' }],
};

describe.skipIf(!present)('S3', () => {
  test.concurrent.each(Object.entries(S3))('%s', { timeout: 30_000 }, async (name, [facet, expected]) => {
    const { seenWith = '', response } = recorded(`errors/${name}.json`);
    const readings = await read(facet, seenWith.split(',')[0] ?? '', response);
    expect(readings[facet]).toMatchObject(expected);
  });

  test('no recorded error is left out', () => {
    expect(
      namesIn('errors/')
        .map((name) => name.replace('.json', ''))
        .toSorted(),
    ).toEqual(Object.keys(S3).toSorted());
  });
});

const KMS_FACETS: Readonly<Record<string, Facet>> = {
  DescribeKey: 'key',
  GetKeyPolicy: 'keyPolicy',
  GetKeyRotationStatus: 'keyRotation',
};
const KMS: Readonly<Record<string, object>> = {
  'DescribeKey/error-AccessDeniedException-old-form': { cause: 'denied', permission: 'kms:DescribeKey' },
  'DescribeKey/error-AccessDeniedException': { cause: 'denied', permission: 'kms:DescribeKey' },
  // 503: tried as often as a throttled call.
  'DescribeKey/error-DependencyTimeoutException': { cause: 'throttled' },
  'DescribeKey/error-ExpiredTokenException': { cause: 'credentials' },
  'DescribeKey/error-InvalidArnException': { cause: 'unreachable' },
  'DescribeKey/error-KMSInternalException': { cause: 'unreachable' },
  'DescribeKey/error-NotFoundException-alias': { cause: 'absent' },
  'DescribeKey/error-NotFoundException-invalid-key-id': { cause: 'absent' },
  'DescribeKey/error-NotFoundException-key': { cause: 'absent' },
  'DescribeKey/error-NotFoundException-other-region-arn': { cause: 'absent' },
  'DescribeKey/error-ThrottlingException': { cause: 'throttled' },
  'DescribeKey/error-UnrecognizedClientException': { cause: 'credentials' },
  'GetKeyPolicy/error-AccessDeniedException-explicit-deny': {
    cause: 'denied',
    permission: 'kms:GetKeyPolicy',
  },
  'GetKeyRotationStatus/error-KMSInvalidStateException': { cause: 'unreachable' },
  // A key that cannot rotate does not.
  'GetKeyRotationStatus/error-UnsupportedOperationException': { status: 'known', value: { enabled: false } },
};

describe.skipIf(!present)('KMS', () => {
  test.concurrent.each(Object.entries(KMS))('%s', { timeout: 30_000 }, async (name, expected) => {
    const [operation = ''] = name.split('/');
    const facet = KMS_FACETS[operation] ?? 'key';
    const readings = await read(facet, operation, recorded(`kms/${name}.json`).response);
    expect(readings[facet]).toMatchObject(expected);
  });

  test('no recorded error is left out', () => {
    const files = Object.keys(KMS_FACETS).flatMap((operation) =>
      namesIn(`kms/${operation}/`, /^error-/).map((name) => `${operation}/${name.replace('.json', '')}`),
    );
    expect(files.toSorted()).toEqual(Object.keys(KMS).toSorted());
  });
});
