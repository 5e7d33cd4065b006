// The sandbox against the recorded and documented answers of S3 and KMS: served from the parsed value, read with the real client.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as kms from '@aws-sdk/client-kms';
import * as s3 from '@aws-sdk/client-s3';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import type { Fault, SandboxBucket, SandboxKey, SandboxWorld } from '../../src/sandbox/sandbox.ts';
import {
  BUCKET,
  commandOf,
  errorOf,
  KEY_ARN,
  kmsAt,
  membersOf,
  REGION,
  s3At,
  sandboxOf,
  stsAt,
} from './at.ts';
import type { Via } from './at.ts';

const FOLDER = new URL('../../../shared/data/wire/aws/', import.meta.url);
const present = existsSync(FOLDER);
if (!present) console.warn('SKIPPED: shared/data/wire/aws is not beside this checkout');

type Value = Readonly<Record<string, unknown>>;
interface Scenario {
  readonly parsed: Value | null;
  readonly response: {
    readonly status: number;
    readonly body: string;
    readonly headers: Record<string, string>;
  };
}

function scenario(file: string): Scenario {
  return JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Scenario;
}

function filesOf(folder: string): string[] {
  if (!present) return [];
  return readdirSync(new URL(`${folder}/`, FOLDER)).map((file) => `${folder}/${file}`);
}

/** The bucket that answers a parsed value. */
const SERVED: Readonly<Record<string, (parsed: Value) => Partial<SandboxBucket>>> = {
  GetBucketCors: (parsed) => ({ cors: parsed }),
  GetBucketEncryption: (parsed) => ({ encryption: parsed['ServerSideEncryptionConfiguration'] as object }),
  GetBucketLifecycleConfiguration: (parsed) => ({ lifecycle: parsed }),
  GetBucketLocation: (parsed) => ({ region: (parsed['LocationConstraint'] as string | null) ?? 'us-east-1' }),
  GetBucketLogging: (parsed) => ({ logging: parsed }),
  GetBucketOwnershipControls: (parsed) => {
    const { Rules } = parsed['OwnershipControls'] as s3.OwnershipControls;
    return { ownership: Rules?.[0]?.ObjectOwnership ?? '' };
  },
  GetBucketPolicy: (parsed) => ({ policy: parsed['Policy'] as string }),
  GetBucketPolicyStatus: (parsed) => ({
    policy: {},
    policyIsPublic: (parsed['PolicyStatus'] as s3.PolicyStatus).IsPublic ?? false,
  }),
  GetBucketRequestPayment: (parsed) => ({ requestPayment: parsed['Payer'] as 'Requester' }),
  GetBucketVersioning: (parsed) => ({ versioning: parsed }),
  GetObjectLockConfiguration: (parsed) => ({ objectLock: parsed['ObjectLockConfiguration'] as object }),
  GetPublicAccessBlock: (parsed) => ({
    publicAccessBlock: parsed['PublicAccessBlockConfiguration'] as object,
  }),
  HeadBucket: () => ({}),
  ListBucketIntelligentTieringConfigurations: (parsed) => ({
    tiering: (parsed['IntelligentTieringConfigurationList'] as object[] | undefined) ?? [],
  }),
};

/** Where the sandbox rightly differs from a file, with the reason. */
const DIFFERS: Readonly<Record<string, Value>> = {
  // The example is older than the header that S3 sends with every lifecycle answer since 2024.
  'GetBucketLifecycleConfiguration/example-legacy-top-level-prefix.json': {
    TransitionDefaultMinimumObjectSize: 'all_storage_classes_128K',
  },
  // One configuration is no full page here; s3.test.ts turns pages.
  'ListBucketIntelligentTieringConfigurations/first-page-of-two.json': {
    IsTruncated: false,
    NextContinuationToken: undefined,
  },
  'GetBucketLocation/recorded-us-east-1-null.json': { LocationConstraint: undefined },
};

async function readBucket(operation: string, bucket: SandboxBucket): Promise<Value> {
  const region = { 'us-east-1': 'us-east-1' }[bucket.region ?? ''] ?? REGION;
  const client = s3At(await sandboxOf({ buckets: [bucket] }), { region });
  const Command = commandOf<typeof s3.GetBucketCorsCommand>(s3, operation);
  return membersOf(await client.send(new Command({ Bucket: BUCKET.name })));
}

