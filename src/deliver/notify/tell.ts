// Tells all sinks of a run, on change only; a sink that is dead or hangs is reported and stops nothing.

import type { Report } from '../../model/report.ts';
import { changeOf, isQuiet } from './change.ts';
import type { Sink } from './sinks.ts';

/** What became of a sink; `reason` where it did not take the news. */
export interface Told {
  readonly sink: string;
  readonly reason?: string;
}

/** All a sink gets, its retries included. */
const SINK_TIMEOUT_MS = 45_000;

/** Never rejects. Empty where nothing changed, but for sinks that compare by themselves. */
export async function tellSinks(
  report: Report,
  sinks: readonly Sink[],
  { place, timeoutMs = SINK_TIMEOUT_MS }: { readonly place?: string; readonly timeoutMs?: number } = {},
): Promise<Told[]> {
  const change = changeOf(report);
  const quiet = isQuiet(change);
  const news = { change, report, ...(place !== undefined && { place }) };
  return Promise.all(
    sinks
      .filter(({ always }) => !quiet || always === true)
      .map(async ({ name, tell }) => {
        const failure = await inTime(timeoutMs, (signal) => tell(news, signal));
        return { sink: name, ...(failure !== undefined && { reason: failure }) };
      }),
  );
}

/** Why it failed; undefined where it did not. Does not wait for work that ignores its signal. */
async function inTime(ms: number, work: (signal: AbortSignal) => Promise<void>): Promise<string | undefined> {
  const controller = new AbortController();
  const late = Promise.withResolvers<string>();
  const timer = setTimeout(() => {
    controller.abort();
    late.resolve('no answer in time');
  }, ms);
  const done = work(controller.signal).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message || error.name : 'failed'),
  );
  try {
    return await Promise.race([done, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
