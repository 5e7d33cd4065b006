// Reads a fleet over the wire from a sandbox made for one test.

import { onTestFinished } from 'vitest';
import { createCollector } from '../../src/collect/collect.ts';
import { readFleet } from '../../src/fleet/fleet.ts';
import type { Facet, Readings } from '../../src/model/evidence.ts';
import type { FleetEntry } from '../../src/model/target.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox, SandboxWorld } from '../../src/sandbox/sandbox.ts';

type Env = Readonly<Record<string, string | undefined>>;

export interface Over {
  readonly facets: readonly Facet[];
  /** The `buckets:` of a fleet file; default the bucket `acme`. `URL` stands for the sandbox's. */
  readonly buckets?: string;
  readonly concurrency?: number;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Put over the sandbox's own environment; undefined takes a variable away. */
  readonly env?: Env;
}

export interface Read {
  /** Of each bucket, by its name. */
  readonly all: Readonly<Record<string, Readings>>;
  /** Of the first bucket. */
  readonly first: Readings;
  readonly sandbox: Sandbox;
  /** `GetBucketCors acme`, in order. */
  readonly calls: readonly string[];
}

/** Starts a sandbox, reads the buckets at once, and closes both when the test ends. */
export async function readFrom(world: SandboxWorld, over: Over): Promise<Read> {
  const sandbox = await startSandbox(world);
  onTestFinished(() => sandbox.close());
  const { buckets = '  - address: s3://acme\n', facets, concurrency = 16, timeoutMs = 5000, signal } = over;
  const env = { ...sandbox.env, ...over.env };
  const { entries } = readFleet(`buckets:\n${buckets.replaceAll('URL', sandbox.url)}`, 'byob.yaml', env);
  const collector = createCollector({
    facets,
    concurrency,
    timeoutMs,
    env,
    ...(signal !== undefined && { signal }),
  });
  onTestFinished(() => collector.close());
  const groups = [...Map.groupBy(entries, ({ target }: FleetEntry) => target.bucketId).values()];
  const evidence = await Promise.all(groups.map((group) => collector.collect(group)));
  const all = Object.fromEntries(evidence.map(({ targets, readings }) => [targets[0]?.bucket, readings]));
  return {
    all,
    first: evidence[0]?.readings ?? {},
    sandbox,
    calls: sandbox.calls.map(({ operation, bucket }) => `${operation} ${bucket ?? ''}`.trim()),
  };
}
