// The pace of an endpoint: what it allows is used, what it refuses at random is borne, and it is fast again when it is well.

import { describe, expect, test } from 'vitest';
import { simulate } from './simulated-store.ts';
import type { Simulated } from './simulated-store.ts';

const FLEET = { concurrency: 128, latencyMs: 50 };

/** What was answered, and which share of all was refused, from a time on. */
function from(ms: number, { arrivals, ms: end }: Simulated): { perSecond: number; refused: number } {
  const later = arrivals.filter(({ at }) => at >= ms);
  const refused = later.filter((arrival) => arrival.refused).length;
  return { perSecond: ((later.length - refused) * 1000) / (end - ms), refused: refused / later.length };
}

describe('a store that allows so many calls a second', () => {
  const cases = [25, 100, 300, 1000].flatMap((perSecond) =>
    [0.05, 0.3, 1].map((pause) => [perSecond, Math.max(3, perSecond * pause)] as const),
  );
  test.each(cases)(
    '%i a second, %i at once: used to nine tenths and more, under one in fifty refused',
    (perSecond, atOnce) => {
      for (const latencyMs of [5, 50]) {
        const store = { ...FLEET, latencyMs, calls: perSecond * 60, allows: { perSecond, atOnce } };
        const ran = simulate(store);
        // The first seconds, or the first few hundred calls, are spent on finding out.
        const settled = from(Math.max(5000, 500_000 / perSecond), ran);
        expect(settled.perSecond).toBeGreaterThan(0.9 * perSecond);
        expect(settled.refused).toBeLessThan(0.02);
        expect(ran.ms).toBeLessThan(60_000 / 0.9);
      }
    },
  );
});

describe('a store that refuses a share at random', () => {
  const cases = [0.02, 0.05, 0.2, 0.3].flatMap((refuses) =>
    [128, 16, 4].map((concurrency) => [refuses, concurrency] as const),
  );
  test.each(cases)(
    '%d, %i in flight: costs the calls that it refuses, and not the pace',
    (refuses, concurrency) => {
      const store = { ...FLEET, concurrency, calls: 80 * Math.max(16, concurrency) };
      const clean = simulate(store);
      const { ms } = simulate({ ...store, refuses });
      expect(ms / clean.ms).toBeLessThan(1 / (1 - refuses) + 0.3);
    },
  );
});

test('a store that is well is asked as fast as it goes', () => {
  const { ms } = simulate({ ...FLEET, calls: 12_800 });
  expect(ms).toBe((12_800 / 128) * 50);
});

test('one that was closed for two seconds is asked fully again within ten', () => {
  const ran = simulate({ ...FLEET, calls: 40_000, closedUntil: 2000 });
  expect(from(12_000, ran).perSecond).toBeGreaterThan(0.95 * (128 / 0.05));
  // It was left alone meanwhile.
  expect(ran.arrivals.filter(({ refused }) => refused).length).toBeLessThan(400);
});
