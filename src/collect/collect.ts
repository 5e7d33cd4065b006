// Targets to evidence: reads each bucket once, whatever goes wrong with it.

import type { BucketEvidence, Facet, Readings } from '../model/evidence.ts';
import type { FleetEntry } from '../model/target.ts';
import { readBucket } from './bucket.ts';
import type { Shared } from './bucket.ts';
import { createClients } from './clients.ts';
import type { Env } from './clients.ts';
import { createLimiter } from './limiter.ts';

export interface CollectOptions {
  /** Only these are read. */
  readonly facets: readonly Facet[];
  /** Calls in flight. */
  readonly concurrency: number;
  /** Of one call, milliseconds. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  readonly env: Env;
}

export interface Collector {
  /** Reads one bucket for all its targets; never rejects for what a cloud answers. */
  readonly collect: (entries: readonly FleetEntry[]) => Promise<BucketEvidence>;
  /** Calls made so far. */
  readonly calls: () => number;
  readonly close: () => void;
}

export function createCollector({ facets, concurrency, timeoutMs, signal, env }: CollectOptions): Collector {
  const limiter = createLimiter({ concurrency, timeoutMs, ...(signal !== undefined && { signal }) });
  const cache = new Map<string, Promise<unknown>>();
  const once: Shared['once'] = (key, make) => {
    let made = cache.get(key);
    if (made === undefined) {
      made = make();
      cache.set(key, made);
    }
    return made as never;
  };
  const clients = createClients(env, concurrency, limiter.run, limiter.bounded);
  const shared: Shared = { clients, run: limiter.run, once };
  const wanted = new Set(facets);
  return {
    calls: limiter.calls,
    close: clients.close,
    async collect(entries) {
      const targets = entries.map(({ target }) => target);
      const reader = readerOf(entries);
      if (reader === undefined) throw new RangeError('no target to collect for');
      const addressed = entries.find(({ access }) => access.addressCredentials !== undefined) ?? reader;
      const readings = isS3(reader) ? await readBucket(reader, addressed, wanted, shared) : UNREAD;
      return { id: reader.target.bucketId, targets, readings };
    },
  };
}

/** Targets of one bucket share the evidence; the one that says best how to reach it reads it. */
function readerOf(entries: readonly FleetEntry[]): FleetEntry | undefined {
  return (
    entries.find(({ access: { profile, roleArn, credentials } }) => profile ?? roleArn ?? credentials) ??
    entries.find(({ access }) => Object.keys(access).length > 0) ??
    entries[0]
  );
}

function isS3({ target: { provider } }: FleetEntry): boolean {
  return provider === 'aws' || provider === 'coreweave' || provider === 's3-compatible';
}

const UNREAD: Readings = {
  location: {
    status: 'unreadable',
    cause: 'unreachable',
    call: 'none',
    detail: 'this version reads Amazon S3, CoreWeave and S3-compatible stores only',
  },
};
