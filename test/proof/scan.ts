// One scan of an estate: everything read and judged, by bucket, without what differs from run to run.

import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { collect, evaluate } from '../../src/audit/audit.ts';
import { discover } from '../../src/audit/discover.ts';
import { readFleet, withFound } from '../../src/fleet/fleet.ts';
import type { BucketEvidence, Readings } from '../../src/model/evidence.ts';
import type { Result } from '../../src/model/report.ts';
import type { Rule } from '../../src/model/rule.ts';
import { LOOPBACK_TEST_CERTIFICATE } from '../../src/sandbox/certificate.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { SandboxCall } from '../../src/sandbox/sandbox.ts';
import { RULES } from '../../rules/index.ts';
import { ESTATE_ENV } from './estate.ts';
import type { Estate } from './estate.ts';

// NODE_EXTRA_CA_CERTS is read when a process starts; this one runs already.
setDefaultCACertificates([...getCACertificates('default'), LOOPBACK_TEST_CERTIFICATE]);

type Env = Readonly<Record<string, string | undefined>>;

export interface ScanOptions {
  readonly rules?: readonly Rule[];
  readonly timeoutMs?: number;
  /** Put over the sandbox's own environment. */
  readonly env?: (url: string) => Env;
}

/** A bucket as the scan saw it, or a search that failed. */
export interface Seen {
  /** The team's; of what was discovered, the target's id. */
  readonly name: string;
  readonly isSearch: boolean;
  readonly readings: Readings;
  readonly results: readonly Result[];
}

export interface Scan {
  readonly buckets: readonly Seen[];
  readonly calls: readonly SandboxCall[];
}

/** Starts the estate's sandbox, reads and judges its fleet, and closes it. */
export async function scan(
  { world, fleet }: Estate,
  { rules = RULES, timeoutMs = 5000, env: over }: ScanOptions = {},
): Promise<Scan> {
  const sandbox = await startSandbox(world);
  try {
    const env = { ...sandbox.env, ...ESTATE_ENV, URL: sandbox.url, ...over?.(sandbox.url) };
    const declared = readFleet(fleet, 'byob.yaml', env);
    const options = {
      rules,
      env,
      timeoutMs,
      threads: 1,
      // Few: client and sandbox share a thread, and each call in flight makes all others slower.
      concurrency: 16,
      now: () => new Date('2026-11-25T00:00:00Z'),
      runId: 'proof',
      tool: { name: 'byob-audit', version: '0' },
    };
    const { entries } = withFound(declared, await discover(declared.searches, options));
    const evidence = await collect(entries, options);
    const { results } = evaluate(evidence, options);
    return { buckets: evidence.buckets.map((bucket) => seenOf(bucket, results)), calls: sandbox.calls };
  } finally {
    await sandbox.close();
  }
}

function seenOf({ targets, readings }: BucketEvidence, results: readonly Result[]): Seen {
  const ids = new Set(targets.map(({ id }) => id));
  const name = targets[0]?.team ?? targets[0]?.id ?? '';
  const isSearch = targets[0]?.search !== undefined;
  return { name, isSearch, readings, results: results.filter(({ targetId }) => ids.has(targetId)) };
}

/** The readings as text under a name that all buckets share. */
export function readingsOf({ name, readings }: Seen): Readings {
  return JSON.parse(JSON.stringify(readings).replaceAll(name, 'NAME')) as Readings;
}

/** What each rule said, one line a result, without names and places. */
export function verdictsOf({ name, results }: Seen): string[] {
  return results
    .map(({ ruleId, kind, messageId = '', facet = '', evidencePath = '', message = '' }) =>
      [ruleId, kind, messageId, facet, evidencePath, kind === 'open' ? '' : message]
        .join(' | ')
        .replaceAll(name, 'NAME'),
    )
    .toSorted();
}
