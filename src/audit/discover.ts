// The step between a fleet and its audit: asks where the fleet says for buckets that it does not declare.

import { listBuckets } from '../collect/discover.ts';
import type { Listing, Search } from '../model/search.ts';
import { DEFAULTS } from './audit.ts';
import type { AuditOptions } from './audit.ts';

/** One listing a search; none, and no SDK loaded, where nothing is searched. Never rejects for what a cloud answers. */
export async function discover(
  searches: readonly Search[],
  options: Pick<AuditOptions, 'concurrency' | 'timeoutMs' | 'signal' | 'env'>,
): Promise<Listing[]> {
  if (searches.length === 0) return [];
  const { concurrency = DEFAULTS.concurrency, timeoutMs = DEFAULTS.timeoutMs, signal, env } = options;
  return listBuckets(searches, { concurrency, timeoutMs, env, ...(signal !== undefined && { signal }) });
}
