// What is wrong with a fleet, with its place.

export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
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
