// Reports in the report bucket: `runs/DAY/RUN/`, and `latest/` for people, links and the next comparison.

import { readReport } from '../deliver/read.ts';
import { writeReportObjects } from '../deliver/report.ts';
import type { ObjectStore } from '../deliver/stores/store.ts';
import { baselineProblem } from '../evaluate/baseline.ts';
import type { Format, RenderOptions } from '../model/format.ts';
import type { Report } from '../model/report.ts';
import { reasonOf } from '../schedule/log.ts';
import type { Log } from '../schedule/log.ts';
import { FORMATS } from '../../reports/index.ts';

const LATEST = 'latest';
/** Beyond so many buckets a page for each is more than a function can write, and than anybody opens: text and a table then. */
const PAGED_BUCKETS = 2000;

/** Where a run's files lie. */
export function runFolder({ id, day }: { readonly id: string; readonly day: string }): string {
  return `runs/${day}/${id}`;
}

/** The report that `latest/` holds; undefined where there is none, or none that can be read, which is logged. */
export async function latestReport(store: ObjectStore, log: Log): Promise<Report | undefined> {
  const text = await store.get(`${LATEST}/report.json`);
  if (text === undefined) return undefined;
  try {
    return readReport(text);
  } catch (error) {
    log('warn', 'baseline-left-out', { reason: reasonOf(error) });
    return undefined;
  }
}

/** The latest report where it can be compared with; else undefined, which is logged: a night is never lost to it. */
export function usableBaseline(
  latest: Report | undefined,
  declaredIds: readonly string[],
  log: Log,
): Report | undefined {
  const problem = latest === undefined ? undefined : baselineProblem(latest, declaredIds);
  if (problem === undefined) return latest;
  log('warn', 'baseline-left-out', { reason: problem });
  return undefined;
}

/**
 * What is written of a report, the one for people first. The json report comes last: it is the baseline of the next run,
 * which starts from it once all others are there.
 */
export function formatsFor(buckets: number): readonly [Format, ...Format[]] {
  const people =
    buckets <= PAGED_BUCKETS ? ([formatOf('html')] as const) : ([formatOf('text'), formatOf('csv')] as const);
  return [...people, formatOf('sarif'), formatOf('json')];
}

/**
 * Writes {@link formatsFor} the report under the run, and under `latest/` unless a later run stands there. Gives the
 * address of the one for people.
 */
export async function writeReports(
  report: Report,
  folder: string,
  latest: Report | undefined,
  store: ObjectStore,
): Promise<string> {
  const formats = formatsFor(report.summary.buckets);
  const options = renderOptions(report);
  const isLatest = latest === undefined || latest.run.id <= report.run.id;
  for (const place of [folder, ...(isLatest ? [LATEST] : [])]) {
    for (const format of formats) {
      await writeReportObjects(store, `${place}/${format.file}`, { format, report, options });
    }
  }
  return placeOf(report, folder, store);
}

/** The address of what people read of a report. */
export function placeOf({ summary }: Report, folder: string, store: Pick<ObjectStore, 'name'>): string {
  return `${store.name}/${folder}/${formatsFor(summary.buckets)[0].file}`;
}

/** The SARIF file of a report. */
export function sarifOf(report: Report): string {
  return [...formatOf('sarif').render(report, renderOptions(report))].join('');
}

/** A report as json, as the merge reads it. */
export function reportChunks(report: Report): Iterable<string> {
  return formatOf('json').render(report, renderOptions(report));
}

function formatOf(name: string): Format {
  return FORMATS.find((format) => format.name === name) as Format;
}

/** Fleet files are named as the repository names them. */
function renderOptions(report: Report): RenderOptions {
  const places = [...report.targets, ...report.results, ...(report.baseline?.lastKnown ?? [])];
  const files = places.flatMap(({ location }) => location?.file ?? []);
  const repositoryPaths = Object.fromEntries(files.map((file) => [file, file]));
  return { color: false, width: 100, minSeverity: 'low', verbose: false, repositoryPaths };
}
