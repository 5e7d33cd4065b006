// A store and its callers in simulated time: so many calls a second, or a share refused at random; no clock, no network.

import { THROTTLED_BACKOFF_MS } from '../../src/collect/limiter.ts';
import { createPace } from '../../src/collect/pace.ts';

export interface SimulatedStore {
  /** Calls to be answered. */
  readonly calls: number;
  /** In flight at once. */
  readonly concurrency: number;
  /** Of one call, milliseconds; with `seed` a quarter more or less. */
  readonly latencyMs: number;
  /** Of the caller's processor, a call, milliseconds. */
  readonly costMs?: number;
  /** Other chances than those of the other seeds. */
  readonly seed?: number;
  /** Calls a second that are allowed, and how many more at once after a pause: a bucket of tokens. */
  readonly allows?: { readonly perSecond: number; readonly atOnce: number };
  /** Share of the calls that is refused whatever comes. */
  readonly refuses?: number;
  /** Everything is refused before this time, milliseconds. */
  readonly closedUntil?: number;
}

export interface Simulated {
  readonly ms: number;
  /** Every call that arrived: when, and whether it was refused. */
  readonly arrivals: readonly { readonly at: number; readonly refused: boolean }[];
}

/** Calls that wait at once: an audit has half as many buckets under way as calls in flight, of 13 calls each. */
const UNDER_WAY = 800;

/** Asks until every call is answered; refused calls come again when the limiter would send them again. */
export function simulate(store: SimulatedStore): Simulated {
  const { calls, concurrency, latencyMs, costMs = 0, seed } = store;
  const pace = createPace();
  const random = randomOf(seed ?? 7);
  const refuses = refusalsOf(store, random);
  const agenda = agendaOf();
  const arrivals: { at: number; refused: boolean }[] = [];
  /** Of each call that waits: how often it was refused. */
  const waiting = Array.from({ length: calls }, () => 0);
  let inFlight = 0;
  let gated = false;
  let busyUntil = 0;

  const halfway = (): number => (latencyMs / 2) * (seed === undefined ? 1 : 0.75 + random() / 2);
  const cost = (act: () => void): void => {
    busyUntil = Math.max(busyUntil, agenda.now()) + costMs / 2;
    agenda.after(busyUntil - agenda.now(), act);
  };
  const send = (): void => {
    const tries = waiting.shift() ?? 0;
    inFlight++;
    const round = pace.sent(agenda.now());
    const arrive = (): void => {
      const refused = refuses(agenda.now());
      arrivals.push({ at: agenda.now(), refused });
      agenda.after(halfway(), () => cost(() => answered(round, refused, tries)));
    };
    cost(() => agenda.after(halfway(), arrive));
  };
  const answered = (round: number, refused: boolean, tries: number): void => {
    inFlight--;
    pace.answered(round, refused, agenda.now());
    if (refused) {
      const backoff = THROTTLED_BACKOFF_MS[tries];
      if (backoff === undefined) throw new Error('a call was given up');
      agenda.after(backoff * (0.5 + random()), () => comeAgain(tries + 1));
    }
    pump();
  };
  const comeAgain = (tries: number): void => {
    // Behind the calls of the buckets under way, before those of buckets that nobody has begun.
    waiting.splice(UNDER_WAY, 0, tries);
    pump();
  };
  const openGate = (): void => {
    gated = false;
    pump();
  };
  const pump = (): void => {
    if (gated || waiting.length === 0 || inFlight === concurrency) return;
    const wait = pace.wait(agenda.now());
    if (wait < 1) {
      send();
      pump();
    } else {
      gated = true;
      agenda.after(Math.ceil(wait), openGate);
    }
  };
  pump();
  return { ms: agenda.run(), arrivals };
}

/** What the store says to a call that arrives. */
function refusalsOf(
  { allows, refuses = 0, closedUntil = 0 }: SimulatedStore,
  random: () => number,
): (now: number) => boolean {
  let tokens = allows?.atOnce ?? 0;
  let filledAt = 0;
  return (now) => {
    if (now < closedUntil || random() < refuses) return true;
    if (allows === undefined) return false;
    tokens = Math.min(allows.atOnce, tokens + ((now - filledAt) * allows.perSecond) / 1000);
    filledAt = now;
    if (tokens < 1) return true;
    tokens--;
    return false;
  };
}

/** What happens when, in order. */
function agendaOf(): {
  readonly now: () => number;
  readonly after: (ms: number, act: () => void) => void;
  readonly run: () => number;
} {
  const events: { readonly at: number; readonly act: () => void }[] = [];
  let now = 0;
  return {
    now: () => now,
    after(ms, act) {
      const at = now + ms;
      let [low, high] = [0, events.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((events[middle]?.at ?? 0) <= at) low = middle + 1;
        else high = middle;
      }
      events.splice(low, 0, { at, act });
    },
    run() {
      for (let event = events.shift(); event !== undefined; event = events.shift()) {
        now = event.at;
        event.act();
      }
      return now;
    },
  };
}

/** The same numbers each time: https://en.wikipedia.org/wiki/Linear_congruential_generator (MINSTD), every third taken. */
export function randomOf(start: number): () => number {
  let seed = start;
  const next = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  return () => {
    next();
    next();
    return next();
  };
}
