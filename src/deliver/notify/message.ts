// A change in a few lines that a person reads on a phone.

import type { Finding, Result } from '../../model/report.ts';
import { oneLine } from '../one-line.ts';
import type { Change, Expiring } from './change.ts';

export interface Message {
  /** One line of at most 100 characters, plain ASCII: SNS takes no more as a subject. */
  readonly subject: string;
  readonly lines: readonly string[];
}

/** Of each kind; the report has them all. */
const MOST = 10;

/** `place` is where the report lies, for the last line. */
export function messageOf(change: Change, place?: string): Message {
  const parts = [
    [change.new.length, 'new'],
    [change.fixed.length, 'fixed'],
    [change.unreadable.length, 'no longer verified'],
    [change.expiring.length, change.expiring.length === 1 ? 'waiver ends soon' : 'waivers end soon'],
  ] as const;
  const counts = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const partial = change.run.complete ? '' : ' (partial run)';
  return {
    subject: `byob-audit: ${counts.join(', ') || 'nothing changed'}${partial}`,
    lines: [
      ...section('New', change.new, ofFinding),
      ...section('Fixed', change.fixed, ofFinding),
      ...section('No longer verified', change.unreadable, ofOpen),
      ...section('Waivers that end soon', change.expiring, ofWaiver),
      `${change.summary.buckets} buckets, ${total(change)} findings, ${change.summary.results.open} not verified${
        change.run.complete ? '' : '; the run was cut short'
      }.`,
      ...(place === undefined ? [] : [`Report: ${place}`]),
    ],
  };
}

function section<T>(title: string, entries: readonly T[], line: (entry: T) => string): string[] {
  if (entries.length === 0) return [];
  const more = entries.length - MOST;
  const rest = more > 0 ? [`  and ${more} more`] : [];
  return [`${title}:`, ...entries.slice(0, MOST).map((entry) => `  ${oneLine(line(entry))}`), ...rest, ''];
}

function ofFinding({ severity, targetId, ruleId, message }: Finding): string {
  return `${severity} ${targetId} ${ruleId}: ${message}`;
}

function ofOpen({ targetId, ruleId, missing: [first] = [] }: Result): string {
  const why = first === undefined ? '' : `: ${first.call} ${first.cause}`;
  return `${targetId} ${ruleId}${why}`;
}

function ofWaiver({ waiver, ruleIds, targetIds }: Expiring): string {
  return `${waiver.expires} ${ruleIds.join(', ')} for ${targetIds.join(', ')} (${waiver.owner})`;
}

function total({ summary }: Change): number {
  return Object.values(summary.findings).reduce((sum, count) => sum + count, 0);
}
