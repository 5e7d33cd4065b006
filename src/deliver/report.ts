// A report in a format into a file, or into several where it is large.

import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Format, RenderOptions } from '../model/format.ts';
import type { Report } from '../model/report.ts';
import { writeAtomically } from './file.ts';

/**
 * Writes `file`, and for a large report of a format that can be split the pages of the folder beside it: first, so that
 * the main file never leads nowhere. Pages of earlier runs are replaced by name and never deleted. Throws what
 * {@link writeAtomically} throws.
 */
export async function writeReport(
  file: string,
  { format, report, options }: { format: Format; report: Report; options: RenderOptions },
): Promise<void> {
  const split = (await isPlainFile(file)) ? format.split?.(report, options, basename(file)) : undefined;
  if (split === undefined) return writeAtomically(file, format.render(report, options));
  for (const page of split.pages) {
    await writeAtomically(join(dirname(file), split.folder, page.file), page.chunks);
  }
  await writeAtomically(file, split.index);
}

/** A pipe or a device (`/dev/stdout`) takes one file only. */
async function isPlainFile(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile();
  } catch {
    return true;
  }
}
