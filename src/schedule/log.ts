// Logs for machines: one JSON object a line, with the run it belongs to.

import type { Writable } from 'node:stream';

export type Level = 'info' | 'warn' | 'error';

/** `event` is one word for searches; fields hold no secret (a `Secret` prints as `[redacted]`). */
export type Log = (level: Level, event: string, fields?: Readonly<Record<string, unknown>>) => void;

/** Writes `time`, `level`, `event` and the fields onto a stream, one line an event. */
export function jsonLog(stream: Pick<Writable, 'write'>, now: () => Date): Log {
  return (level, event, fields = {}) => {
    stream.write(`${JSON.stringify({ time: now().toISOString(), level, event, ...fields })}\n`);
  };
}

/** The same log with fields on every line, e.g. the run id. */
export function withFields(log: Log, always: Readonly<Record<string, unknown>>): Log {
  return (level, event, fields) => log(level, event, { ...always, ...fields });
}

/** What went wrong, in one line, without a stack. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.replace(/\s+/g, ' ').slice(0, 500);
}
