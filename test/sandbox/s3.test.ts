// The S3 of the sandbox, read and written with the real client.

import { get } from 'node:http';
import * as s3 from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import {
  BUCKET,
  commandOf,
  errorOf,
  localhostOf,
  membersOf,
  REGION,
  s3At,
  sandboxOf,
  unverified,
} from './at.ts';

const Bucket = BUCKET.name;

describe('a bucket of which nothing was configured', () => {
  test.each([
    ['GetBucketCors', 'NoSuchCORSConfiguration'],
    ['GetBucketPolicy', 'NoSuchBucketPolicy'],
    ['GetBucketPolicyStatus', 'NoSuchBucketPolicy'],
    ['GetBucketLifecycleConfiguration', 'NoSuchLifecycleConfiguration'],
    ['GetPublicAccessBlock', 'NoSuchPublicAccessBlockConfiguration'],
    ['GetObjectLockConfiguration', 'ObjectLockConfigurationNotFoundError'],
    ['GetBucketOwnershipControls', 'OwnershipControlsNotFoundError'],
  ] as const)('%s is %s', async (name, code) => {
    const client = s3At(await sandboxOf({}));
    const Command = commandOf<typeof s3.GetBucketCorsCommand>(s3, name);
    expect(await errorOf(client.send(new Command({ Bucket })))).toMatchObject({
      name: code,
      BucketName: Bucket,
      $metadata: { httpStatusCode: 404 },
    });
  });

  test('the rest has the defaults of a new bucket', async () => {
    const client = s3At(await sandboxOf({}));
    const encryption = await client.send(new s3.GetBucketEncryptionCommand({ Bucket }));
    expect(encryption.ServerSideEncryptionConfiguration?.Rules).toEqual([
      { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false },
    ]);
    expect(membersOf(await client.send(new s3.GetBucketVersioningCommand({ Bucket })))).toEqual({});
    expect(membersOf(await client.send(new s3.GetBucketLoggingCommand({ Bucket })))).toEqual({});
    expect(membersOf(await client.send(new s3.GetBucketRequestPaymentCommand({ Bucket })))).toEqual({
      Payer: 'BucketOwner',
    });
    const { Owner, Grants } = await client.send(new s3.GetBucketAclCommand({ Bucket }));
    expect(Grants).toEqual([
      { Grantee: { Type: 'CanonicalUser', ID: Owner?.ID }, Permission: 'FULL_CONTROL' },
    ]);
    const listing = await client.send(new s3.ListObjectsV2Command({ Bucket, Prefix: 'a&b/', MaxKeys: 1 }));
    expect(listing).toMatchObject({ Name: Bucket, Prefix: 'a&b/', KeyCount: 0, IsTruncated: false });
  });

  test('a store without default encryption says so', async () => {
    const client = s3At(await sandboxOf({ buckets: [{ ...BUCKET, encryption: 'none' }] }));
    const error = await errorOf(client.send(new s3.GetBucketEncryptionCommand({ Bucket })));
    expect(error.name).toBe('ServerSideEncryptionConfigurationNotFoundError');
  });
});

