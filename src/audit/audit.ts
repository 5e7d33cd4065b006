// The pipeline: buckets are collected in parallel and judged as soon as they are, in bounded memory.

import { createThreadedCollector, threadsFor } from '../collect/threads.ts';
import { evaluateBucket } from '../evaluate/evaluate.ts';
import { buildReport } from '../evaluate/report.ts';
import type { Review } from '../evaluate/report.ts';
import { EVIDENCE_SCHEMA_VERSION } from '../model/evidence.ts';
import type { BucketEvidence, Evidence } from '../model/evidence.ts';
import type { Report, Result } from '../model/report.ts';
import { facetsOf } from '../model/rule.ts';
import type { Rule } from '../model/rule.ts';
import type { FleetEntry } from '../model/target.ts';
import type { DeclaredWaiver } from '../model/waiver.ts';
import { RULES } from '../../rules/index.ts';

export interface Progress {
  readonly buckets: number;
  readonly of: number;
  readonly findings: number;
  readonly open: number;
}

export interface AuditOptions {
  readonly rules: readonly Rule[];
  /** Of the fleet file; an evidence file carries its own. */
  readonly waivers?: readonly DeclaredWaiver[];
  /** An earlier report of the same fleet to compare with. */
  readonly baseline?: Report;
  /** Whether buckets or rules were selected: the report says so. */
  readonly narrowed?: boolean;
  /** Calls in flight; default 128. */
  readonly concurrency?: number;
  /** Of one call, milliseconds; default 20 s. */
  readonly timeoutMs?: number;
  /** Threads that read buckets, the caller's among them; default by buckets and cores. 1 where the code is one bundled file. */
  readonly threads?: number;
  /** Aborted: what was finished is reported, the rest is open, `run.complete` is false. */
  readonly signal?: AbortSignal;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  readonly runId: string;
  readonly tool: { readonly name: string; readonly version: string };
  readonly onProgress?: (progress: Progress) => void;
}

export type EvaluateOptions = Pick<
  AuditOptions,
  'rules' | 'baseline' | 'narrowed' | 'now' | 'runId' | 'tool'
>;

export const DEFAULTS = { concurrency: 128, timeoutMs: 20_000 } as const;

/** Buckets under way at once: enough to keep every call slot busy, few enough that memory does not grow with the fleet. */
const BUCKETS_A_SLOT = 0.5;
const FEWEST_BUCKETS = 8;

/** Audits the entries of a fleet. Never rejects for what a cloud answers: that is in the report. */
export async function audit(entries: readonly FleetEntry[], options: AuditOptions): Promise<Report> {
  const startedAt = options.now();
  const results: Result[][] = [];
  let findings = 0;
  let open = 0;
  await eachBucket(entries, options, (evidence, index, { done, of }) => {
    const found = evaluateBucket(evidence, options.rules);
    results[index] = found;
    for (const { kind } of found) {
      if (kind === 'fail') findings++;
      if (kind === 'open') open++;
    }
    options.onProgress?.({ buckets: done, of, findings, open });
  });
  return buildReport({
    tool: options.tool,
    run: runOf(options, startedAt, options.signal?.aborted !== true),
    targets: grouped(entries).flatMap((group) => group.map(({ target }) => target)),
    rules: options.rules,
    results: results.flat(),
    review: reviewOf(options, options.waivers),
  });
}

/** Reads the entries of a fleet, without judging. */
export async function collect(entries: readonly FleetEntry[], options: AuditOptions): Promise<Evidence> {
  const buckets: BucketEvidence[] = [];
  await eachBucket(entries, options, (evidence, index, { done, of }) => {
    buckets[index] = evidence;
    options.onProgress?.({ buckets: done, of, findings: 0, open: 0 });
  });
  return {
    schemaVersion: EVIDENCE_SCHEMA_VERSION,
    tool: options.tool,
    collectedAt: options.now().toISOString(),
    complete: options.signal?.aborted !== true,
    ...(options.narrowed === true && { narrowed: true }),
    ...(options.waivers !== undefined && options.waivers.length > 0 && { waivers: options.waivers }),
    buckets,
  };
}

/** Judges an evidence file: the same results as {@link audit} would have had. */
export function evaluate(evidence: Evidence, options: EvaluateOptions): Report {
  return buildReport({
    tool: options.tool,
    run: runOf(
      { ...options, narrowed: options.narrowed === true || evidence.narrowed === true },
      options.now(),
      evidence.complete,
    ),
    targets: evidence.buckets.flatMap(({ targets }) => targets),
    rules: options.rules,
    results: evidence.buckets.flatMap((bucket) => evaluateBucket(bucket, options.rules)),
    review: reviewOf(options, evidence.waivers),
  });
}

function runOf({ runId, now, narrowed }: EvaluateOptions, startedAt: Date, complete: boolean): Report['run'] {
  return {
    id: runId,
    startedAt: startedAt.toISOString(),
    finishedAt: now().toISOString(),
    complete,
    ...(narrowed === true && { narrowed }),
  };
}

function reviewOf({ rules, baseline }: EvaluateOptions, waivers: readonly DeclaredWaiver[] = []): Review {
  const knownRules = new Set([...RULES, ...rules].map(({ id }) => id));
  return { waivers, knownRules, ...(baseline !== undefined && { baseline }) };
}

/** Entries by bucket, in the order in which the fleet names the buckets. */
function grouped(entries: readonly FleetEntry[]): FleetEntry[][] {
  return [...Map.groupBy(entries, ({ target }) => target.bucketId).values()];
}

type Take = (evidence: BucketEvidence, index: number, progress: { done: number; of: number }) => void;

async function eachBucket(entries: readonly FleetEntry[], options: AuditOptions, take: Take): Promise<void> {
  const { concurrency = DEFAULTS.concurrency, timeoutMs = DEFAULTS.timeoutMs, signal, env, rules } = options;
  const groups = grouped(entries);
  const collector = createThreadedCollector(
    {
      facets: facetsOf(rules),
      concurrency,
      timeoutMs,
      env,
      ...(signal !== undefined && { signal }),
    },
    options.threads ?? threadsFor(groups.flatMap(([entry]) => entry?.target.provider ?? [])),
  );
  let next = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    while (next < groups.length) {
      const index = next++;
      const group = groups[index];
      if (group !== undefined)
        take(await collector.collect(group), index, { done: ++done, of: groups.length });
    }
  };
  const workers = Math.min(groups.length, Math.max(FEWEST_BUCKETS, Math.ceil(concurrency * BUCKETS_A_SLOT)));
  try {
    await Promise.all(Array.from({ length: workers }, worker));
  } finally {
    collector.close();
  }
}
