// What is wrong with a fleet, with its place.

import type { Position } from '../model/target.ts';

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
    super(
      problems.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`).join('\n'),
    );
    this.problems = problems;
  }
}

/** Where a problem is told before its place in a file is known. */
export type Report = (at: Position, message: string) => void;
