// Targets to evidence: reads each bucket once, whatever goes wrong with it.

import type { BucketEvidence, Facet, Readings } from '../model/evidence.ts';
import type { Provider } from '../model/provider.ts';
import type { FleetEntry } from '../model/target.ts';
import { codeWord } from './errors.ts';
import { isForeign } from './foreign.ts';
import type { Family } from './foreign.ts';
import { readOwn } from './identities.ts';
import { createLimiter } from './limiter.ts';
import type { Env, ProviderReader, Run } from './provider.ts';
import { shapely } from './shape.ts';

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

export const FAMILIES: Readonly<Record<Provider, Family>> = {
  aws: 's3',
  coreweave: 's3',
  's3-compatible': 's3',
  gcp: 'gcs',
  azure: 'azure',
};

/** Loaded when the first bucket of the family is read: a fleet pays for the SDKs of its own clouds only. */
const LOAD: Readonly<Record<Family, (run: Run) => Promise<ProviderReader>>> = {
  s3: async (run) => (await import('./s3/bucket.ts')).createS3Reader(run),
  gcs: async (run) => (await import('./gcs/bucket.ts')).createGoogleReader(run),
  azure: async (run) => (await import('./azure/reader.ts')).createAzureReader(run),
};

export function createCollector({ facets, concurrency, timeoutMs, signal, env }: CollectOptions): Collector {
  const limiter = createLimiter({ concurrency, timeoutMs, ...(signal !== undefined && { signal }) });
  const run = runOf(limiter, env, concurrency);
  const readers = new Map<Family, Promise<ProviderReader>>();
  const readerOf = (family: Family): Promise<ProviderReader> => {
    const reader = readers.get(family) ?? LOAD[family](run);
    readers.set(family, reader);
    return reader;
  };
  return {
    calls: limiter.calls,
    close() {
      for (const reader of readers.values()) void reader.then(({ close }) => close()).catch(() => undefined);
    },
    async collect(entries) {
      const entry = bestToRead(entries);
      if (entry === undefined) throw new RangeError('no target to collect for');
      // Asked already, and no bucket.
      if (entry.target.search !== undefined) {
        return { id: entry.target.bucketId, targets: [entry.target], readings: {} };
      }
      const addressed =
        entries.find(({ access }) => access.addressCredentials ?? access.addressSecret) ?? entry;
      const family = FAMILIES[entry.target.provider];
      const reader = await readerOf(family);
      const ours = new Set(facets.filter((facet) => !isForeign(facet, family)));
      const [readings, own] = await Promise.all([
        soundly(reader, entry, addressed, ours),
        readOwn(entries, entry, ours, (other, asked) => soundly(reader, other, addressed, asked)),
      ]);
      return {
        id: entry.target.bucketId,
        targets: entries.map(({ target }) => target),
        readings: { ...readings, ...foreignTo(family, facets) },
        ...(own !== undefined && { own }),
      };
    },
  };
}

/** What a reader stumbles over in one bucket's answers must not cost the others theirs. */
async function soundly(
  reader: ProviderReader,
  entry: FleetEntry,
  addressed: FleetEntry,
  facets: ReadonlySet<Facet>,
): Promise<Readings> {
  try {
    return shapely(await reader.read(entry, addressed, facets));
  } catch (error) {
    const { name } = error as Error;
    const detail = `the answers could not be read (${codeWord(name)}); please report this`;
    const why = { status: 'unreadable', cause: 'malformed', call: 'none', detail } as const;
    return Object.fromEntries([...facets].map((facet) => [facet, why]));
  }
}

/** Rules of several clouds ask for facets of each: what the family has not is told as such. */
function foreignTo(family: Family, facets: readonly Facet[]): Readings {
  const unsupported = { status: 'unsupported', detail: 'this provider has no such thing' } as const;
  return Object.fromEntries(
    facets.filter((facet) => isForeign(facet, family)).map((facet) => [facet, unsupported]),
  );
}

/** What all reads of a run share. */
export function runOf(
  { run, bounded, hold }: ReturnType<typeof createLimiter>,
  env: Env,
  concurrency: number,
): Run {
  return { env, concurrency, run, bounded, hold, once: memo() };
}

function memo(): Run['once'] {
  const cache = new Map<string, Promise<unknown>>();
  return (key, make) => {
    const made = cache.get(key) ?? make();
    cache.set(key, made);
    return made as never;
  };
}

/** Targets of one bucket share the evidence; the one that says best how to reach it reads it. */
function bestToRead(entries: readonly FleetEntry[]): FleetEntry | undefined {
  return (
    entries.find(({ access: { profile, roleArn, credentials } }) => profile ?? roleArn ?? credentials) ??
    // Azure: the identity given to W&B and the account's place are declared with the team that uses them.
    entries.find(({ target }) => target.clientId ?? target.accountResourceId) ??
    entries.find(({ access }) => Object.keys(access).length > 0) ??
    entries[0]
  );
}
