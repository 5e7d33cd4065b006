// The clients of Azure Resource Manager, one of each a subscription, and the way a call or a list is asked through the limiter.

import type { AuthorizationManagementClient } from '@azure/arm-authorization';
import type { ManagedServiceIdentityClient } from '@azure/arm-msi';
import type { SubscriptionClient } from '@azure/arm-resources-subscriptions';
import type { StorageManagementClient } from '@azure/arm-storage';
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import type { Run } from '../provider.ts';
import { cloudOf } from '../../model/azure-cloud.ts';
import type { AzureCloud } from '../../model/azure-cloud.ts';
import { callersOf } from './credentials.ts';
import type { Caller } from './credentials.ts';
import { MOST_PAGES } from '../errors.ts';
import { UnexpectedAnswer } from './errors.ts';

/** What the reads of Azure share. */
export interface Shared extends Run {
  readonly cloud: AzureCloud;
  readonly callerOf: (tenantId: string | undefined) => Promise<Caller>;
}

/** Options of one call. */
export interface Asked {
  readonly abortSignal: AbortSignal;
}

/** A list of the SDKs, a page at a time. */
export interface Pages<T> {
  readonly byPage: (settings: { continuationToken?: string }) => AsyncIterableIterator<T[]>;
}

export function sharedOf(run: Run): Shared {
  const cloud = cloudOf(run.env);
  return { ...run, cloud, callerOf: callersOf(run, cloud) };
}

/** ARM counts what it allows by subscription: https://learn.microsoft.com/en-us/azure/azure-resource-manager/management/request-limits-and-throttling */
function endpointOf(subscription: string): string {
  return `ARM ${subscription}`;
}

/** Asks once; the token comes before the slot. */
export async function ask<T>(
  caller: Caller,
  subscription: string,
  { run }: Shared,
  call: (options: Asked) => Promise<T>,
): Promise<T> {
  await caller.ready();
  return run(endpointOf(subscription), (abortSignal) => call({ abortSignal }));
}

/** Asks for every page of a list, each as a call of its own. `next` gives a page's token, which each SDK keeps elsewhere. */
export async function askAll<T>(
  caller: Caller,
  subscription: string,
  shared: Shared,
  list: (options: Asked) => Pages<T>,
  next: (page: T[]) => string | undefined,
): Promise<T[]> {
  const all: T[] = [];
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const from = token === undefined ? {} : { continuationToken: token };
    const page = await ask(caller, subscription, shared, async (options) => {
      const { value } = (await list(options).byPage(from).next()) as IteratorResult<T[], undefined>;
      return value ?? [];
    });
    all.push(...page);
    token = next(page);
    if (token !== undefined) refuseForeign(token, seen, shared.cloud);
  } while (token !== undefined);
  return all;
}

/** A next page is an address that the answer names: the token goes nowhere else, and no list goes round. */
function refuseForeign(link: string, seen: Set<string>, { arm }: AzureCloud): void {
  if (!link.startsWith(`${arm}/`)) throw new UnexpectedAnswer('the list goes on at another host');
  if (seen.has(link)) throw new UnexpectedAnswer('the list goes round in a circle');
  if (seen.size >= MOST_PAGES) throw new UnexpectedAnswer('the list has no end');
  seen.add(link);
}

/** The next page of the newer SDKs is a member of the page. */
export function tokenOfPage(page: readonly unknown[]): string | undefined {
  return (page as { continuationToken?: string }).continuationToken;
}

export function subscriptionsOf(caller: Caller, shared: Shared): Promise<SubscriptionClient> {
  return shared.once(`azure subscriptions client ${caller.key}`, async () => {
    const { SubscriptionClient } = await import('@azure/arm-resources-subscriptions');
    return new SubscriptionClient(caller.credential, optionsOf('', shared));
  });
}

export function storageOf(
  caller: Caller,
  subscription: string,
  shared: Shared,
): Promise<StorageManagementClient> {
  return shared.once(`azure storage client ${caller.key} ${subscription}`, async () => {
    const { StorageManagementClient } = await import('@azure/arm-storage');
    return new StorageManagementClient(caller.credential, subscription, optionsOf(subscription, shared));
  });
}

export function authorizationOf(
  caller: Caller,
  subscription: string,
  shared: Shared,
): Promise<AuthorizationManagementClient> {
  return shared.once(`azure authorization client ${caller.key} ${subscription}`, async () => {
    const { AuthorizationManagementClient } = await import('@azure/arm-authorization');
    return new AuthorizationManagementClient(
      caller.credential,
      subscription,
      optionsOf(subscription, shared),
    );
  });
}

export function identitiesOf(
  caller: Caller,
  subscription: string,
  shared: Shared,
): Promise<ManagedServiceIdentityClient> {
  return shared.once(`azure identities client ${caller.key} ${subscription}`, async () => {
    const { ManagedServiceIdentityClient } = await import('@azure/arm-msi');
    return new ManagedServiceIdentityClient(caller.credential, subscription, optionsOf(subscription, shared));
  });
}

/** The limiter retries; a redirect would carry the token away. The scope has a name of its own in each SDK's generation. */
function optionsOf(subscription: string, shared: Shared) {
  const { arm, scope } = shared.cloud;
  return {
    endpoint: arm,
    credentials: { scopes: [scope] },
    credentialScopes: scope,
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
    additionalPolicies: [{ policy: guard(subscription, shared), position: 'perRetry' as const }],
  };
}

const REFILL_MS = 1000;

/**
 * Looks at each answer before the SDK parses it, which makes an empty resource of a page of HTML; and holds the subscription
 * while its allowance is used up: it fills again every second.
 */
function guard(subscription: string, { hold }: Shared): PipelinePolicy {
  return {
    name: 'byobAuditGuard',
    async sendRequest(request, next) {
      const response = await next(request);
      const { headers, status } = response;
      if (headers.get('x-ms-ratelimit-remaining-subscription-reads') === '0')
        hold(endpointOf(subscription), REFILL_MS);
      const type = headers.get('content-type') ?? '';
      if (status >= 200 && status < 300 && !/\bjson\b/i.test(type)) {
        throw new UnexpectedAnswer(
          `the endpoint answers ${type === '' ? 'without a content type' : type}, not JSON`,
        );
      }
      return response;
    },
  };
}
