// What people are told of a run: only what changed since the one before.

import type { Finding, Report, Result, Summary, Waiver } from '../../model/report.ts';
import { carriedForward, newlyUnreadable, standingFindings } from '../../model/report.ts';
import { EVIDENCE_READABLE } from '../../model/rule.ts';
import { SEVERITIES } from '../../model/severity.ts';

/** A waiver that ends soon, with what it waives. */
export interface Expiring {
  readonly waiver: Waiver;
  readonly ruleIds: readonly string[];
  readonly targetIds: readonly string[];
}

/** Plain JSON: the body of the generic webhook holds it as it is. */
export interface Change {
  readonly run: Report['run'];
  readonly summary: Summary;
  /** The run it is compared with; absent for a first run, whose findings are all new. */
  readonly since?: { readonly runId: string; readonly finishedAt: string };
  /** Not waived, most severe first. */
  readonly new: readonly Finding[];
  readonly fixed: readonly Finding[];
  /** What could be verified before and cannot now. */
  readonly unreadable: readonly Result[];
  readonly expiring: readonly Expiring[];
}

/** A waiver is told of when it has so many days left: once each, whatever nights are missed. */
const DAYS_LEFT = [14, 3, 0] as const;
const DAY_MS = 86_400_000;

/** Reads the change out of a report, with the states that the comparison with its baseline gave. */
export function changeOf(report: Report): Change {
  const { run, summary, baseline } = report;
  const fresh = standingFindings(report).filter(({ baselineState }) => baselineState !== 'unchanged');
  const unread = newlyUnreadable(report);
  // `evidence-readable` repeats the other open results of its target.
  const others = new Set(unread.filter(isVerdict).map(({ targetId }) => targetId));
  return {
    run,
    summary,
    ...(baseline !== undefined && { since: { runId: baseline.runId, finishedAt: baseline.finishedAt } }),
    new: bySeverity(fresh),
    fixed: (baseline?.fixed ?? []).filter(({ waiver }) => waiver === undefined),
    unreadable: unread.filter((result) => isVerdict(result) || !others.has(result.targetId)),
    expiring: expiringOf(report),
  };
}

/** Nothing to tell. */
export function isQuiet(change: Change): boolean {
  return [change.new, change.fixed, change.unreadable, change.expiring].every((part) => part.length === 0);
}

function isVerdict({ ruleId }: Result): boolean {
  return ruleId !== EVIDENCE_READABLE;
}

function expiringOf(report: Report): Expiring[] {
  const { run, baseline, results } = report;
  const left = (expires: string, at: string): number =>
    (Date.parse(expires) - Date.parse(at.slice(0, 10))) / DAY_MS;
  const before = baseline?.finishedAt;
  const crosses = ({ expires }: Waiver): boolean =>
    DAYS_LEFT.some(
      (days) =>
        left(expires, run.finishedAt) <= days && (before === undefined || left(expires, before) > days),
    );
  const waived = results.filter((result) => result.waiver !== undefined && crosses(result.waiver));
  const byWaiver = Map.groupBy(waived, ({ waiver }) => JSON.stringify(waiver));
  return [...byWaiver.values()].flatMap((group) => {
    const [{ waiver } = {}] = group;
    if (waiver === undefined) return [];
    const distinct = (ids: readonly string[]): string[] => [...new Set(ids)];
    return {
      waiver,
      ruleIds: distinct(group.map(({ ruleId }) => ruleId)),
      targetIds: distinct(group.map(({ targetId }) => targetId)),
    };
  });
}

/** The findings that are not waived, most severe first; and the fingerprints of these and of what is last known. */
export function standing(report: Report): {
  readonly open: readonly Finding[];
  readonly known: ReadonlySet<string>;
} {
  const open = bySeverity(standingFindings(report));
  return {
    open,
    known: new Set([...open, ...carriedForward(report)].map(({ fingerprint }) => fingerprint)),
  };
}

function bySeverity(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}
