// A report in a format into an object store, or into several objects where it is large.

import type { Format, RenderOptions } from '../model/format.ts';
import type { Report } from '../model/report.ts';
import type { ObjectStore } from './object-store.ts';

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
 * Writes the format's file under `folder` (`''`: the top), its pages first, so that the main file never leads nowhere.
 * Rejects with the store's errors.
 */
export async function writeReportObjects(
  store: ObjectStore,
  folder: string,
  { format, report, options }: { format: Format; report: Report; options: RenderOptions },
): Promise<void> {
  const top = folder === '' ? '' : `${folder}/`;
  const type = CONTENT_TYPES[format.name];
  const split = format.split?.(report, options, format.file);
  if (split !== undefined) {
    // One iterator for all: each takes the next page when it has written one.
    const pages = split.pages[Symbol.iterator]();
    const writer = async (): Promise<void> => {
      for (let next = pages.next(); next.done !== true; next = pages.next()) {
        await store.put(`${top}${split.folder}/${next.value.file}`, next.value.chunks, type);
      }
    };
    await Promise.all(Array.from({ length: PAGES_AT_ONCE }, writer));
  }
  await store.put(`${top}${format.file}`, split?.index ?? format.render(report, options), type);
}
