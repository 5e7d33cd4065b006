// Lists the blob containers of the storage accounts that a tenant's credentials see.

import type { Search } from '../../model/search.ts';
import { failureOf, joined } from '../discover.ts';
import type { Listed, Lister } from '../discover.ts';
import type { Run } from '../provider.ts';
import { listAccounts, readSubscriptions } from './account.ts';
import type { ListedAccount } from './account.ts';
import { ARM_CALLS } from './calls.ts';
import { askAll, sharedOf, storageOf, tokenOfPage } from './clients.ts';
import type { Shared } from './clients.ts';
import type { Caller } from './credentials.ts';
import { readingOf } from './errors.ts';

const LIST_CONTAINERS = {
  call: 'arm:BlobContainers_List',
  permission: ARM_CALLS.container.permission,
} as const;

/** Accounts of file shares alone have no blob service. */
const WITHOUT_BLOBS = 'FileStorage';

export function createAzureLister(run: Run): Lister {
  const shared = sharedOf(run);
  return { close: () => undefined, list: (search) => list(search, shared) };
}

async function list(search: Search, shared: Shared): Promise<Listed> {
  const caller = await shared.callerOf(search.target.tenantId);
  const { within } = search;
  if (within !== undefined) return listSubscription(within, search, caller, shared);
  const subscriptions = await readSubscriptions(caller, shared);
  const { call, permission } = ARM_CALLS.subscriptions;
  if (subscriptions.status !== 'known') return { buckets: [], failures: [failureOf(subscriptions, call)] };
  if (subscriptions.value.length === 0) {
    const detail = 'the credentials see no subscription';
    return { buckets: [], failures: [{ status: 'unreadable', cause: 'denied', call, permission, detail }] };
  }
  const lists = subscriptions.value.map((id) => listSubscription(id, search, caller, shared));
  return joined(await Promise.all(lists));
}

async function listSubscription(
  subscription: string,
  search: Search,
  caller: Caller,
  shared: Shared,
): Promise<Listed> {
  const accounts = await listAccounts(subscription, caller, shared);
  if (accounts.status !== 'known') {
    const failure = failureOf(accounts, ARM_CALLS.accounts.call);
    const detail = `subscription ${subscription}: ${failure.detail ?? 'not listed'}`;
    return { buckets: [], failures: [{ ...failure, detail }] };
  }
  const wanted = accounts.value.filter(
    ({ id, account: { kind, tags } }) =>
      kind !== WITHOUT_BLOBS && search.wantsAccount(id.name) && search.wantsTags?.(tags ?? {}) !== false,
  );
  return joined(await Promise.all(wanted.map((account) => listContainers(account, search, caller, shared))));
}

async function listContainers(
  { id }: ListedAccount,
  search: Search,
  caller: Caller,
  shared: Shared,
): Promise<Listed> {
  const { subscription, resourceGroup, name: account, text } = id;
  try {
    const client = await storageOf(caller, subscription, shared);
    const all = await askAll(
      caller,
      subscription,
      shared,
      (options) => client.blobContainers.list(resourceGroup, account, options),
      tokenOfPage,
    );
    const names = all.flatMap(({ name, deleted }) => (name === undefined || deleted === true ? [] : [name]));
    // `$web`, `$root` and `$logs` are the service's own.
    const buckets = names
      .filter((name) => !name.startsWith('$') && search.wantsName(name))
      .map((name) => ({ name, account, accountResourceId: text }));
    return { buckets, failures: [] };
  } catch (error) {
    const failure = failureOf(readingOf(error, LIST_CONTAINERS), LIST_CONTAINERS.call);
    return { buckets: [], failures: [{ ...failure, detail: `account ${account}: ${failure.detail ?? ''}` }] };
  }
}
