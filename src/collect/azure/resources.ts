// The sides of a storage account that are resources of their own: blob service, management policy, containers, key scopes.

import type {
  BlobContainer,
  BlobServiceProperties,
  ManagementPolicyRule,
  StorageAccount,
  StorageManagementClient,
} from '@azure/arm-storage';
import type { Encryption, Facets, Lifecycle, Reading } from '../../model/evidence.ts';
import type { Call } from '../provider.ts';
import type { AccountId } from './account.ts';
import { ARM_CALLS } from './calls.ts';
import { ask, storageOf } from './clients.ts';
import type { Asked, Shared } from './clients.ts';
import { encryptionOfAccount, encryptionOfScope, retentionOf, scopeNameOf } from './container.ts';
import type { Caller } from './credentials.ts';
import { checked, derive } from './derive.ts';
import { readingOf, wordOf } from './errors.ts';
import { lifecycleOf } from './lifecycle.ts';

/** An account as someone sees it. */
export interface Seen {
  readonly id: Promise<Reading<AccountId>>;
  readonly caller: Caller;
  readonly shared: Shared;
}

type Resource<T> = (client: StorageManagementClient, id: AccountId, options: Asked) => Promise<T>;

/** Reads a resource of the account, once a run. */
async function readResource<T extends { id?: string }>(
  what: string,
  declared: Call,
  { id, caller, shared }: Seen,
  read: Resource<T>,
): Promise<Reading<T>> {
  const at = await id;
  if (at.status !== 'known') return at;
  const { text, subscription } = at.value;
  return shared.once(`azure ${what} ${text.toLowerCase()} ${caller.key}`, async () => {
    try {
      const client = await storageOf(caller, subscription, shared);
      const resource = await ask(caller, subscription, shared, (options) => read(client, at.value, options));
      return checked(resource, declared.call);
    } catch (error) {
      return readingOf(error, declared);
    }
  });
}

export function readAccountItself(seen: Seen): Promise<Reading<StorageAccount>> {
  return readResource('account', ARM_CALLS.account, seen, (client, { resourceGroup, name }, options) =>
    client.storageAccounts.getProperties(resourceGroup, name, options),
  );
}

export function readBlobService(seen: Seen): Promise<Reading<BlobServiceProperties>> {
  return readResource(
    'blob service',
    ARM_CALLS.blobService,
    seen,
    (client, { resourceGroup, name }, options) =>
      client.blobServices.getServiceProperties(resourceGroup, name, options),
  );
}

export function readBlobContainer(container: string, seen: Seen): Promise<Reading<BlobContainer>> {
  return readResource(
    `container ${container}`,
    ARM_CALLS.container,
    seen,
    (client, { resourceGroup, name }, options) =>
      client.blobContainers.get(resourceGroup, name, container, options),
  );
}

/** The rules that reach the container; an account without a policy has none. */
export async function readLifecycle(container: string, seen: Seen): Promise<Reading<Lifecycle>> {
  return derive(await readRules(seen), ({ rules }) => lifecycleOf(rules, container));
}

/** 404 `ManagementPolicyNotFound` is nothing configured; any other 404 is the account's. */
function readRules(seen: Seen): Promise<Reading<{ id?: string; rules: readonly ManagementPolicyRule[] }>> {
  return readResource(
    'management policy',
    ARM_CALLS.managementPolicy,
    seen,
    async (client, { resourceGroup, name, text }, options) => {
      try {
        const { id, policy } = await client.managementPolicies.get(resourceGroup, name, 'default', options);
        return { ...(id !== undefined && { id }), rules: policy?.rules ?? [] };
      } catch (error) {
        if (wordOf(error) !== 'ManagementPolicyNotFound') throw error;
        return { id: text, rules: [] };
      }
    },
  );
}

/** A container's own encryption scope comes before the account's key. */
export async function readEncryption(
  account: Promise<Reading<StorageAccount>>,
  container: Promise<Reading<BlobContainer>>,
  seen: Seen,
): Promise<Reading<Encryption>> {
  const own = await container;
  if (own.status !== 'known') return own;
  const scope = scopeNameOf(own.value);
  if (scope === undefined) return derive(await account, encryptionOfAccount);
  const reading = await readResource(
    `encryption scope ${scope}`,
    ARM_CALLS.encryptionScope,
    seen,
    (client, { resourceGroup, name }, options) =>
      client.encryptionScopes.get(resourceGroup, name, scope, options),
  );
  return derive(reading, encryptionOfScope);
}

/** What holds at the container and at the account: both must be known. */
export async function readRetention(
  account: Promise<Reading<StorageAccount>>,
  container: Promise<Reading<BlobContainer>>,
): Promise<Reading<Facets['retention']>> {
  const [above, own] = await Promise.all([account, container]);
  return above.status === 'known' ? derive(own, (value) => retentionOf(value, above.value)) : above;
}
