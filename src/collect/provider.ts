// What the readers of a provider are given and what they give.

import type { Facet, Readings } from '../model/evidence.ts';
import type { FleetEntry } from '../model/target.ts';
import type { Bounded, Hold, Limiter } from './limiter.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** A variable of the environment; an empty one (`AWS_PROFILE=` in a CI job) is as good as none. */
export function variable(env: Env, name: string): string | undefined {
  const value = env[name];
  return value === '' ? undefined : value;
}

/** What all reads of a run share. */
export interface Run {
  readonly env: Env;
  /** Calls in flight. */
  readonly concurrency: number;
  /** Every call of an SDK goes through here: slots, time-outs, retries, back-off. */
  readonly run: Limiter;
  /** For answers that say that nothing more is wanted for a while; a refusal's `Retry-After` is the limiter's own. */
  readonly hold: Hold;
  /** Waits for credentials. */
  readonly bounded: Bounded;
  /** Asks for what several buckets share (an account, a project, a key) only once. */
  readonly once: <T>(key: string, make: () => Promise<T>) => Promise<T>;
}

/** Reads buckets of one provider; never rejects for what a cloud answers. */
export interface ProviderReader {
  /** The asked facets of one bucket; `addressed` is the entry whose address holds a key, where one does. */
  readonly read: (entry: FleetEntry, addressed: FleetEntry, facets: ReadonlySet<Facet>) => Promise<Readings>;
  readonly close: () => void;
}

/** A call and the permission it needs, in the provider's own words. */
export interface Call {
  /** `s3:GetBucketCors`: service and operation. */
  readonly call: string;
  /** `s3:GetBucketCORS`, `storage.buckets.get`, `Microsoft.Storage/storageAccounts/read` */
  readonly permission: string;
}
