// A format: a report as text.

import type { Report } from './report.ts';
import type { Severity } from './severity.ts';

export interface RenderOptions {
  /** ANSI colours. */
  readonly color: boolean;
  /** Columns of the terminal; 80 where there is none. */
  readonly width: number;
  /** Findings below this are left out of what is shown. */
  readonly minSeverity: Severity;
  /** Show all there is (`-v`). */
  readonly verbose: boolean;
}

export interface Format {
  readonly name: string;
  readonly description: string;
  /** File name in `byob-report/`. */
  readonly file: string;
  /** Pure: the same report gives the same chunks. Chunks keep a large report out of one string. */
  readonly render: (report: Report, options: RenderOptions) => Iterable<string>;
}