describe.skipIf(!present)('S3 reads', () => {
  test.each(Object.keys(SERVED).flatMap(filesOf))('%s', async (file) => {
    const [operation = ''] = file.split('/');
    const { parsed } = scenario(file);
    const served = await readBucket(operation, { ...BUCKET, ...SERVED[operation]?.(parsed ?? {}) });
    const expected = { ...parsed, ...DIFFERS[file] };
    expect(served).toEqual(JSON.parse(JSON.stringify(expected)));
  });

  test('no operation of the data is left out', () => {
    const folders = readdirSync(FOLDER).filter((name) => /^(Get|List|Head)/.test(name));
    expect(folders.toSorted()).toEqual(Object.keys(SERVED).toSorted());
  });
});

interface Provoked {
  readonly world?: Partial<SandboxWorld>;
  readonly via?: Via;
  readonly fault?: Fault['kind'];
}

const EXAMPLE_KEY = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' };
const KEYS = [{ id: EXAMPLE_KEY.accessKeyId, secret: 'y' }];

/** How each recorded error is brought about. */
const ERRORS: Readonly<Record<string, Provoked & { readonly volatile?: readonly string[] }>> = {
  'AccessDenied-identity-policy': { fault: 'denied' },
  AuthorizationHeaderMalformed: { via: { region: 'us-east-1' } },
  ExpiredToken: {
    fault: 'expired',
    via: { credentials: { ...EXAMPLE_KEY, sessionToken: 'ExampleExpiredToken' } },
  },
  InvalidAccessKeyId: { world: { accessKeys: [{ id: 'AKIAOTHER' }] }, via: { credentials: EXAMPLE_KEY } },
  NoSuchBucket: { world: { buckets: [] } },
  NoSuchBucketPolicy: {},
  NoSuchCORSConfiguration: {},
  NoSuchLifecycleConfiguration: {},
  NoSuchPublicAccessBlockConfiguration: {},
  NotImplemented: { fault: 'notImplemented' },
  ObjectLockConfigurationNotFoundError: {},
  OwnershipControlsNotFoundError: {},
  PermanentRedirect: { via: { region: 'us-west-2' } },
  RequestTimeTooSkewed: { fault: 'clockSkew', volatile: ['RequestTime', 'ServerTime'] },
  ServerSideEncryptionConfigurationNotFoundError: { world: { buckets: [{ ...BUCKET, encryption: 'none' }] } },
  SignatureDoesNotMatch: {
    world: { accessKeys: KEYS },
    via: { credentials: EXAMPLE_KEY },
    // The sandbox does not show what it signed.
    volatile: [
      'StringToSign',
      'SignatureProvided',
      'StringToSignBytes',
      'CanonicalRequest',
      'CanonicalRequestBytes',
    ],
  },
  SlowDown: { fault: 'slowDown' },
};

describe.skipIf(!present)('S3 errors', () => {
  test.each(Object.keys(ERRORS))('%s', async (name) => {
    const { world = {}, via = {}, fault, volatile = [] } = ERRORS[name] ?? {};
    const { response, parsed, ...rest } = scenario(`errors/${name}.json`);
    const operation = (rest as unknown as { seenWith: string }).seenWith;
    const faults: Fault[] = fault === undefined ? [] : [{ operation, kind: fault }];
    const sandbox = await sandboxOf({ ...world, faults });
    const credentials =
      via.credentials ?? (world.accessKeys === undefined ? await roleOf(sandbox) : EXAMPLE_KEY);
    const client = s3At(sandbox, { ...via, credentials });
    const Command = commandOf<typeof s3.GetBucketCorsCommand>(s3, operation);
    const error = await errorOf(client.send(new Command({ Bucket: BUCKET.name })));
    expect(error.$metadata?.httpStatusCode).toBe(response.status);
    const { Message: message, RequestId: _, HostId: __, ...members } = parsed ?? {};
    expect(error.message).toBe(message);
    const stable = Object.entries(members).filter(([member]) => !volatile.includes(member));
    expect(error).toMatchObject(Object.fromEntries(stable));
    const region = response.headers['x-amz-bucket-region'];
    expect(error.$response?.headers['x-amz-bucket-region']).toBe(region);
  });
});

/** The nightly role that the recorded refusals name. */
async function roleOf(sandbox: Awaited<ReturnType<typeof sandboxOf>>) {
  const RoleArn = 'arn:aws:iam::111122223333:role/byob-audit';
  const { Credentials } = await stsAt(sandbox).send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: 'nightly' }),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

