// Where a result stands in the repository, for readers that link to its lines.

import type { RenderOptions } from '../src/model/format.ts';
import type { ResultLocation } from '../src/model/report.ts';

/** The `file` of what was named on the command line; see `src/model/target.ts`. */
const COMMAND_LINE = '--bucket';
/** The fleet file's usual name: the place of findings that have none. */
const FLEET_FILE = 'byob.yaml';

/**
 * A place as a path from the top of the repository: relative, forward slashes, no `.` or `..`; lines and columns count
 * from 1. A bucket that `--bucket` named stands on line 1 of the fleet file, the first place to declare it: readers
 * refuse a result without a file, and read `s3://` as a foreign scheme.
 */
export function repositoryPlace(
  { file, line, column }: ResultLocation,
  { repositoryPaths = {} }: Pick<RenderOptions, 'repositoryPaths'>,
): { readonly path: string; readonly line: number; readonly column: number } {
  const path = Object.hasOwn(repositoryPaths, file) ? repositoryPaths[file] : undefined;
  if (file === COMMAND_LINE) return { path: path ?? FLEET_FILE, line: 1, column: 1 };
  return { path: path ?? relativePath(file), line, column };
}

/** The path of a place, percent-encoded: a colon would read as a scheme. */
export function toUri(path: string): string {
  return path
    .toWellFormed()
    .split('/')
    .map((part) => encodeURIComponent(part))
    .join('/');
}

/** Where the top is unknown: what follows `..`, or the name alone of an absolute path, which must not leak. */
function relativePath(file: string): string {
  const parts = file.replaceAll('\\', '/').split('/');
  const absolute = parts[0] === '' || /^[A-Za-z]:$/.test(parts[0] ?? '');
  const kept = (absolute ? parts.slice(-1) : parts).filter(
    (part) => part !== '' && part !== '.' && part !== '..',
  );
  return kept.join('/') || FLEET_FILE;
}

/** Numbers equal fingerprints 1, 2, ...: readers that match by them drop or merge a second one. */
export function numbering(): (fingerprint: string) => number {
  const seen = new Map<string, number>();
  return (fingerprint) => {
    const number = (seen.get(fingerprint) ?? 0) + 1;
    seen.set(fingerprint, number);
    return number;
  };
}
