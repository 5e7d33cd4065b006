// Who may call the sandbox: access keys, signatures, roles and accounts, as the real services word it.

import { DescribeKeyCommand, GetKeyPolicyCommand, ListGrantsCommand } from '@aws-sdk/client-kms';
import { GetKeyRotationStatusCommand } from '@aws-sdk/client-kms';
import { GetBucketCorsCommand, ListBucketsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { GetPublicAccessBlockCommand } from '@aws-sdk/client-s3-control';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { BUCKET, controlAt, errorOf, KEY_ARN, kmsAt, s3At, sandboxOf, stsAt, unverified } from './at.ts';
import type { Via } from './at.ts';

const Bucket = BUCKET.name;
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const accessKeys = [{ id: 'AKIAKNOWN', secret: SECRET, account: '777788889999' }];
const key = (accessKeyId: string, secretAccessKey = SECRET): Via => ({
  credentials: { accessKeyId, secretAccessKey },
});

async function codes(sandbox: Sandbox, via: Via): Promise<string[]> {
  const calls = [
    s3At(sandbox, via).send(new ListBucketsCommand({})),
    kmsAt(sandbox, via).send(new DescribeKeyCommand({ KeyId: KEY_ARN })),
    stsAt(sandbox, via).send(new GetCallerIdentityCommand({})),
  ];
  return Promise.all(calls.map(async (call) => (await errorOf(call)).name));
}

describe('access keys', () => {
  test("a declared one is its account's, over every service, with the signature verified", async () => {
    const sandbox = await sandboxOf({ accessKeys, keys: [{ arn: KEY_ARN, policy: {} }] });
    const { Account } = await stsAt(sandbox).send(new GetCallerIdentityCommand({}));
    expect(Account).toBe('777788889999');
    await kmsAt(sandbox).send(new DescribeKeyCommand({ KeyId: KEY_ARN }));
    // Spaces and signs: the canonical query in earnest.
    const odd = { Bucket, Prefix: 'a b+c/ü&=*', StartAfter: "~'()!", MaxKeys: 1 };
    await s3At(sandbox).send(new ListObjectsV2Command(odd));
    expect(sandbox.calls.map(({ accessKeyId, status }) => [accessKeyId, status])).toEqual(
      Array.from({ length: 3 }, () => ['AKIAKNOWN', 200]),
    );
  });

  test('the signature is over the parameters in order of their names, however they were sent', async () => {
    const sandbox = await sandboxOf({ accessKeys });
    const client = s3At(sandbox);
    let headers: Record<string, string> = {};
    client.middlewareStack.add(
      (next) => (args) => {
        // One name begins as the other does and goes on with a sign before `=`.
        Object.assign((args.request as { query: object }).query, {
          delimiter: 'b',
          'delimiter-c': ['2', '1'],
        });
        return next(args);
      },
      { step: 'build' },
    );
    client.middlewareStack.add(
      (next) => (args) => {
        ({ headers } = args.request as { headers: Record<string, string> });
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    // What it does not know it answers only to whom it knows.
    expect(await errorOf(client.send(new ListObjectsV2Command({ Bucket })))).toMatchObject({
      name: 'NotImplemented',
    });
    const ask = async (query: string) =>
      (await fetch(`${sandbox.url}/${Bucket}/?${query}`, { headers })).status;
    expect(await ask('list-type=2&delimiter-c=2&delimiter=b&delimiter-c=1')).toBe(501);
    expect(await ask('list-type=2&delimiter-c=2&delimiter=b&delimiter-c=3')).toBe(403);
  });

  test('an unknown one is refused where any are declared', async () => {
    const sandbox = await sandboxOf({ accessKeys });
    expect(await codes(sandbox, key('AKIAOTHER'))).toEqual([
      'InvalidAccessKeyId',
      'UnrecognizedClientException',
      'InvalidClientTokenId',
    ]);
  });

  test('a wrong secret is another signature', async () => {
    const sandbox = await sandboxOf({ accessKeys });
    expect(await codes(sandbox, key('AKIAKNOWN', 'wrong'))).toEqual([
      'SignatureDoesNotMatch',
      'InvalidSignatureException',
      'SignatureDoesNotMatch',
    ]);
  });

  test('nobody is denied', async () => {
    const { url, calls } = await sandboxOf({});
    const response = await fetch(`${url}/${Bucket}?cors`);
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('<Code>AccessDenied</Code><Message>Access Denied</Message>');
    expect(calls).toEqual([{ operation: 'GetBucketCors', bucket: Bucket, status: 403 }]);
  });
});

describe('roles', () => {
  const RoleArn = 'arn:aws:iam::444455556666:role/path/byob';

  test("credentials of a role are its account's, and need their token", async () => {
    const sandbox = await sandboxOf({ accessKeys });
    const { Credentials, AssumedRoleUser } = await stsAt(sandbox).send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: 'nightly' }),
    );
    const arn = 'arn:aws:sts::444455556666:assumed-role/byob/nightly';
    expect(AssumedRoleUser?.Arn).toBe(arn);
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
    const { credentials } = key(AccessKeyId, SecretAccessKey);
    const role = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    const who = await stsAt(sandbox, { credentials: role }).send(new GetCallerIdentityCommand({}));
    expect(who).toMatchObject({ Account: '444455556666', Arn: arn });
    expect(await codes(sandbox, { ...(credentials !== undefined && { credentials }) })).toEqual([
      'InvalidToken',
      'UnrecognizedClientException',
      'InvalidClientTokenId',
    ]);
  });

  test('what is no role cannot be assumed', async () => {
    const sandbox = await sandboxOf({});
    const user = { RoleArn: 'arn:aws:iam::444455556666:user/byob', RoleSessionName: 'nightly' };
    expect((await errorOf(stsAt(sandbox).send(new AssumeRoleCommand(user)))).name).toBe('ValidationError');
  });
});

