// A report in a format into a store or a file, or into several where it is large.

import { stat } from 'node:fs/promises';
import { basename, dirname, posix } from 'node:path';
import type { Format, RenderOptions } from '../model/format.ts';
import type { Report } from '../model/report.ts';
import { writeAtomically } from './file.ts';
import { folderStore } from './stores/folder.ts';
import type { ObjectStore } from './stores/store.ts';

export interface Rendering {
  readonly format: Format;
  readonly report: Report;
  readonly options: RenderOptions;
}

/** Pages of a report that are written at once. */
const PAGES_AT_ONCE = 16;
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv; charset=utf-8',
  text: 'text/plain; charset=utf-8',
  html: 'text/html; charset=utf-8',
  sarif: 'application/sarif+json',
  json: 'application/json',
};

/**
 * Writes the object `key`, and for a large report of a format that can be split the pages of the folder beside it: first,
 * so that the main file never leads nowhere. Where the store can, pages of earlier runs that it no longer leads to are
 * deleted last; nothing else in the folder is touched. Rejects with the store's errors.
 */
export async function writeReportObjects(
  store: ObjectStore,
  key: string,
  { format, report, options }: Rendering,
): Promise<void> {
  const file = posix.basename(key);
  const beside = (folder: string): string => posix.join(posix.dirname(key), folder);
  const type = CONTENT_TYPES[format.name];
  const split = format.split?.(report, options, file);
  const written = new Set<string>();
  if (split !== undefined) {
    // One iterator for all: each takes the next page when it has written one, and one that fails ends it.
    const pages = once(split.pages);
    const writers = Array.from({ length: PAGES_AT_ONCE }, async () => {
      for (const page of pages) {
        written.add(page.file);
        await store.put(`${beside(split.folder)}/${page.file}`, page.chunks, type);
      }
    });
    const failed = (await Promise.allSettled(writers)).find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  }
  await store.put(key, split?.index ?? format.render(report, options), type);
  const { pages } = format;
  if (pages === undefined) return;
  await store.prune?.(beside(pages.folder(file)), (name) => pages.isPage(name) && !written.has(name));
}

/** {@link writeReportObjects} into a file and the folder beside it. A pipe or a device (`/dev/stdout`) takes the whole report, in one. */
export async function writeReport(file: string, rendering: Rendering): Promise<void> {
  const { format, report, options } = rendering;
  if (await isPlainFile(file))
    await writeReportObjects(folderStore(dirname(file)), basename(file), rendering);
  else await writeAtomically(file, format.render(report, options));
}

function* once<T>(items: Iterable<T>): Generator<T> {
  yield* items;
}

async function isPlainFile(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile();
  } catch {
    return true;
  }
}
