// Runs that a change to summer time would swallow: their wall-clock time does not exist on that day.

import { createTask } from 'node-cron';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 1440 * MINUTE;

/**
 * The moment at which a run is to be made up that falls into an hour that the clock skips (2:15 where it goes from 2:00
 * to 3:00): the first moment after the skip. Undefined where no such hour lies between the two moments (at most some
 * days apart), where the schedule asks for nothing in it, or for the same again right after it (every hour).
 */
export function madeUpAt(cron: string, timeZone: string, from: Date, until: Date): Date | undefined {
  const skip = skippedBetween(timeZone, from, until);
  if (skip === undefined) return undefined;
  // The pattern alone, held against wall-clock times written as if they were UTC.
  const pattern = createTask(cron, () => undefined, { timezone: 'UTC' });
  const step = cron.trim().split(/\s+/).length === 6 ? SECOND : MINUTE;
  const asks = (wall: number): boolean =>
    Array.from({ length: skip.length / step }, (_, index) => new Date(wall + index * step)).some((at) =>
      pattern.match(at),
    );
  const asked = asks(skip.wall) && !asks(skip.wall + skip.length);
  void pattern.destroy();
  return asked ? new Date(skip.end) : undefined;
}

interface Skip {
  /** First moment after the skip. */
  readonly end: number;
  /** The first wall-clock time that does not exist, as if it were UTC. */
  readonly wall: number;
  readonly length: number;
}

function skippedBetween(timeZone: string, from: Date, until: Date): Skip | undefined {
  const offset = offsetsIn(timeZone);
  const floor = Math.floor(from.getTime() / MINUTE) * MINUTE;
  for (let start = floor; start < until.getTime(); start += DAY) {
    let [low, high] = [start, Math.min(start + DAY, until.getTime())];
    const before = offset(low);
    const length = offset(high) - before;
    if (length <= 0) continue;
    while (high - low > MINUTE) {
      const middle = low + Math.floor((high - low) / 2 / MINUTE) * MINUTE;
      if (offset(middle) === before) low = middle;
      else high = middle;
    }
    const end = Math.floor(high / MINUTE) * MINUTE;
    return { end, wall: end + before, length };
  }
  return undefined;
}

/** Milliseconds that a zone's wall clock is ahead of UTC. */
function offsetsIn(timeZone: string): (at: number) => number {
  const fields = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const format = new Intl.DateTimeFormat('en-US', { timeZone, ...fields, ...clock });
  return (at) => {
    const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(at / MINUTE) * MINUTE;
  };
}
