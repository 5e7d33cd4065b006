// Results -> report: the order, the counts, and what the counts mean for the exit code.

import type { Baseline, Kind, Report, ReportTarget, Result, Summary } from '../model/report.ts';
import { countedResults, isFinding, REPORT_SCHEMA_VERSION } from '../model/report.ts';
import type { Rule } from '../model/rule.ts';
import type { Severity } from '../model/severity.ts';
import { atLeast, SEVERITIES } from '../model/severity.ts';
import type { Target } from '../model/target.ts';
import type { DeclaredWaiver } from '../model/waiver.ts';
import { compareWithBaseline } from './baseline.ts';
import { judgeWaivers, waiving } from './waivers.ts';

export interface ReportInput {
  readonly tool: Report['tool'];
  readonly run: Report['run'];
  /** All targets of the run, in the fleet's order; one without results was not audited. */
  readonly targets: readonly Target[];
  /** In catalogue order. */
  readonly rules: readonly Rule[];
  /** In any order of targets and rules; the violations of one rule in the rule's own order. */
  readonly results: readonly Result[];
  readonly review?: Review;
}

/** What else a run is judged by. */
export interface Review {
  readonly waivers: readonly DeclaredWaiver[];
  /** Ids of all rules there are: a waiver of any other names none. */
  readonly knownRules: ReadonlySet<string>;
  /** An earlier report of the same fleet. */
  readonly baseline?: Report;
}

/**
 * Puts results in the order of targets, then of rules (findings about the fleet file last), holds waivers and baseline
 * against them and counts them: the order in which buckets finish never shows.
 */
export function buildReport(input: ReportInput): Report {
  const { tool, run, targets, rules } = input;
  const { results, baseline } = reviewed(input, inReportOrder(input));
  const reportTargets = targets.map(reportTarget);
  return {
    schemaVersion: REPORT_SCHEMA_VERSION,
    tool: { name: tool.name, version: tool.version },
    run: {
      id: run.id,
      startedAt: run.startedAt,
      finishedAt: run.finishedAt,
      complete: run.complete,
      ...(run.narrowed === true && { narrowed: true }),
    },
    targets: reportTargets,
    rules: rules.map(({ id, severity, docs: { title, why, references } }) => ({
      id,
      severity,
      title,
      why,
      references,
    })),
    results,
    summary: summarise(reportTargets, results),
    ...(baseline !== undefined && { baseline }),
  };
}

type Identified = readonly { readonly id: string }[];

/** The results in the order of the targets, then of the rules; what is of neither comes last, as it came. */
export function inReportOrder(of: {
  readonly results: readonly Result[];
  readonly targets: Identified;
  readonly rules: Identified;
}): Result[] {
  const { results, targets, rules } = of;
  const targetOrder = new Map(targets.map(({ id }, index) => [id, index]));
  const ruleOrder = new Map(rules.map(({ id }, index) => [id, index]));
  const place = (order: ReadonlyMap<string, number>, id: string): number => order.get(id) ?? order.size;
  return results.toSorted(
    (a, b) =>
      place(targetOrder, a.targetId) - place(targetOrder, b.targetId) ||
      place(ruleOrder, a.ruleId) - place(ruleOrder, b.ruleId),
  );
}

function reviewed(
  { run, targets, rules, review }: ReportInput,
  results: readonly Result[],
): { results: readonly Result[]; baseline?: Baseline } {
  if (review === undefined) return { results };
  const { waivers, knownRules, baseline } = review;
  const { complete, finishedAt } = run;
  const context = { waivers, knownRules, targets, rules, complete, today: finishedAt.slice(0, 10) };
  const waive = waiving(context);
  const judged = [...results.map(waive), ...judgeWaivers(results, context)];
  if (baseline === undefined) return { results: judged };
  const compared = compareWithBaseline({ results: judged, targets, rules, complete, baseline });
  return {
    results: compared.results,
    baseline: { ...compared.baseline, lastKnown: compared.baseline.lastKnown.map(waive) },
  };
}

function reportTarget(target: Target): ReportTarget {
  const { id, provider, bucket, bucketId, subpath, level, team, discovered, search } = target;
  const { file, line, column } = target.location;
  return {
    id,
    provider,
    bucket,
    bucketId,
    subpath,
    level,
    ...(team !== undefined && { team }),
    location: { file, line, column },
    ...(discovered === true && { discovered }),
    ...(search !== undefined && { search: true }),
  };
}

/**
 * Counts a report. An open `evidence-readable` repeats the open results of its target, so it is counted only where it
 * stands alone (something was unreadable that no verdict hung on); all other results count once each.
 */
export function summarise(targets: readonly ReportTarget[], results: readonly Result[]): Summary {
  const kinds: Record<Kind, number> = { pass: 0, fail: 0, open: 0, notApplicable: 0 };
  const findings: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0 };
  let waived = 0;
  for (const result of countedResults(results)) {
    kinds[result.kind]++;
    if (!isFinding(result)) continue;
    if (result.waiver === undefined) findings[result.severity]++;
    else waived++;
  }
  return {
    ...countTargets(targets),
    results: kinds,
    findings,
    waived,
  };
}

/** The severity from which findings fail a run; with `new:` only those that the baseline had not. */
export type FailOn = Severity | `new:${Severity}`;

/** A search that failed is no bucket. */
export function countTargets(targets: readonly ReportTarget[]): Pick<Summary, 'targets' | 'buckets'> {
  const real = targets.filter(({ search }) => search !== true);
  return { targets: real.length, buckets: new Set(real.map(({ bucketId }) => bucketId)).size };
}

/**
 * 1: a finding as bad as `failOn` or worse that is not waived. Else 3: something could not be verified, or the run is
 * not complete. Else 0. `evidence-readable` never gives 1, as it never fails; last known findings never do, either.
 */
export function exitCode({ summary, run, results }: Report, failOn: FailOn): 0 | 1 | 3 {
  const severity = failOn.replace(/^new:/, '') as Severity;
  const isNew = failOn !== severity;
  const fails = isNew
    ? results.some(
        (result) =>
          isFinding(result) &&
          result.waiver === undefined &&
          result.baselineState !== 'unchanged' &&
          atLeast(result.severity, severity),
      )
    : SEVERITIES.some((one) => atLeast(one, severity) && summary.findings[one] > 0);
  if (fails) return 1;
  return summary.results.open > 0 || !run.complete ? 3 : 0;
}
