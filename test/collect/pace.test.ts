// The pace of an endpoint: what it allows is used, what it refuses at random is borne, and it is fast again when it is well.

import { describe, expect, test } from 'vitest';
import { createPace } from '../../src/collect/pace.ts';
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

test.each([
  [25, 25],
  [100, 30],
  [300, 300],
  [1000, 50],
])('%i a second, %i at once, with uneven latencies: the same, whatever the seed', (perSecond, atOnce) => {
  for (let seed = 101; seed <= 1010; seed += 101) {
    const calls = Math.min(perSecond * 60, 20_000);
    const ran = simulate({ ...FLEET, calls, allows: { perSecond, atOnce }, seed });
    const settled = from(Math.max(5000, 500_000 / perSecond), ran);
    expect(settled.perSecond).toBeGreaterThan(0.9 * perSecond);
    expect(settled.refused).toBeLessThan(0.02);
  }
});

test('one call in five refused at random: at most 1.6 times as slow, over many seeds', () => {
  const store = { ...FLEET, calls: 2800, costMs: 1.2 };
  const clean = simulate(store);
  const ratios = Array.from({ length: 40 }, (_, index) => {
    const { ms } = simulate({ ...store, refuses: 0.2, seed: (index + 1) * 7919 });
    return ms / clean.ms;
  }).toSorted((a, b) => a - b);
  expect(ratios[20]).toBeLessThan(1.4);
  expect(ratios[39]).toBeLessThan(1.6);
});

test('a first round that is bad by chance is no measure for those after it', () => {
  const pace = createPace();
  let now = 1;
  for (let call = 0; call < 3000; call++) {
    now += Math.max(1, pace.wait(now));
    const round = pace.sent(now);
    pace.answered(round, call % (call < 50 ? 2 : 5) === 0, now);
  }
  expect(now).toBeLessThan(1.5 * 3000);
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
      const ran = [1, 2, 3, 4, 5].map((seed) => simulate({ ...store, refuses, seed: seed * 7919 }).ms);
      const median = ran.toSorted((a, b) => a - b)[2] ?? 0;
      expect(median / clean.ms).toBeLessThan(1 / (1 - refuses) + 0.3);
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
