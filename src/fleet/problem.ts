// What is wrong with a fleet, with its place.

import type { Position } from '../model/target.ts';

/** `file` of what the command line names; its `line` is the how-manieth. */
export const COMMAND_LINE = '--bucket';

export interface Problem extends Position {
  readonly file: string;
  /** One line, without secrets. */
  readonly message: string;
}

/** A fleet that cannot be audited as it is declared: every problem at once, exit 2. */
export class FleetError extends Error {
  override readonly name = 'FleetError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(describe).join('\n'));
    this.problems = problems;
  }
}

/** `byob.yaml:5:15: ...`, as compilers write it and editors follow it; `--bucket 2: ...` for the second on the command line. */
function describe({ file, line, column, message }: Problem): string {
  return file === COMMAND_LINE ? `${file} ${line}: ${message}` : `${file}:${line}:${column}: ${message}`;
}

/** Where a problem is told before its place in a file is known. */
export type Report = (at: Position, message: string) => void;
