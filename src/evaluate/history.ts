// A report as one point of the trend.

import type { HistoryPoint, Report } from '../model/report.ts';
import { isFinding } from '../model/report.ts';

/** What a line of the history file holds of a run. */
export function historyPoint({ run, summary, results, baseline }: Report): HistoryPoint {
  const isNew = results.filter((result) => isFinding(result) && result.baselineState === 'new');
  return {
    runId: run.id,
    finishedAt: run.finishedAt,
    complete: run.complete,
    summary,
    ...(baseline !== undefined && { change: { new: isNew.length, fixed: baseline.fixed.length } }),
  };
}
