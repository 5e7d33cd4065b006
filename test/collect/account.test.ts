// The caller's account, the bucket's owner, and block public access of the account.

import { expect, test } from 'vitest';
import { readFrom } from './over-the-wire.ts';

const FACETS = ['owner', 'accountPublicAccess'] as const;
const BLOCK = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true };

test('account-wide reads are made once, for all buckets of the account', async () => {
  const names = ['acme-one', 'acme-two', 'acme-three'];
  const { all, calls } = await readFrom(
    { buckets: names.map((name) => ({ name })), accountPublicAccess: { '111122223333': BLOCK } },
    { facets: FACETS, buckets: names.map((name) => `  - address: s3://${name}\n`).join('') },
  );
  for (const name of names) {
    expect(all[name]?.owner).toMatchObject({
      value: { callerAccount: '111122223333', ownedByCaller: true },
    });
    expect(all[name]?.accountPublicAccess).toMatchObject({
      value: { blockPublicPolicy: true, restrictPublicBuckets: false },
    });
  }
  expect(calls.filter((call) => call === 'GetCallerIdentity')).toHaveLength(1);
  expect(calls.filter((call) => call.startsWith('GetAccountPublicAccessBlock'))).toHaveLength(1);
});

test("a bucket of another account: known not to be the caller's, its account is not asked", async () => {
  const { first, calls } = await readFrom(
    { buckets: [{ name: 'acme', account: '444455556666' }] },
    { facets: FACETS },
  );
  expect(first.owner).toMatchObject({ value: { ownedByCaller: false } });
  expect(first.accountPublicAccess).toMatchObject({ status: 'unsupported' });
  expect(calls.some((call) => call.startsWith('GetAccountPublicAccessBlock'))).toBe(false);
});

test('an account that never configured it blocks nothing', async () => {
  const { first } = await readFrom({ buckets: [{ name: 'acme' }] }, { facets: FACETS });
  expect(first.accountPublicAccess).toMatchObject({ status: 'known', value: { blockPublicAcls: false } });
});

test('a HEAD that is denied proves nothing about the owner', async () => {
  const { first } = await readFrom(
    { buckets: [{ name: 'acme' }], faults: [{ operation: 'HeadBucket', kind: 'denied' }] },
    { facets: FACETS },
  );
  for (const facet of FACETS)
    expect(first[facet]).toMatchObject({ cause: 'denied', permission: 's3:ListBucket' });
});

test('where STS does not answer, the call that failed is named', async () => {
  const { first } = await readFrom(
    { buckets: [{ name: 'acme' }], faults: [{ operation: 'GetCallerIdentity', kind: 'denied' }] },
    { facets: FACETS },
  );
  expect(first.owner).toMatchObject({ status: 'unreadable', call: 'sts:GetCallerIdentity' });
});
