// What changed since the baseline, as sentences.

import type { Report, Waiver } from '../src/model/report.ts';
import { carriedForward, isFinding, newlyUnreadable } from '../src/model/report.ts';
import { countedResults } from './counted.ts';

/** `Since 2026-11-23: 2 new, 1 fixed, 3 unchanged.`; undefined without a baseline. */
export function sinceBaseline(report: Report): string | undefined {
  const { baseline, results } = report;
  if (baseline === undefined) return undefined;
  const findings = results.filter(isFinding).filter(({ waiver }) => waiver === undefined);
  const fresh = findings.filter(({ baselineState }) => baselineState === 'new').length;
  const parts = [
    `${fresh} new`,
    `${baseline.fixed.length} fixed`,
    `${findings.length - fresh} unchanged`,
    ...some(carriedForward(report).length, 'last known, not verified this time'),
    ...some(newlyUnreadable({ results: countedResults(report) }).length, 'checks no longer verified'),
  ];
  return `Since ${baseline.finishedAt.slice(0, 10)}: ${parts.join(', ')}.`;
}

function some(number: number, what: string): string[] {
  return number === 0 ? [] : [`${number} ${what}`];
}

/** `reason (owner, until 2027-03-31)`. */
export function describeWaiver({ reason, owner, expires }: Waiver): string {
  return `${reason} (${owner}, until ${expires})`;
}
