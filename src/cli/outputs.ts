// Where reports go: `--format NAME[:FILE]`, checked before a scan starts and written atomically after it.

import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { assertWritable } from '../deliver/file.ts';
import { writeReport } from '../deliver/report.ts';
import { repositoryPath } from '../deliver/repository.ts';
import { writeStdout } from '../deliver/stdout.ts';
import { StoreError } from '../deliver/stores/store.ts';
import type { Format, RenderOptions } from '../model/format.ts';
import type { Report } from '../model/report.ts';
import type { Severity } from '../model/severity.ts';
import { closest } from '../model/spelling.ts';
import { FORMATS } from '../../reports/index.ts';
import { UsageError, wantsColor } from './io.ts';
import { DEFAULT_FLEET } from './select.ts';
import type { Io } from './io.ts';

export interface Output {
  readonly format: Format;
  /** Absent: stdout. */
  readonly file?: string;
}

/** Reads `--format` values; without any, text on stdout. Two formats on stdout or to one file are wrong use. */
export function parseOutputs(values: readonly string[]): Output[] {
  const outputs = (values.length === 0 ? ['text'] : values).map(parseOutput);
  const seen = new Set<string>();
  for (const { file } of outputs) {
    const place = file === undefined ? 'stdout' : resolve(file);
    if (seen.has(place)) {
      throw new UsageError(`two formats to ${file ?? place}: give each its file, --format NAME:FILE`);
    }
    seen.add(place);
  }
  return outputs;
}

function parseOutput(value: string): Output {
  const colon = value.indexOf(':');
  const name = colon === -1 ? value : value.slice(0, colon);
  const file = colon === -1 ? undefined : value.slice(colon + 1);
  const format = FORMATS.find((f) => f.name === name);
  if (format === undefined) {
    const names = FORMATS.map((f) => f.name);
    const guess = closest(name, names);
    throw new UsageError(
      `unknown format '${name}'${guess === undefined ? '' : `, did you mean '${guess}'?`} (there are ${names.join(', ')})`,
    );
  }
  // One slash where a folder and a name were joined.
  if (/^(?:s3|gs|az):\//.test(file ?? '')) {
    throw new UsageError(
      'reports go into files here; `byob audit --output s3://bucket/prefix` (or gs://, az://) writes to a bucket',
    );
  }
  if (file === '') throw new UsageError(`--format ${value}: the file name is missing`);
  return { format, ...(file !== undefined && { file }) };
}

/**
 * Throws {@link UsageError} where a file cannot be written, or two of the run would be one file under different names:
 * better before a scan than after it. `history` is the file of `--history`, `others` are more of the run's.
 */
export async function assertOutputsWritable(
  outputs: readonly Output[],
  history?: string,
  others: readonly string[] = [],
): Promise<void> {
  const seen = new Map<string, string>();
  const files = [
    ...(history === undefined ? [] : [history]),
    ...others,
    ...outputs.flatMap(({ file }) => file ?? []),
  ];
  for (const file of files) {
    await assertFileWritable(file);
    const real = await realPath(file);
    const other = seen.get(real);
    if (other !== undefined)
      throw new UsageError(`${other} and ${file} are the same file: give each its own`);
    seen.set(real, file);
  }
}

/** Where a path leads through symbolic links; a file that is not there yet counts as one of its folder. */
async function realPath(file: string): Promise<string> {
  const path = resolve(file);
  return realpath(path).catch(async () =>
    join(await realpath(dirname(path)).catch(() => dirname(path)), basename(path)),
  );
}

/** {@link assertOutputsWritable} for one file. */
export async function assertFileWritable(file: string): Promise<void> {
  try {
    await assertWritable(file);
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export interface RenderChoice {
  readonly minSeverity: Severity;
  readonly verbose: boolean;
  readonly category?: string | undefined;
  /** The fleet file that was asked for: the place of what `--bucket` named. */
  readonly fleet?: string | undefined;
}

/**
 * Renders the report into every output; files first, so that a closed stdout loses none of them. What a format has to
 * say of its output goes to stderr, in the end: a person reads the report first.
 */
export async function writeOutputs(
  report: Report,
  outputs: readonly Output[],
  choice: RenderChoice,
  io: Io,
): Promise<void> {
  const chosen = await renderOptions(report, choice);
  const notices: string[] = [];
  for (const { format, file } of outputs.toSorted(
    (a, b) => Number(a.file === undefined) - Number(b.file === undefined),
  )) {
    const options: RenderOptions = {
      ...chosen,
      color: file === undefined && wantsColor(io.stdout, io.env),
      width: Math.min(200, Math.max(60, file === undefined ? (io.stdout.columns ?? 80) : 80)),
    };
    await writeOrExplain(file ?? 'stdout', async () => {
      if (file === undefined) await writeStdout(format.render(report, options), io.stdout);
      else await writeReport(file, { format, report, options });
    });
    for (const notice of format.notices?.(report, options) ?? []) {
      notices.push(`byob: ${file ?? format.name}: ${notice}\n`);
    }
  }
  for (const notice of notices) io.stderr.write(notice);
}

/** What of the options is the same for every place. */
export async function renderOptions(
  report: Report,
  { minSeverity, verbose, category, fleet = DEFAULT_FLEET }: RenderChoice,
): Promise<Omit<RenderOptions, 'color' | 'width'>> {
  const repositoryPaths = await pathsInRepository(report, fleet);
  return { minSeverity, verbose, repositoryPaths, ...(category !== undefined && { category }) };
}

/** What a store or the file system refuses (a full disk, a folder that was closed meanwhile) is no bug: {@link UsageError}. */
export async function writeOrExplain<T>(place: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof StoreError) throw new UsageError(error.message);
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    throw new UsageError(`cannot write ${place}: ${error.message}`);
  }
}

/** Every file that results stand in; `--bucket` stands for the fleet file, there or not. */
async function pathsInRepository(report: Report, fleet: string): Promise<Record<string, string>> {
  const places = [...report.targets, ...report.results, ...(report.baseline?.lastKnown ?? [])];
  const files = new Set(places.flatMap(({ location }) => location?.file ?? []));
  const paths: Record<string, string> = {};
  for (const file of files) {
    const path = await repositoryPath(file === '--bucket' ? fleet : file);
    if (path !== undefined) paths[file] = path;
  }
  return paths;
}