describe('block public access of an account', () => {
  const block = {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: false,
    RestrictPublicBuckets: true,
  };
  const ask = (AccountId: string) => new GetPublicAccessBlockCommand({ AccountId });

  test("the SDK puts the account before the host, and the answer is that account's", async () => {
    const sandbox = await sandboxOf({ accountPublicAccess: { '111122223333': block } });
    const client = controlAt(sandbox);
    const hosts: unknown[] = [];
    client.middlewareStack.add(
      (next) => (args) => {
        hosts.push((args.request as { hostname: string }).hostname);
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    const output = await client.send(ask('111122223333'));
    expect(output.PublicAccessBlockConfiguration).toEqual(block);
    expect(hosts).toEqual(['111122223333.localhost']);
    expect(sandbox.calls).toMatchObject([{ operation: 'GetAccountPublicAccessBlock', status: 200 }]);
  });

  test('where the host is an address, the header tells the account', async () => {
    const { url } = await sandboxOf({ accountPublicAccess: { '111122223333': block } });
    const headers = { authorization: unverified('s3'), 'x-amz-account-id': '111122223333' };
    const response = await fetch(`${url}/v20180820/configuration/publicAccessBlock`, { headers });
    expect(await response.text()).toContain('<BlockPublicPolicy>false</BlockPublicPolicy>');
  });

  test('absent, and of another account', async () => {
    const client = controlAt(await sandboxOf({}));
    expect(await errorOf(client.send(ask('111122223333')))).toMatchObject({
      name: 'NoSuchPublicAccessBlockConfiguration',
      message: 'The public access block configuration was not found',
      $metadata: { httpStatusCode: 404 },
    });
    expect((await errorOf(client.send(ask('444455556666')))).name).toBe('AccessDenied');
  });
});

describe('keys', () => {
  const policy = { Version: '2012-10-17', Statement: [] };
  const arn = KEY_ARN;

  test('are found by ARN, id and alias; an alias leads to DescribeKey only', async () => {
    const client = kmsAt(await sandboxOf({ keys: [{ arn, policy, aliases: ['alias/wandb'] }] }));
    const alias = arn.replace(/key\/.*/, 'alias/wandb');
    for (const KeyId of [arn, arn.split('/')[1] ?? '', alias, 'alias/wandb']) {
      const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId }));
      expect(KeyMetadata).toMatchObject({ Arn: arn, KeyState: 'Enabled', Enabled: true });
    }
    expect((await client.send(new GetKeyPolicyCommand({ KeyId: arn }))).Policy).toBe(JSON.stringify(policy));
    expect((await errorOf(client.send(new GetKeyPolicyCommand({ KeyId: alias })))).name).toBe(
      'NotFoundException',
    );
  });

  test('belong to a region and an account', async () => {
    const sandbox = await sandboxOf({ accessKeys, keys: [{ arn, policy, aliases: ['alias/wandb'] }] });
    const elsewhere = kmsAt(sandbox, { region: 'us-west-2' });
    const there = errorOf(elsewhere.send(new DescribeKeyCommand({ KeyId: arn })));
    expect((await there).message).toBe('Invalid arn eu-west-1');
    const mine = errorOf(kmsAt(sandbox).send(new DescribeKeyCommand({ KeyId: 'alias/wandb' })));
    expect((await mine).message).toBe('Alias arn:aws:kms:eu-west-1:777788889999:alias/wandb is not found.');
  });

  test('grants come in pages', async () => {
    const grants = Array.from({ length: 51 }, (_, n) => ({ GrantId: `g${n}`, Operations: ['Decrypt'] }));
    const client = kmsAt(await sandboxOf({ keys: [{ arn, policy, grants }] }));
    const first = await client.send(new ListGrantsCommand({ KeyId: arn }));
    expect([first.Truncated, first.Grants?.length]).toEqual([true, 50]);
    const last = new ListGrantsCommand({ KeyId: arn, Marker: first.NextMarker });
    expect(await client.send(last)).toMatchObject({ Truncated: false, Grants: [{ GrantId: 'g50' }] });
  });

  test('rotation is off while a key waits for its deletion, and no matter of imported material', async () => {
    const status = async (metadata: object) => {
      const client = kmsAt(await sandboxOf({ keys: [{ arn, policy, metadata, rotation: true }] }));
      return client.send(new GetKeyRotationStatusCommand({ KeyId: arn }));
    };
    expect(await status({})).toMatchObject({ KeyRotationEnabled: true, RotationPeriodInDays: 365 });
    expect((await status({ KeyState: 'PendingDeletion' })).KeyRotationEnabled).toBe(false);
    expect(await errorOf(status({ Origin: 'EXTERNAL' }))).toMatchObject({
      name: 'UnsupportedOperationException',
    });
  });

  test('a body that is no JSON ends the call, not the sandbox', async () => {
    const sandbox = await sandboxOf({});
    const headers = { 'x-amz-target': 'TrentService.DescribeKey', authorization: unverified('kms') };
    const response = await fetch(sandbox.url, { method: 'POST', headers, body: '{' });
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { __type: 'SerializationException' },
    ]);
    await errorOf(s3At(sandbox).send(new GetBucketCorsCommand({ Bucket })));
    expect(sandbox.calls).toHaveLength(2);
  });
});
