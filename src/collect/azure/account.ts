// Where a storage account is (declared, or found by its name in the subscriptions in reach) and what it is set to.

import type { StorageAccount } from '@azure/arm-storage';
import type { Reading, Unreadable } from '../../model/evidence.ts';
import type { Target } from '../../model/target.ts';
import { ARM_CALLS } from './calls.ts';
import { askAll, storageOf, subscriptionsOf, tokenOfPage } from './clients.ts';
import type { Shared } from './clients.ts';
import type { Caller } from './credentials.ts';
import { readingOf } from './errors.ts';
import { readAccountItself } from './resources.ts';
import type { Seen } from './resources.ts';

/** The parts of a storage account's resource id. */
export interface AccountId {
  /** As Azure gives it, without a slash at the end. */
  readonly text: string;
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly name: string;
}

const RESOURCE_ID =
  /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.Storage\/storageAccounts\/([^/]+)\/?$/i;

/** Undefined where the text is no id of a storage account. */
function accountIdOf(text: string): AccountId | undefined {
  const [, subscription, resourceGroup, name] = RESOURCE_ID.exec(text) ?? [];
  if (subscription === undefined || resourceGroup === undefined || name === undefined) return undefined;
  return { text: text.replace(/\/$/, ''), subscription, resourceGroup, name };
}

/** An account that a list showed, whole. */
export interface ListedAccount {
  readonly id: AccountId;
  readonly account: StorageAccount;
}

/** A side of Azure, read: of one subscription where it is a list. */
type Lists = readonly {
  readonly subscription: string;
  readonly reading: Reading<readonly ListedAccount[]>;
}[];

/** The account's id: as declared, else as found by the name in the address. Names are unique over all of Azure. */
export async function locateAccount(
  { accountResourceId, account: name = '' }: Target,
  caller: Caller,
  shared: Shared,
): Promise<Reading<AccountId>> {
  const { call } = ARM_CALLS.accounts;
  if (accountResourceId !== undefined) {
    const declared = accountIdOf(accountResourceId);
    if (declared?.name.toLowerCase() === name.toLowerCase()) {
      return { status: 'known', value: declared, call: ARM_CALLS.account.call };
    }
    const detail = `\`accountResourceId\` is not the resource id of the storage account ${name}`;
    return { status: 'unreadable', cause: 'absent', call: ARM_CALLS.account.call, detail };
  }
  const found = await findListed(name, caller, shared);
  return found.status === 'known' ? { status: 'known', value: found.value.id, call } : found;
}

/** The account's properties: out of the list that found it, else asked for, once for all its containers. */
export async function readAccount(target: Target, seen: Seen): Promise<Reading<StorageAccount>> {
  const id = await seen.id;
  if (id.status !== 'known') return id;
  if (target.accountResourceId !== undefined) return readAccountItself(seen);
  const found = await findListed(id.value.name, seen.caller, seen.shared);
  return found.status === 'known' ? { ...found, value: found.value.account } : found;
}

async function findListed(name: string, caller: Caller, shared: Shared): Promise<Reading<ListedAccount>> {
  const subscriptions = await readSubscriptions(caller, shared);
  if (subscriptions.status !== 'known') return subscriptions;
  const lists: Lists = await Promise.all(
    subscriptions.value.map(async (subscription) => ({
      subscription,
      reading: await listAccounts(subscription, caller, shared),
    })),
  );
  const named = lists.flatMap(({ reading }) =>
    reading.status === 'known'
      ? reading.value.filter(({ id }) => id.name.toLowerCase() === name.toLowerCase())
      : [],
  );
  const [first, second] = named;
  const { call } = ARM_CALLS.accounts;
  if (first === undefined) return notFound(name, lists);
  if (second !== undefined && second.id.subscription !== first.id.subscription) {
    // Names are unique over all of Azure: the answers contradict each other, as they may while an account is moved.
    const where = named.map(({ id }) => id.subscription).join(', ');
    const detail = `${named.length} subscriptions (${where}) list the account ${name}, and only one can hold it: declare \`accountResourceId\``;
    return { status: 'unreadable', cause: 'malformed', call, detail };
  }
  return { status: 'known', value: first, call };
}

/** Absent only where every list was read; an account beyond the reach of the credentials looks the same. */
function notFound(name: string, lists: Lists): Unreadable {
  const { call, permission } = ARM_CALLS.accounts;
  const failed = lists.flatMap(({ subscription, reading }) =>
    reading.status === 'unreadable' ? [{ subscription, reading }] : [],
  );
  const [first] = failed;
  if (lists.length === 0) {
    const detail =
      'the credentials see no subscription: give them the role of `byob permissions --format azure`';
    return { status: 'unreadable', cause: 'denied', call, permission, detail };
  }
  if (first !== undefined) {
    const { detail = '' } = first.reading;
    const where = `${failed.length} of ${lists.length} subscriptions could not be searched for the account ${name}`;
    return { ...first.reading, detail: `${where} (${first.subscription}: ${detail})` };
  }
  const detail = `no storage account ${name} in ${inReach(lists.length)}`;
  return { status: 'unreadable', cause: 'absent', call, detail };
}

/** `the 3 subscriptions in reach`: what was searched. */
export function inReach(count: number): string {
  return count === 1 ? 'the 1 subscription in reach' : `the ${count} subscriptions in reach`;
}

/** Ids of the subscriptions that the caller sees, asked once a run. */
export function readSubscriptions(caller: Caller, shared: Shared): Promise<Reading<readonly string[]>> {
  return shared.once(`azure subscriptions ${caller.key}`, async () => {
    const { call } = ARM_CALLS.subscriptions;
    try {
      const client = await subscriptionsOf(caller, shared);
      const all = await askAll(
        caller,
        '',
        shared,
        (options) => client.subscriptions.list(options),
        tokenOfPage,
      );
      const ids = all.flatMap(({ subscriptionId: id }) => (id === undefined ? [] : [id]));
      return { status: 'known', value: ids, call };
    } catch (error) {
      return readingOf(error, ARM_CALLS.subscriptions);
    }
  });
}

/** The storage accounts of a subscription, whole; asked once a run. */
export function listAccounts(
  subscription: string,
  caller: Caller,
  shared: Shared,
): Promise<Reading<readonly ListedAccount[]>> {
  return shared.once(`azure accounts ${subscription} ${caller.key}`, async () => {
    const { call } = ARM_CALLS.accounts;
    try {
      const client = await storageOf(caller, subscription, shared);
      const all = await askAll(
        caller,
        subscription,
        shared,
        (options) => client.storageAccounts.list(options),
        tokenOfPage,
      );
      const value = all.flatMap((account) => {
        const id = accountIdOf(account.id ?? '');
        return id === undefined ? [] : [{ id, account }];
      });
      return { status: 'known', value, call };
    } catch (error) {
      return readingOf(error, ARM_CALLS.accounts);
    }
  });
}