describe('which bucket', () => {
  test('a deleted one is NoSuchBucket, for HEAD without a body', async () => {
    const client = s3At(await sandboxOf({}));
    const gone = { Bucket: 'acme-gone' };
    expect((await errorOf(client.send(new s3.GetBucketCorsCommand(gone)))).name).toBe('NoSuchBucket');
    expect((await errorOf(client.send(new s3.HeadBucketCommand(gone)))).name).toBe('NotFound');
  });

  test('a bucket in the host', async () => {
    const sandbox = await sandboxOf({ buckets: [{ ...BUCKET, versioning: { Status: 'Enabled' } }] });
    const client = s3At(sandbox, { endpoint: localhostOf(sandbox), pathStyle: false });
    const { Status } = await client.send(new s3.GetBucketVersioningCommand({ Bucket }));
    expect(Status).toBe('Enabled');
    expect(sandbox.calls).toMatchObject([{ operation: 'GetBucketVersioning', bucket: Bucket, status: 200 }]);
  });

  test('a dotted bucket before an address', async () => {
    const { url, calls } = await sandboxOf({});
    const { port } = new URL(url);
    await new Promise((resolve) => {
      get(`${url}/?cors`, { headers: { host: `acme.wandb.127.0.0.1:${port}` } }, resolve);
    });
    expect(calls).toEqual([{ operation: 'GetBucketCors', bucket: 'acme.wandb', status: 403 }]);
  });

  test("an old one of the European region has that region's name in a header only", async () => {
    const client = s3At(await sandboxOf({ buckets: [{ ...BUCKET, region: 'EU' }] }));
    expect((await client.send(new s3.HeadBucketCommand({ Bucket }))).BucketRegion).toBe('eu-west-1');
    expect((await client.send(new s3.GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe('EU');
  });

  test('both listings are told apart', async () => {
    const sandbox = await sandboxOf({});
    await s3At(sandbox).send(new s3.ListObjectsCommand({ Bucket }));
    await s3At(sandbox).send(new s3.ListObjectsV2Command({ Bucket }));
    expect(sandbox.calls.map(({ operation }) => operation)).toEqual(['ListObjects', 'ListObjectsV2']);
  });

  test('the owner lists their own', async () => {
    const buckets = [BUCKET, { name: 'other', account: '444455556666' }];
    const client = s3At(await sandboxOf({ buckets }));
    const { Buckets } = await client.send(new s3.ListBucketsCommand({}));
    expect(Buckets).toMatchObject([{ Name: Bucket, BucketRegion: REGION }]);
  });

  test('another expected owner is refused', async () => {
    const client = s3At(await sandboxOf({}));
    const right = { Bucket, ExpectedBucketOwner: '111122223333' };
    await client.send(new s3.HeadBucketCommand(right));
    const wrong = { Bucket, ExpectedBucketOwner: '444455556666' };
    expect((await errorOf(client.send(new s3.HeadBucketCommand(wrong)))).$metadata?.httpStatusCode).toBe(403);
    expect((await errorOf(client.send(new s3.GetBucketAclCommand(wrong)))).name).toBe('AccessDenied');
  });

  test('there are no objects, and unknown sub-resources are not listings', async () => {
    const client = s3At(await sandboxOf({}));
    expect((await errorOf(client.send(new s3.GetObjectCommand({ Bucket, Key: 'a/b' })))).name).toBe(
      'NoSuchKey',
    );
    expect((await errorOf(client.send(new s3.GetBucketWebsiteCommand({ Bucket })))).name).toBe(
      'NotImplemented',
    );
    expect((await errorOf(client.send(new s3.DeleteBucketCommand({ Bucket })))).name).toBe(
      'MethodNotAllowed',
    );
  });
});

describe('the wrong region', () => {
  test('is a redirect with the right one in a header, HEAD too', async () => {
    const client = s3At(await sandboxOf({}), { region: 'us-west-2' });
    for (const command of [new s3.GetBucketCorsCommand({ Bucket }), new s3.HeadBucketCommand({ Bucket })]) {
      const error = await errorOf(client.send(command as s3.GetBucketCorsCommand));
      expect(error.$metadata?.httpStatusCode).toBe(301);
      expect(error.$response?.headers['x-amz-bucket-region']).toBe(REGION);
    }
  });

  test('signed for us-east-1 it is a malformed header that names the region', async () => {
    const client = s3At(await sandboxOf({}), { region: 'us-east-1' });
    expect(await errorOf(client.send(new s3.GetBucketCorsCommand({ Bucket })))).toMatchObject({
      name: 'AuthorizationHeaderMalformed',
      Region: REGION,
      $metadata: { httpStatusCode: 400 },
    });
  });

  test('does not matter for the location; the SDK can follow a redirect by itself', async () => {
    const sandbox = await sandboxOf({});
    const client = s3At(sandbox, { region: 'us-east-1' });
    const { LocationConstraint } = await client.send(new s3.GetBucketLocationCommand({ Bucket }));
    expect(LocationConstraint).toBe(REGION);
    const follower = s3At(sandbox, { region: 'us-west-2', followRegionRedirects: true });
    const { Payer } = await follower.send(new s3.GetBucketRequestPaymentCommand({ Bucket }));
    expect(Payer).toBe('BucketOwner');
    expect(sandbox.calls.at(-1)).toMatchObject({ region: REGION, status: 200 });
  });
});

describe('whether a policy is public is told from it', () => {
  const allow = { Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` };
  test.each([
    ['everyone', { ...allow, Principal: '*' }, true],
    ['everyone in a list', { ...allow, Principal: { AWS: ['111122223333', '*'] } }, true],
    ['all but one', { ...allow, NotPrincipal: { AWS: '111122223333' } }, true],
    ['everyone of a network', { ...allow, Principal: '*', Condition: { StringEquals: {}, Bool: {} } }, false],
    ['an account', { ...allow, Principal: { AWS: '111122223333' } }, false],
    ['nobody', { ...allow, Effect: 'Deny', Principal: '*' }, false],
  ])('%s', async (_, Statement, expected) => {
    const client = s3At(await sandboxOf({ buckets: [{ ...BUCKET, policy: { Statement } }] }));
    const { PolicyStatus } = await client.send(new s3.GetBucketPolicyStatusCommand({ Bucket }));
    expect(PolicyStatus?.IsPublic).toBe(expected);
  });
});

test('many Intelligent-Tiering configurations come in pages', async () => {
  const tiering = Array.from({ length: 101 }, (_, n) => ({ Id: `t${n}`, Status: 'Enabled', Tierings: [] }));
  const client = s3At(await sandboxOf({ buckets: [{ ...BUCKET, tiering }] }));
  const first = await client.send(new s3.ListBucketIntelligentTieringConfigurationsCommand({ Bucket }));
  expect([first.IsTruncated, first.IntelligentTieringConfigurationList?.length]).toEqual([true, 100]);
  const { NextContinuationToken: ContinuationToken } = first;
  const next = new s3.ListBucketIntelligentTieringConfigurationsCommand({ Bucket, ContinuationToken });
  expect(await client.send(next)).toMatchObject({
    IsTruncated: false,
    IntelligentTieringConfigurationList: [{ Id: 't100' }],
  });
});

describe('what is written is read back', () => {
  const CORSRules: s3.CORSRule[] = [
    {
      ID: 'a &lt; <b> & "c"',
      AllowedMethods: ['GET', 'PUT'],
      AllowedOrigins: ['https://acme.wandb.io'],
      ExposeHeaders: ['ETag'],
      MaxAgeSeconds: 3000,
    },
  ];
  const Rules: s3.LifecycleRule[] = [
    {
      ID: 'one',
      Status: 'Enabled',
      Filter: { And: { Prefix: 'a/', Tags: [{ Key: 'k', Value: '<v>' }] } },
      Expiration: { Days: 3 },
    },
    { ID: 'two', Status: 'Disabled', Filter: { Tag: { Key: 'k', Value: 'v' } }, Expiration: { Days: 4 } },
  ];
  const PublicAccessBlockConfiguration = {
    BlockPublicAcls: true,
    IgnorePublicAcls: false,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: false,
  };

  test('settings', async () => {
    const client = s3At(await sandboxOf({}));
    await client.send(new s3.PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
    const lifecycle = { Bucket, LifecycleConfiguration: { Rules } };
    await client.send(new s3.PutBucketLifecycleConfigurationCommand(lifecycle));
    await client.send(new s3.PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
    const versioning = { Bucket, VersioningConfiguration: { Status: 'Enabled' } } as const;
    await client.send(new s3.PutBucketVersioningCommand(versioning));
    const OwnershipControls: s3.OwnershipControls = { Rules: [{ ObjectOwnership: 'ObjectWriter' }] };
    await client.send(new s3.PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }));
    const sse = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' }, BucketKeyEnabled: true };
    const ServerSideEncryptionConfiguration = { Rules: [sse] } as s3.ServerSideEncryptionConfiguration;
    await client.send(new s3.PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }));

    expect((await client.send(new s3.GetBucketCorsCommand({ Bucket }))).CORSRules).toEqual(CORSRules);
    const read = await client.send(new s3.GetBucketLifecycleConfigurationCommand({ Bucket }));
    expect(read.Rules).toEqual(Rules);
    expect(membersOf(await client.send(new s3.GetPublicAccessBlockCommand({ Bucket })))).toEqual({
      PublicAccessBlockConfiguration,
    });
    expect((await client.send(new s3.GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled');
    expect(await client.send(new s3.GetBucketOwnershipControlsCommand({ Bucket }))).toMatchObject({
      OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] },
    });
    expect(await client.send(new s3.GetBucketEncryptionCommand({ Bucket }))).toMatchObject({
      ServerSideEncryptionConfiguration,
    });
  });

  test('a policy, unless it is none or its publicness is blocked', async () => {
    const client = s3At(
      await sandboxOf({ buckets: [{ ...BUCKET, publicAccessBlock: PublicAccessBlockConfiguration }] }),
    );
    const Policy = JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: { AWS: '111122223333' } }] });
    await client.send(new s3.PutBucketPolicyCommand({ Bucket, Policy }));
    expect((await client.send(new s3.GetBucketPolicyCommand({ Bucket }))).Policy).toBe(Policy);
    const put = (text: string) => client.send(new s3.PutBucketPolicyCommand({ Bucket, Policy: text }));
    expect((await errorOf(put('{'))).name).toBe('MalformedPolicy');
    const open = JSON.stringify({ Statement: { Effect: 'Allow', Principal: '*' } });
    expect((await errorOf(put(open))).name).toBe('AccessDenied');
    expect((await client.send(new s3.GetBucketPolicyCommand({ Bucket }))).Policy).toBe(Policy);
  });

  test('a bucket, once', async () => {
    const client = s3At(await sandboxOf({}));
    const made = { Bucket: 'acme-new', CreateBucketConfiguration: { LocationConstraint: REGION } } as const;
    await client.send(new s3.CreateBucketCommand(made));
    expect(await client.send(new s3.GetPublicAccessBlockCommand({ Bucket: 'acme-new' }))).toMatchObject({
      PublicAccessBlockConfiguration: { RestrictPublicBuckets: true },
    });
    expect((await errorOf(client.send(new s3.CreateBucketCommand(made)))).name).toBe(
      'BucketAlreadyOwnedByYou',
    );
  });

  test('a document that is not well formed is refused', async () => {
    const { url } = await sandboxOf({});
    const body = '<CORSConfiguration><CORSRule></CORSConfiguration>';
    const headers = { authorization: unverified('s3') };
    const response = await fetch(`${url}/${Bucket}?cors`, { method: 'PUT', headers, body });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('<Code>MalformedXML</Code>');
  });
});