function isAnswer(file: string): boolean {
  return !file.includes('/error-');
}

async function sendToKey(operation: string, key: SandboxKey): Promise<Value> {
  const region = key.arn.split(':')[3] ?? REGION;
  const client = kmsAt(await sandboxOf({ keys: [key] }), { region });
  const Command = commandOf<typeof kms.DescribeKeyCommand>(kms, operation);
  return membersOf(await client.send(new Command({ KeyId: key.arn })));
}

/** The dates of the wire, seconds, as the client's JSON gives them. */
function dated(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(dated);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      /Date$|^ValidTo$/.test(name)
        ? new Date(Math.round((member as number) * 1000)).toISOString()
        : dated(member),
    ]),
  );
}

const policy = {};

describe.skipIf(!present)('KMS reads', () => {
  test.each(filesOf('kms/DescribeKey').filter(isAnswer))('%s', async (file) => {
    const { KeyMetadata } = JSON.parse(scenario(file).response.body) as { KeyMetadata: { Arn: string } };
    const served = await sendToKey('DescribeKey', { arn: KeyMetadata.Arn, policy, metadata: KeyMetadata });
    // Older examples lack members that the service has sent since.
    expect(served['KeyMetadata']).toMatchObject(dated(KeyMetadata) as object);
  });

  test.each(filesOf('kms/GetKeyPolicy').filter(isAnswer))('%s', async (file) => {
    const { Policy } = JSON.parse(scenario(file).response.body) as { Policy: string };
    expect((await sendToKey('GetKeyPolicy', { arn: KEY_ARN, policy: Policy }))['Policy']).toBe(Policy);
  });

  test.each(filesOf('kms/GetKeyRotationStatus').filter(isAnswer))('%s', async (file) => {
    const rotation = JSON.parse(scenario(file).response.body) as object;
    const served = await sendToKey('GetKeyRotationStatus', { arn: KEY_ARN, policy, rotation });
    expect(served).toMatchObject(dated(rotation) as object);
  });

  test.each(filesOf('kms/ListGrants'))('%s', async (file) => {
    const { Grants } = JSON.parse(scenario(file).response.body) as { Grants: object[] };
    const served = await sendToKey('ListGrants', { arn: KEY_ARN, policy, grants: Grants });
    // Pages are turned in access.test.ts.
    expect(served).toEqual({ Grants: dated(Grants), Truncated: false });
  });
});

const ALIAS = KEY_ARN.replace(/key\/.*/, 'alias/wandb');

describe.skipIf(!present)('KMS errors', () => {
  test.each([
    ['DescribeKey/error-AccessDeniedException', KEY_ARN, 'denied'],
    ['DescribeKey/error-ExpiredTokenException', KEY_ARN, 'expired'],
    ['DescribeKey/error-NotFoundException-alias', ALIAS, undefined],
    ['DescribeKey/error-NotFoundException-invalid-key-id', 'fake-key-id', undefined],
    ['DescribeKey/error-NotFoundException-key', KEY_ARN, undefined],
    ['DescribeKey/error-NotFoundException-other-region-arn', KEY_ARN.replace(REGION, 'us-west-2'), undefined],
    ['DescribeKey/error-ThrottlingException', KEY_ARN, 'slowDown'],
    ['GetKeyRotationStatus/error-UnsupportedOperationException', KEY_ARN, undefined],
  ] as const)('%s', async (file, KeyId, kind) => {
    const [operation = ''] = file.split('/');
    const { body, status } = scenario(`kms/${file}.json`).response;
    const external = { arn: KEY_ARN, policy, metadata: { Origin: 'EXTERNAL' } };
    const keys = operation === 'DescribeKey' ? [] : [external];
    const sandbox = await sandboxOf({
      keys,
      faults: kind === undefined ? [] : [{ operation, kind, times: 1 }],
    });
    const client = kmsAt(sandbox, { credentials: await roleOf(sandbox) });
    const Command = commandOf<typeof kms.DescribeKeyCommand>(kms, operation);
    const error = await errorOf(client.send(new Command({ KeyId })));
    const { __type: name, message, Message = message } = JSON.parse(body) as Record<string, string>;
    expect(error).toMatchObject({ name, message: Message, $metadata: { httpStatusCode: status } });
  });
});
