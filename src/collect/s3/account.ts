// Whose account the caller is in, whether the bucket is in it, and that account's block public access.

import { HeadBucketCommand } from '@aws-sdk/client-s3';
import type { Facets, Reading } from '../../model/evidence.ts';
import type { Reach } from './clients.ts';
import { send } from './bucket.ts';
import type { Place, Shared } from './bucket.ts';
import { codeOf, statusOf } from '../errors.ts';
import { readingOf } from './errors.ts';
import { OTHER_CALLS } from './readers.ts';
import { blockOf, NO_BLOCK } from './policy.ts';

const IDENTITY = { call: 'sts:GetCallerIdentity', permission: 'sts:GetCallerIdentity' };

/** The caller's account, asked once an identity. */
export function readAccount(reach: Reach, shared: Shared): Promise<Reading<string>> {
  return shared.once(`account ${reach.key}`, async () => {
    try {
      const client = await shared.clients.sts(reach);
      const { GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
      const { Account: account } = await shared.run(`STS ${reach.region}`, (abortSignal) =>
        client.send(new GetCallerIdentityCommand({}), { abortSignal }),
      );
      return account === undefined
        ? { status: 'unsupported', call: IDENTITY.call }
        : { status: 'known', value: account, call: IDENTITY.call };
    } catch (error) {
      return readingOf(error, IDENTITY);
    }
  });
}

/** Asks with an expected owner: 403 where the bucket is another account's, since reading it worked without. */
export async function readOwner(
  place: Place,
  account: Promise<Reading<string>>,
  shared: Shared,
): Promise<Reading<Facets['owner']>> {
  const caller = await account;
  if (caller.status !== 'known') return caller;
  const { call } = OTHER_CALLS.owner;
  const command = new HeadBucketCommand({ Bucket: place.bucket, ExpectedBucketOwner: caller.value });
  try {
    await send(place, shared, (client, options) => client.send(command, options));
    return { status: 'known', value: { callerAccount: caller.value, ownedByCaller: true }, call };
  } catch (error) {
    if (statusOf(error) !== 403) return readingOf(error, OTHER_CALLS.owner);
    return (await readableWithoutOwner(place, shared))
      ? { status: 'known', value: { callerAccount: caller.value, ownedByCaller: false }, call }
      : readingOf(error, OTHER_CALLS.owner);
  }
}

async function readableWithoutOwner(place: Place, shared: Shared): Promise<boolean> {
  return send(place, shared, (client, options) =>
    client.send(new HeadBucketCommand({ Bucket: place.bucket }), options),
  ).then(
    () => true,
    () => false,
  );
}

/** Block public access of the account that owns the bucket, where that is the caller's; once an account. */
export async function readAccountBlock(
  place: Place,
  owner: Promise<Reading<Facets['owner']>>,
  shared: Shared,
): Promise<Reading<Facets['accountPublicAccess']>> {
  const known = await owner;
  const { call } = OTHER_CALLS.accountPublicAccess;
  if (known.status !== 'known') return known;
  if (!known.value.ownedByCaller) {
    return { status: 'unsupported', call, detail: 'the bucket is in another account than the caller' };
  }
  const account = known.value.callerAccount;
  return shared.once(`block ${account} ${place.reach.key}`, async () => {
    try {
      const client = await shared.clients.control(place.reach, place.region);
      const { GetPublicAccessBlockCommand } = await import('@aws-sdk/client-s3-control');
      const { PublicAccessBlockConfiguration: block } = await shared.run('S3_CONTROL', (abortSignal) =>
        client.send(new GetPublicAccessBlockCommand({ AccountId: account }), { abortSignal }),
      );
      const value = blockOf(block);
      return value === undefined ? { status: 'unsupported', call } : { status: 'known', value, call };
    } catch (error) {
      if (codeOf(error) === 'NoSuchPublicAccessBlockConfiguration')
        return { status: 'known', value: NO_BLOCK, call };
      return readingOf(error, OTHER_CALLS.accountPublicAccess);
    }
  });
}
