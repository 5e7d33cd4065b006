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
  /**
   * Files of locations (and `--bucket`, for what the command line named) -> their paths from the top of the git
   * repository, as whoever knows the file system found them; those outside of one are missing.
   */
  readonly repositoryPaths?: Readonly<Record<string, string>>;
  /** What tells one audit of a repository from others in code scanning; `byob-audit` without. */
  readonly category?: string;
}

/** A report in several files. */
export interface SplitReport {
  /** Folder beside the main file. */
  readonly folder: string;
  /** The main file, which leads to the others. */
  readonly index: Iterable<string>;
  /** Files of the folder, by name. */
  readonly pages: Iterable<{ readonly file: string; readonly chunks: Iterable<string> }>;
}

/** Where a format that can be split has its pages, of this run and of earlier ones. */
export interface PagesPlace {
  /** The folder beside the main file `file`. */
  readonly folder: (file: string) => string;
  /** Whether a file there is a page: all others are not the format's own. */
  readonly isPage: (file: string) => boolean;
}

export interface Format {
  readonly name: string;
  readonly description: string;
  /** File name in `byob-report/`. */
  readonly file: string;
  /** Pure: the same report gives the same chunks. Chunks keep a large report out of one string. */
  readonly render: (report: Report, options: RenderOptions) => Iterable<string>;
  /** What whoever writes the report has to know of it, one line each: cut to a limit, not safe to upload. */
  readonly notices?: (report: Report, options: RenderOptions) => readonly string[];
  /**
   * A report that is too large to be read from one file, as several; undefined for one that is not. `file` is the name
   * of the main file. Where only one file can be written (stdout), {@link Format.render} gives all in one.
   */
  readonly split?: (report: Report, options: RenderOptions, file: string) => SplitReport | undefined;
  readonly pages?: PagesPlace;
}
