// What a run is compared with: `--baseline`, `--history`, and `--fail-on new:SEVERITY`.

import { appendHistory, readHistory } from '../deliver/history.ts';
import { readReport } from '../deliver/read.ts';
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

/** After a run: the report with the trend, this run being its last point; adds the run to the file. */
export async function withHistory(report: Report, file: string | undefined, io: Io): Promise<Report> {
  if (file === undefined) return report;
  const { points, faulty } = await readHistory(file);
  if (faulty.length > 0) {
    io.stderr.write(`byob: ${file}: left out what is no run in line ${faulty.join(', ')}\n`);
  }
  const point = historyPoint(report);
  await writeOrExplain(file, () => appendHistory(file, point));
  return { ...report, history: [...points, point] };
}
