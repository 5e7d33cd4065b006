// A store and its callers in simulated time: so many calls a second, or a share refused at random; no clock, no network.

import { createPace } from '../../src/collect/pace.ts';

export interface SimulatedStore {
  /** Calls to be answered. */
  readonly calls: number;
  /** In flight at once. */
  readonly concurrency: number;
  /** Of one call, milliseconds. */
  readonly latencyMs: number;
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

/** Asks until every call is answered; refused calls come again after a moment. */
export function simulate(store: SimulatedStore): Simulated {
  const { calls, concurrency, latencyMs } = store;
  const pace = createPace();
  const refuses = refusalsOf(store);
  const agenda = agendaOf();
  const arrivals: { at: number; refused: boolean }[] = [];
  let waiting = calls;
  let inFlight = 0;
  let gated = false;

  const send = (): void => {
    waiting--;
    inFlight++;
    const round = pace.sent(agenda.now());
    agenda.after(latencyMs / 2, () => {
      const refused = refuses(agenda.now());
      arrivals.push({ at: agenda.now(), refused });
      agenda.after(latencyMs / 2, () => {
        inFlight--;
        pace.answered(round, refused, agenda.now());
        if (refused) agenda.after(50, comeAgain);
        pump();
      });
    });
  };
  const comeAgain = (): void => {
    waiting++;
    pump();
  };
  const openGate = (): void => {
    gated = false;
    pump();
  };
  const pump = (): void => {
    if (gated || waiting === 0 || inFlight === concurrency) return;
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
function refusalsOf({ allows, refuses = 0, closedUntil = 0 }: SimulatedStore): (now: number) => boolean {
  const random = randomOf(7);
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
function randomOf(start: number): () => number {
  let seed = start;
  const next = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  return () => {
    next();
    next();
    return next();
  };
}
