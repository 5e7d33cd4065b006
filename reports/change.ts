// What changed since the baseline and what is waived, as sentences.

import type { Finding, Report, Result, Waiver } from '../src/model/report.ts';
import {
  countedResults,
  carriedForward,
  isFinding,
  newFindings,
  newlyUnreadable,
  standingFindings,
} from '../src/model/report.ts';
import { count } from './view.ts';

/** `Since 2026-11-23: 2 new, 1 fixed, 3 unchanged.`; undefined without a baseline. */
export function sinceBaseline(report: Report): string | undefined {
  const { baseline } = report;
  if (baseline === undefined) return undefined;
  const findings = standingFindings(report);
  const fresh = newFindings(report).length;
  const known = carriedForward(report).length;
  const unread = newlyUnreadable({ results: countedResults(report.results) }).length;
  const parts = [
    `${fresh} new`,
    `${baseline.fixed.length} fixed`,
    `${findings.length - fresh} unchanged`,
    ...(known > 0 ? [`${known} last known (not verified this time)`] : []),
    ...(unread > 0 ? [`${count(unread, 'check')} no longer verified`] : []),
  ];
  return `Since ${baseline.finishedAt.slice(0, 10)}: ${parts.join(', ')}.`;
}

/** `reason (owner, until 2027-03-31)`. */
export function describeWaiver({ reason, owner, expires }: Waiver): string {
  return `${reason} (${owner}, until ${expires})`;
}

export type WaivedFinding = Finding & { readonly waiver: Waiver };

/** Waived findings in groups that are told once: of the same rule and severity, waived with the same words. */
export function waivedAlike({ results }: Report): WaivedFinding[][] {
  const isWaived = (result: Result): result is WaivedFinding =>
    isFinding(result) && result.waiver !== undefined;
  const alike = Map.groupBy(results.filter(isWaived), ({ ruleId, severity, waiver }) =>
    JSON.stringify([ruleId, severity, describeWaiver(waiver)]),
  );
  return [...alike.values()];
}
