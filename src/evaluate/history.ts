// A report as one point of the trend.

import type { HistoryPoint, Report } from '../model/report.ts';
import { newFindings } from '../model/report.ts';

/** What a line of the history file holds of a run. */
export function historyPoint({ run, summary, results, baseline }: Report): HistoryPoint {
  return {
    runId: run.id,
    finishedAt: run.finishedAt,
    complete: run.complete,
    summary,
    ...(baseline !== undefined && {
      change: { new: newFindings({ results }).length, fixed: baseline.fixed.length },
    }),
  };
}
