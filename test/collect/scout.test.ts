// Buckets that refuse whatever they are asked: they cost their own time, and neither the others' nor their own answers.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLimiter } from '../../src/collect/limiter.ts';
import { Bucket } from '../../src/collect/scout.ts';
import { randomOf } from './simulated-store.ts';

const CALLS = 13;
const CONCURRENCY = 128;
const LATENCY_MS = 40;

const slowDown = (): Error =>
  Object.assign(new Error('SlowDown'), { name: 'SlowDown', $metadata: { httpStatusCode: 503 } });
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  vi.spyOn(Math, 'random').mockImplementation(randomOf(7));
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

interface Ended {
  /** By bucket: how many of its calls were answered, how often it was asked, when it was done (milliseconds). */
  readonly buckets: readonly { readonly answered: number; readonly asked: number; readonly at: number }[];
}

/** Reads a fleet as the collector does: half as many buckets under way as calls in flight, all calls of a bucket at once. */
async function read(buckets: number, refuses: (bucket: number, call: number) => boolean): Promise<Ended> {
  const { run } = createLimiter({ concurrency: CONCURRENCY, timeoutMs: 5000 });
  const start = performance.now();
  const ended: { answered: number; asked: number; at: number }[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let bucket = next++; bucket < buckets; bucket = next++) {
      let asked = 0;
      const one = async (call: number): Promise<void> => {
        asked++;
        await sleep(LATENCY_MS * (0.75 + Math.random() / 2));
        if (refuses(bucket, call)) throw slowDown();
      };
      const calls = Array.from({ length: CALLS }, (_, call) => run('e', () => one(call), `bucket-${bucket}`));
      const answered = (await Promise.allSettled(calls)).filter(({ status }) => status === 'fulfilled');
      ended[bucket] = { answered: answered.length, asked, at: performance.now() - start };
    }
  };
  const all = Promise.all(Array.from({ length: CONCURRENCY / 2 }, worker));
  await vi.runAllTimersAsync();
  await all;
  return { buckets: ended };
}

test.each([
  ['one in twenty', 20],
  ['one in four', 4],
])('%s refuses for ever: the others hardly notice, and it is given up as a whole', async (_, every) => {
  const [buckets, isStubborn] = [300, (bucket: number): boolean => bucket % every === every - 1];
  const { buckets: ended } = await read(buckets, isStubborn);
  const [stubborn, others] = [
    ended.filter((__, bucket) => isStubborn(bucket)),
    ended.filter((__, bucket) => !isStubborn(bucket)),
  ];
  for (const { answered } of others) expect(answered).toBe(CALLS);
  for (const { answered, asked } of stubborn) {
    expect(answered).toBe(0);
    // Every call once, then the scout alone.
    expect(asked).toBeGreaterThanOrEqual(CALLS);
    expect(asked).toBeLessThanOrEqual(CALLS + 15);
  }
  const clean = (buckets * CALLS * LATENCY_MS) / CONCURRENCY;
  // Stubborn ones hold their places among the buckets under way for six seconds.
  const held = (6000 * stubborn.length) / (CONCURRENCY / 2);
  expect(Math.max(...others.map(({ at }) => at))).toBeLessThan(2 * clean + held);
  expect(Math.max(...ended.map(({ at }) => at))).toBeLessThan(2 * clean + held + 10_000);
});

test('one that refuses everything for a second is read whole, and so is all but the one call that is never answered', async () => {
  const { buckets } = await read(60, (bucket, call) => {
    if (bucket === 7) return performance.now() < 1000;
    return bucket === 9 && call === 4;
  });
  expect(buckets.map(({ answered }) => answered)).toEqual(
    buckets.map((_, bucket) => (bucket === 9 ? CALLS - 1 : CALLS)),
  );
  expect(buckets[9]?.asked).toBe(CALLS - 1 + 13);
  expect(buckets[7]?.at).toBeLessThan(3000);
});

test.each([10, 25, 100])(
  'a store that allows %i calls a second: no call is given up for the others',
  async (perSecond) => {
    let [tokens, filledAt] = [1, performance.now()];
    const { buckets } = await read(Math.ceil((perSecond * 30) / CALLS) + 10, () => {
      const now = performance.now();
      tokens = Math.min(perSecond, tokens + ((now - filledAt) * perSecond) / 1000);
      filledAt = now;
      if (tokens < 1) return true;
      tokens--;
      return false;
    });
    for (const { answered } of buckets) expect(answered).toBe(CALLS);
    const calls = buckets.length * CALLS;
    expect(Math.max(...buckets.map(({ at }) => at))).toBeLessThan(1.15 * ((1000 * calls) / perSecond));
  },
);

test('an answer in between, and it is not stubborn', () => {
  const bucket = new Bucket();
  for (let round = 0; round < 3; round++) {
    for (let refusal = 0; refusal < 3; refusal++) expect(bucket.refused()).toBe(true);
    expect(bucket.scout()).toBeUndefined();
    bucket.answered();
  }
  for (let refusal = 0; refusal < 4; refusal++) expect(bucket.refused()).toBe(true);
  expect(bucket.refused()).toBe(false);
  expect(bucket.scout()).toBeDefined();
  expect(bucket.scout()).toBeUndefined();
});
