// The results of a report as its summary counts them.

import type { Report, Result } from '../src/model/report.ts';
import { EVIDENCE_READABLE } from '../src/model/rule.ts';

/** All but an open `evidence-readable` that repeats the open results of its target. */
export function countedResults({ results }: Report): Result[] {
  const isOpen = ({ kind }: Result): boolean => kind === 'open';
  const told = new Set(
    results.filter((r) => isOpen(r) && r.ruleId !== EVIDENCE_READABLE).map(({ targetId }) => targetId),
  );
  return results.filter((r) => !isOpen(r) || r.ruleId !== EVIDENCE_READABLE || !told.has(r.targetId));
}
