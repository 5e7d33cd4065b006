// A report in a format into a file, or into several where it is large.

import { readdir, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Format, PagesPlace, RenderOptions } from '../model/format.ts';
import type { Report } from '../model/report.ts';
import { writeAtomically } from './file.ts';

/**
 * Writes `file`, and for a large report of a format that can be split the pages of the folder beside it: first, so that
 * the main file never leads nowhere. Pages of earlier runs that it no longer leads to are deleted last; nothing else in
 * the folder is touched. Throws what {@link writeAtomically} throws.
 */
export async function writeReport(
  file: string,
  { format, report, options }: { format: Format; report: Report; options: RenderOptions },
): Promise<void> {
  if (!(await isPlainFile(file))) return writeAtomically(file, format.render(report, options));
  const split = format.split?.(report, options, basename(file));
  const written = new Set<string>();
  for (const page of split?.pages ?? []) {
    await writeAtomically(join(dirname(file), split?.folder ?? '', page.file), page.chunks);
    written.add(page.file);
  }
  await writeAtomically(file, split?.index ?? format.render(report, options));
  if (format.pages !== undefined) await deletePages(file, format.pages, written);
}

/** All pages but those just written. */
async function deletePages(file: string, pages: PagesPlace, written: ReadonlySet<string>): Promise<void> {
  const folder = join(dirname(file), pages.folder(basename(file)));
  const found = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  for (const name of found) {
    if (pages.isPage(name) && !written.has(name)) await unlink(join(folder, name));
  }
}

/** A pipe or a device (`/dev/stdout`) takes one file only. */
async function isPlainFile(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile();
  } catch {
    return true;
  }
}
