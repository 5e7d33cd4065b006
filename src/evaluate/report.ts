// Results -> report: the order, the counts, and what the counts mean for the exit code.

import type { Kind, Report, ReportTarget, Result, Summary } from '../model/report.ts';
import { isFinding, REPORT_SCHEMA_VERSION } from '../model/report.ts';
import type { Rule } from '../model/rule.ts';
import { EVIDENCE_READABLE } from '../model/rule.ts';
import type { Severity } from '../model/severity.ts';
import { atLeast, SEVERITIES } from '../model/severity.ts';
import type { Target } from '../model/target.ts';

export interface ReportInput {
  readonly tool: Report['tool'];
  readonly run: Report['run'];
  /** All targets of the run, in the fleet's order; one without results was not audited. */
  readonly targets: readonly Target[];
  /** In catalogue order. */
  readonly rules: readonly Rule[];
  /** In any order of targets and rules; the violations of one rule in the rule's own order. */
  readonly results: readonly Result[];
}

/** Puts results in the order of targets, then of rules, and counts them: the order in which buckets finish never shows. */
export function buildReport({ tool, run, targets, rules, results }: ReportInput): Report {
  const targetOrder = new Map(targets.map((target, index) => [target.id, index]));
  const ruleOrder = new Map(rules.map((rule, index) => [rule.id, index]));
  const place = (order: ReadonlyMap<string, number>, id: string): number => order.get(id) ?? order.size;
  const ordered = results.toSorted(
    (a, b) =>
      place(targetOrder, a.targetId) - place(targetOrder, b.targetId) ||
      place(ruleOrder, a.ruleId) - place(ruleOrder, b.ruleId),
  );
  const reportTargets = targets.map(reportTarget);
  return {
    schemaVersion: REPORT_SCHEMA_VERSION,
    tool: { name: tool.name, version: tool.version },
    run: {
      id: run.id,
      startedAt: run.startedAt,
      finishedAt: run.finishedAt,
      complete: run.complete,
    },
    targets: reportTargets,
    rules: rules.map(({ id, severity, docs: { title, why, references } }) => ({
      id,
      severity,
      title,
      why,
      references,
    })),
    results: ordered,
    summary: summarise(reportTargets, ordered),
  };
}

function reportTarget(target: Target): ReportTarget {
  const { id, provider, bucket, bucketId, subpath, level, team } = target;
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
  };
}

/**
 * Counts a report. An open `evidence-readable` repeats the open results of its target, so it is counted only where it
 * stands alone (something was unreadable that no verdict hung on); all other results count once each.
 */
export function summarise(targets: readonly ReportTarget[], results: readonly Result[]): Summary {
  const kinds: Record<Kind, number> = { pass: 0, fail: 0, open: 0, notApplicable: 0 };
  const findings: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0 };
  const isOpenRule = (result: Result): boolean =>
    result.kind === 'open' && result.ruleId !== EVIDENCE_READABLE;
  const counted = new Set(results.filter(isOpenRule).map((result) => result.targetId));
  let waived = 0;
  for (const result of results) {
    const repeats = result.kind === 'open' && result.ruleId === EVIDENCE_READABLE;
    if (repeats && counted.has(result.targetId)) continue;
    kinds[result.kind]++;
    if (!isFinding(result)) continue;
    if (result.waiver === undefined) findings[result.severity]++;
    else waived++;
  }
  return {
    targets: targets.length,
    buckets: new Set(targets.map((target) => target.bucketId)).size,
    results: kinds,
    findings,
    waived,
  };
}

/**
 * 1: a finding as bad as `failOn` or worse that is not waived. Else 3: something could not be verified, or the run is
 * not complete. Else 0. `evidence-readable` never gives 1, as it never fails.
 */
export function exitCode({ summary, run }: Report, failOn: Severity): 0 | 1 | 3 {
  if (SEVERITIES.some((severity) => atLeast(severity, failOn) && summary.findings[severity] > 0)) return 1;
  return summary.results.open > 0 || !run.complete ? 3 : 0;
}
