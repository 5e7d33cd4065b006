// What a command may touch of the world, handed in so that commands can be run in tests.

import type { Writable } from 'node:stream';

export interface Io {
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  /** Aborted by Ctrl-C: what was finished is still reported. */
  readonly signal: AbortSignal;
}

/** Exit codes, the same for every command and format. */
export const EXIT = { ok: 0, findings: 1, usage: 2, open: 3, bug: 70, interrupted: 130 } as const;

/** Wrong use: one line or more on stderr, exit 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Colours: `FORCE_COLOR` wins, then `NO_COLOR` (https://no-color.org), then whether a person is looking. */
export function wantsColor(stream: { readonly isTTY?: boolean }, env: Io['env']): boolean {
  if (env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '') return env['FORCE_COLOR'] !== '0';
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}
