// Runs the searches of a fleet file against a sandbox made for one test.

import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { onTestFinished } from 'vitest';
import { discover } from '../../src/audit/discover.ts';
import { readFleet, withFound } from '../../src/fleet/fleet.ts';
import type { Fleet } from '../../src/fleet/fleet.ts';
import type { Listing } from '../../src/model/search.ts';
import { LOOPBACK_TEST_CERTIFICATE } from '../../src/sandbox/certificate.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox, SandboxWorld } from '../../src/sandbox/sandbox.ts';

// NODE_EXTRA_CA_CERTS is read when a process starts; this worker runs already.
setDefaultCACertificates([...getCACertificates('default'), LOOPBACK_TEST_CERTIFICATE]);

export interface Discovered {
  readonly fleet: Fleet;
  readonly listings: readonly Listing[];
  readonly sandbox: Sandbox;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of the buckets that were found, in order. */
  readonly found: readonly string[];
  /** What could not be listed, a line each. */
  readonly failed: readonly string[];
  /** `ListBuckets`, `GetBucketTagging acme`, in order; signing in left out. */
  readonly calls: readonly string[];
}

/** `more.env` is put over the sandbox's own; a function of its address. */
export async function discoverIn(
  world: SandboxWorld,
  text: string,
  more: {
    readonly env?: (url: string) => Readonly<Record<string, string | undefined>>;
    readonly signal?: AbortSignal;
    readonly timeoutMs?: number;
  } = {},
): Promise<Discovered> {
  const sandbox = await startSandbox(world);
  onTestFinished(() => sandbox.close());
  const env = { ...sandbox.env, ...more.env?.(sandbox.url) };
  const declared = readFleet(text, 'byob.yaml', env);
  const { timeoutMs = 5000, signal } = more;
  const options = { env, concurrency: 16, timeoutMs, ...(signal !== undefined && { signal }) };
  const listings = await discover(declared.searches, options);
  const fleet = withFound(declared, listings);
  return {
    fleet,
    listings,
    sandbox,
    env,
    found: fleet.entries.flatMap(({ target: { id, discovered } }) => (discovered === true ? [id] : [])),
    failed: listings.flatMap(({ failures }) =>
      failures.map(
        ({ call, cause, permission = '-', detail }) => `${call} ${cause} ${permission}: ${detail}`,
      ),
    ),
    calls: sandbox.calls
      .filter(({ operation }) => !/^(Token|OpenIdConfiguration)$/.test(operation))
      .map(({ operation, bucket = '' }) => `${operation} ${bucket}`.trim()),
  };
}
