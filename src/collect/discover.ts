// Finds buckets that a fleet does not declare: the lists of accounts, projects and subscriptions, filtered.

import type { Unreadable } from '../model/evidence.ts';
import type { Found, Listing, Search } from '../model/search.ts';
import { FAMILIES, runOf } from './collect.ts';
import type { CollectOptions } from './collect.ts';
import { codeWord } from './errors.ts';
import type { Family } from './foreign.ts';
import { createLimiter } from './limiter.ts';
import type { Run } from './provider.ts';

/** What a lister gives: what it found before a call failed, too. */
export type Listed = Pick<Listing, 'buckets' | 'failures'>;

/** Lists the buckets of one provider; never rejects for what a cloud answers. */
export interface Lister {
  readonly list: (search: Search) => Promise<Listed>;
  readonly close: () => void;
}

const LOAD: Readonly<Record<Family, (run: Run) => Promise<Lister>>> = {
  s3: async (run) => (await import('./s3/discover.ts')).createS3Lister(run),
  gcs: async (run) => (await import('./gcs/discover.ts')).createGoogleLister(run),
  azure: async (run) => (await import('./azure/discover.ts')).createAzureLister(run),
};

/** One listing a search, in their order; an aborted run's are unfinished and say so. */
export async function listBuckets(
  searches: readonly Search[],
  { concurrency, timeoutMs, signal, env }: Omit<CollectOptions, 'facets'>,
): Promise<Listing[]> {
  const limiter = createLimiter({ concurrency, timeoutMs, ...(signal !== undefined && { signal }) });
  const run = runOf(limiter, env, concurrency);
  const listers = new Map<Family, Promise<Lister>>();
  const listerOf = (family: Family): Promise<Lister> => {
    const lister = listers.get(family) ?? LOAD[family](run);
    listers.set(family, lister);
    return lister;
  };
  try {
    return await Promise.all(
      searches.map(async (search) => {
        const lister = await listerOf(FAMILIES[search.target.provider]);
        return { searchId: search.target.id, ...(await soundly(lister, search)) };
      }),
    );
  } finally {
    for (const lister of listers.values()) void lister.then(({ close }) => close()).catch(() => undefined);
  }
}

async function soundly(lister: Lister, search: Search): Promise<Listed> {
  try {
    return await lister.list(search);
  } catch (error) {
    const detail = `the list could not be read (${codeWord((error as Error).name)}); please report this`;
    return { buckets: [], failures: [{ status: 'unreadable', cause: 'malformed', call: 'none', detail }] };
  }
}

/** A failure out of a reading: a store that does not implement the call cannot be searched, either. */
export function failureOf(
  reading: { status: string; call?: string; detail?: string },
  call: string,
): Unreadable {
  if (reading.status === 'unreadable') return reading as Unreadable;
  const { detail = 'not offered here' } = reading;
  return { status: 'unreadable', cause: 'unreachable', call, detail };
}

/** Joins lists that were asked side by side. */
export function joined(lists: readonly Listed[]): Listed {
  const buckets: Found[] = lists.flatMap((list) => list.buckets);
  return { buckets, failures: lists.flatMap(({ failures }) => failures) };
}
