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

/** The closest of `names` within a third of its length, for "did you mean". */
export function closest(word: string, names: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Infinity;
  for (const name of names) {
    const distance = editDistance(word, name);
    if (distance < least && distance <= Math.max(2, Math.floor(name.length / 3)))
      [best, least] = [name, distance];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, swap));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
