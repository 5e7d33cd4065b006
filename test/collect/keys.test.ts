// The bucket's KMS key: found from the encryption, in its own region, by ARN or alias, read once a run.

import { describe, expect, test } from 'vitest';
import type { Facet } from '../../src/model/evidence.ts';
import type { SandboxBucket, SandboxKey } from '../../src/sandbox/world.ts';
import { readFrom } from './over-the-wire.ts';

const FACETS: readonly Facet[] = ['key', 'keyPolicy', 'keyGrants', 'keyRotation'];
const ARN = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const POLICY = { Version: '2012-10-17', Statement: [] };
const KEY: SandboxKey = { arn: ARN, aliases: ['alias/wandb'], policy: POLICY, rotation: true };

function bucket(keyId: string | undefined, name = 'acme'): SandboxBucket {
  const kms = { SSEAlgorithm: 'aws:kms', ...(keyId !== undefined && { KMSMasterKeyID: keyId }) };
  return {
    name,
    region: 'eu-west-1',
    encryption: { Rules: [{ ApplyServerSideEncryptionByDefault: kms }] },
  };
}

test.each([ARN, 'alias/wandb', 'arn:aws:kms:eu-west-1:111122223333:alias/wandb'])('%s', async (keyId) => {
  const { first, sandbox, calls } = await readFrom(
    { buckets: [bucket(keyId)], keys: [KEY] },
    { facets: FACETS },
  );
  expect(first.key).toMatchObject({
    value: { arn: ARN, account: '111122223333', region: 'eu-west-1', state: 'Enabled', manager: 'CUSTOMER' },
  });
  expect(first.keyPolicy).toMatchObject({ value: { document: POLICY } });
  expect(first.keyGrants).toMatchObject({ value: [] });
  expect(first.keyRotation).toMatchObject({ value: { enabled: true } });
  expect(calls.filter((call) => call === 'DescribeKey')).toHaveLength(1);
  const kms = sandbox.calls.filter(({ bucket }) => bucket === undefined);
  expect(new Set(kms.map(({ region }) => region))).toEqual(new Set(['eu-west-1']));
});

test('a key is read once for all its buckets', async () => {
  const { calls } = await readFrom(
    { buckets: [bucket(ARN, 'acme-one'), bucket(ARN, 'acme-two')], keys: [KEY] },
    { facets: FACETS, buckets: '  - address: s3://acme-one\n  - address: s3://acme-two\n' },
  );
  expect(calls.filter((call) => /^(DescribeKey|GetKey|ListGrants)/.test(call))).toHaveLength(4);
});

test('all pages of the grants are read', async () => {
  const grants = Array.from({ length: 230 }, (_, i) => ({
    GrantId: `g${i}`,
    GranteePrincipal: 'arn:aws:iam::444455556666:role/x',
    Operations: ['Decrypt'],
  }));
  const { first } = await readFrom(
    { buckets: [bucket(ARN)], keys: [{ ...KEY, grants }] },
    { facets: ['keyGrants'] },
  );
  const ids = first.keyGrants?.status === 'known' ? first.keyGrants.value?.map(({ id }) => id) : undefined;
  expect(ids).toEqual(grants.map(({ GrantId }) => GrantId));
});

describe('without a key of its own', () => {
  test.each([
    ['AES256', { name: 'acme' }],
    ['the managed key of S3', bucket(undefined)],
  ])('%s: null, and KMS is not asked', async (_, of) => {
    const { first, calls } = await readFrom({ buckets: [of], keys: [KEY] }, { facets: FACETS });
    for (const facet of FACETS) expect(first[facet]).toMatchObject({ status: 'known', value: null });
    expect(calls).toEqual(['GetBucketLocation acme', 'GetBucketEncryption acme']);
  });
});

test('denied names the permission, and the other sides stand', async () => {
  const { first } = await readFrom(
    { buckets: [bucket(ARN)], keys: [KEY], faults: [{ operation: 'GetKeyPolicy', kind: 'denied' }] },
    { facets: FACETS },
  );
  expect(first.keyPolicy).toMatchObject({ cause: 'denied', permission: 'kms:GetKeyPolicy' });
  expect(first.key?.status).toBe('known');
});

test('an encryption that cannot be read leaves the key open, with the call that failed', async () => {
  const { first } = await readFrom(
    { buckets: [bucket(ARN)], keys: [KEY], faults: [{ operation: 'GetBucketEncryption', kind: 'denied' }] },
    { facets: ['key'] },
  );
  expect(first.key).toMatchObject({ cause: 'denied', permission: 's3:GetEncryptionConfiguration' });
});

test('a key that is gone is absent', async () => {
  const { first } = await readFrom({ buckets: [bucket(ARN)], keys: [] }, { facets: ['key'] });
  expect(first.key).toMatchObject({ status: 'unreadable', cause: 'absent' });
});
