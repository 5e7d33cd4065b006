// Reads buckets of Google Cloud Storage over the wire from a sandbox made for one test.

import { onTestFinished } from 'vitest';
import { createCollector } from '../../src/collect/collect.ts';
import { BUCKET_READERS } from '../../src/collect/gcs/readers.ts';
import { readFleet } from '../../src/fleet/fleet.ts';
import type { Facet, Readings } from '../../src/model/evidence.ts';
import type { FleetEntry } from '../../src/model/target.ts';
import type { SandboxGoogle, SandboxGoogleBucket } from '../../src/sandbox/gcs-world.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Every facet that Google has. */
export const GOOGLE_FACETS: readonly Facet[] = [
  ...BUCKET_READERS.map(({ facet }) => facet),
  'iam',
  'projectIam',
];

export interface Over {
  readonly facets?: readonly Facet[];
  /** The `buckets:` of a fleet file; default the bucket `acme`. */
  readonly buckets?: string;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Put over the sandbox's own environment; undefined takes a variable away. */
  readonly env?: (url: string) => Env;
}

export interface Read {
  /** Of each bucket, by its name. */
  readonly all: Readonly<Record<string, Readings>>;
  /** Of the first bucket. */
  readonly first: Readings;
  readonly sandbox: Sandbox;
  /** `storage.buckets.get acme`, in alphabetical order: calls that do not depend on each other have none. */
  readonly calls: readonly string[];
}

/** The storage of the sandbox as if it were Google's own: with credentials, and none but what the test gives. */
export const WITH_CREDENTIALS = (url: string): Env => ({
  STORAGE_EMULATOR_HOST: undefined,
  CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: `${url}/storage/v1/`,
  CLOUDSDK_API_ENDPOINT_OVERRIDES_IAMCREDENTIALS: `${url}/`,
  CLOUDSDK_AUTH_TOKEN_HOST: `${url}/token`,
  CLOUDSDK_CONFIG: '/nowhere',
  METADATA_SERVER_DETECTION: 'none',
});

/** Starts a sandbox, reads the buckets at once, and closes both when the test ends. */
export async function readGoogle(
  world: Omit<SandboxGoogle, 'buckets'> & { readonly buckets?: readonly SandboxGoogleBucket[] },
  over: Over = {},
): Promise<Read> {
  const sandbox = await startSandbox({ buckets: [], google: { buckets: [{ name: 'acme' }], ...world } });
  onTestFinished(() => sandbox.close());
  const { buckets = '  - address: gs://acme\n', facets = GOOGLE_FACETS, timeoutMs = 5000, signal } = over;
  const env = { ...sandbox.env, ...over.env?.(sandbox.url) };
  const { entries } = readFleet(`buckets:\n${buckets}`, 'byob.yaml', env);
  const options = { facets, concurrency: 16, timeoutMs, env, ...(signal !== undefined && { signal }) };
  const collector = createCollector(options);
  onTestFinished(() => collector.close());
  const groups = [...Map.groupBy(entries, ({ target }: FleetEntry) => target.bucketId).values()];
  const evidence = await Promise.all(groups.map((group) => collector.collect(group)));
  return {
    all: Object.fromEntries(evidence.map(({ targets, readings }) => [targets[0]?.bucket, readings])),
    first: evidence[0]?.readings ?? {},
    sandbox,
    calls: sandbox.calls.map(({ operation, bucket }) => `${operation} ${bucket ?? ''}`.trim()).toSorted(),
  };
}

/** The value of a facet of a bucket whose resource has these members. */
export async function valueOf(facet: Facet, resource: object): Promise<unknown> {
  const { first } = await readGoogle({ buckets: [{ name: 'acme', resource }] }, { facets: [facet] });
  const reading = first[facet];
  return reading?.status === 'known' ? reading.value : reading;
}
