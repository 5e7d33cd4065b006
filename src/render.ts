// A report in a format, as one string.

import { FORMATS } from '../reports/index.ts';
import type { RenderOptions } from './model/format.ts';
import type { Report } from './model/report.ts';

const PLAIN: RenderOptions = { color: false, width: 80, minSeverity: 'low', verbose: false };

/** Renders a report in a format of `docs/formats.md`. Throws a RangeError for an unknown format. */
export function render(report: Report, format: string, options: Partial<RenderOptions> = {}): string {
  const found = FORMATS.find(({ name }) => name === format);
  if (found === undefined) {
    throw new RangeError(`unknown format '${format}' (there are ${FORMATS.map((f) => f.name).join(', ')})`);
  }
  return [...found.render(report, { ...PLAIN, ...options })].join('');
}
