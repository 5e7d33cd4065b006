// Reads Azure containers over the wire: the real SDKs against the sandbox's own https.

import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { onTestFinished } from 'vitest';
import { createCollector } from '../../src/collect/collect.ts';
import { readFleet } from '../../src/fleet/fleet.ts';
import type { BucketEvidence, Facet, Facets, Readings } from '../../src/model/evidence.ts';
import type { FleetEntry } from '../../src/model/target.ts';
import type { SandboxAzure, SandboxAzureAccount } from '../../src/sandbox/azure-world.ts';
import { LOOPBACK_TEST_CERTIFICATE } from '../../src/sandbox/certificate.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { WITH_IDENTITY, world } from './azure-world.ts';

// NODE_EXTRA_CA_CERTS is read when a process starts; this worker runs already.
setDefaultCACertificates([...getCACertificates('default'), LOOPBACK_TEST_CERTIFICATE]);

export interface Over {
  readonly facets: readonly Facet[];
  /** The `buckets:` of a fleet file; default `az://acmewandb/wandb`. */
  readonly buckets?: string;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Put over the sandbox's own environment; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface Read {
  /** Of each bucket, by its id. */
  readonly all: Readonly<Record<string, Readings>>;
  /** Of the first bucket. */
  readonly first: Readings;
  readonly evidence: readonly BucketEvidence[];
  readonly sandbox: Sandbox;
  /** `BlobContainers_Get acmewandb/wandb`, in order; signing in left out. */
  readonly calls: readonly string[];
}

/** Starts a sandbox, reads the containers at once, and closes both when the test ends. */
export async function readAzure(azure: SandboxAzure, over: Over): Promise<Read> {
  const sandbox = await startSandbox({ buckets: [], azure });
  onTestFinished(() => sandbox.close());
  const { buckets = '  - address: az://acmewandb/wandb\n', facets, timeoutMs = 5000, signal } = over;
  const env = { ...sandbox.env, ...over.env };
  const { entries } = readFleet(`buckets:\n${buckets}`, 'byob.yaml', env);
  const collector = createCollector({
    facets,
    concurrency: 16,
    timeoutMs,
    env,
    ...(signal !== undefined && { signal }),
  });
  onTestFinished(() => collector.close());
  const groups = [...Map.groupBy(entries, ({ target }: FleetEntry) => target.bucketId).values()];
  const evidence = await Promise.all(groups.map((group) => collector.collect(group)));
  return {
    all: Object.fromEntries(evidence.map(({ id, readings }) => [id, readings])),
    first: evidence[0]?.readings ?? {},
    evidence,
    sandbox,
    calls: sandbox.calls
      .filter(({ operation }) => operation !== 'Token' && operation !== 'OpenIdConfiguration')
      .map(({ operation, bucket }) => `${operation} ${bucket ?? ''}`.trim()),
  };
}

/** The value of one facet of a world changed, the identity being declared; undefined where it is not known. */
export async function valueOf<F extends Facet>(
  facet: F,
  over: Partial<SandboxAzureAccount>,
  more: Partial<SandboxAzure> = {},
): Promise<Facets[F] | undefined> {
  const { first } = await readAzure(world(over, more), { facets: [facet], buckets: WITH_IDENTITY });
  const reading = first[facet];
  return reading?.status === 'known' ? (reading.value as Facets[F]) : undefined;
}
