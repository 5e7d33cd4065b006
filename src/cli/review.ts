// What a run is compared with: `--baseline`, `--history`, and `--fail-on new:SEVERITY`.

import { basename, dirname } from 'node:path';
import { appendHistory, readHistory } from '../deliver/history.ts';
import { readReport } from '../deliver/read.ts';
import { folderStore } from '../deliver/stores/folder.ts';
import type { ObjectStore } from '../deliver/stores/store.ts';
import { baselineProblem } from '../evaluate/baseline.ts';
import { historyPoint } from '../evaluate/history.ts';
import type { FailOn } from '../evaluate/report.ts';
import type { Report } from '../model/report.ts';
import { readInput } from './input.ts';
import { UsageError } from './io.ts';
import type { Io } from './io.ts';
import { assertFileWritable, writeOrExplain } from './outputs.ts';

export interface ReviewChoice {
  readonly baseline?: string | undefined;
  readonly history?: string | undefined;
  readonly failOn: FailOn;
}

/**
 * Before a run: reads the baseline and makes sure that the history can be written. Throws {@link UsageError} where the
 * baseline is no report of this fleet, or is missing though `--fail-on` asks for what is new.
 */
export async function prepareReview(
  { baseline, history, failOn }: ReviewChoice,
  declaredIds: readonly string[],
): Promise<{ readonly baseline?: Report }> {
  if (history !== undefined) await assertFileWritable(history);
  if (baseline === undefined) {
    if (failOn.startsWith('new:')) {
      throw new UsageError(`--fail-on ${failOn} needs --baseline, the report of an earlier run`);
    }
    return {};
  }
  const report = await readInput(baseline, readReport);
  const problem = baselineProblem(report, declaredIds);
  if (problem !== undefined) throw new UsageError(`${baseline}: ${problem}`);
  return { baseline: report };
}

/** The history of `--history`. */
export function historyIn(file: string | undefined): HistoryPlace | undefined {
  return file === undefined ? undefined : { store: folderStore(dirname(file)), key: basename(file) };
}

export interface HistoryPlace {
  readonly store: ObjectStore;
  readonly key: string;
}

/** After a run: the report with the trend, this run being its last point; adds the run to the history. */
export async function withHistory(
  report: Report,
  history: HistoryPlace | undefined,
  io: Io,
): Promise<Report> {
  if (history === undefined) return report;
  const { store, key } = history;
  const place = store.at(key);
  return writeOrExplain(place, async () => {
    const { points, faulty } = await readHistory(store, key);
    if (faulty.length > 0) {
      io.stderr.write(`byob: ${place}: left out what is no run in line ${faulty.join(', ')}\n`);
    }
    const point = historyPoint(report);
    await appendHistory(store, key, point);
    return { ...report, history: [...points, point] };
  });
}
