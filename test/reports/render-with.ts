// A format as one string, with plain options.

import type { Format, RenderOptions } from '../../src/model/format.ts';
import type { Report } from '../../src/model/report.ts';

export function renderWith(format: Format, report: Report, options: Partial<RenderOptions> = {}): string {
  const plain: RenderOptions = { color: false, width: 80, minSeverity: 'low', verbose: false };
  return [...format.render(report, { ...plain, ...options })].join('');
}
