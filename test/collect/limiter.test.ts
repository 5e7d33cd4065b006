// The limiter: how many calls go at once, what waits for what, and when an endpoint is given up.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Interrupted, retryAfterOf, TimeoutError } from '../../src/collect/errors.ts';
import { createLimiter } from '../../src/collect/limiter.ts';

// Time is made up: what waits goes on at once, whatever else the machine does.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
  vi.setTimerTickMode('nextTimerAsync');
});
afterEach(() => {
  vi.useRealTimers();
});

const slowDown = (): Error =>
  Object.assign(new Error('SlowDown'), { name: 'SlowDown', $metadata: { httpStatusCode: 503 } });
const nodeError = (code: string): Error => Object.assign(new Error(code), { code });
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const hang = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('AbortError')));
  });

test('never more calls at once than allowed, over all endpoints', async () => {
  const { run, calls } = createLimiter({ concurrency: 5, timeoutMs: 1000 });
  let now = 0;
  let most = 0;
  const call = async (): Promise<void> => {
    most = Math.max(most, ++now);
    await sleep(2);
    now--;
  };
  await Promise.all(Array.from({ length: 60 }, (_, i) => run(`e${i % 3}`, call)));
  expect(most).toBe(5);
  expect(calls()).toBe(60);
});

test('a throttled endpoint waits without a slot: the others go on', async () => {
  const { run } = createLimiter({ concurrency: 2, timeoutMs: 1000 });
  const refuse = (): Promise<never> => Promise.reject(slowDown());
  const throttled = Promise.allSettled(Array.from({ length: 10 }, () => run('slow', refuse)));
  await sleep(20);
  const start = performance.now();
  await Promise.all(Array.from({ length: 20 }, () => run('fast', () => sleep(1))));
  expect(performance.now() - start).toBeLessThan(200);
  void throttled;
});

test('fewer calls go to an endpoint that throttles, and more again when it recovers', async () => {
  const { run } = createLimiter({ concurrency: 16, timeoutMs: 1000 });
  let refusing = true;
  let now = 0;
  let most = 0;
  const call = async (): Promise<void> => {
    most = Math.max(most, ++now);
    await sleep(2);
    now--;
    if (refusing) throw slowDown();
  };
  const first = Array.from({ length: 32 }, () => run('e', call));
  await sleep(15);
  refusing = false;
  await Promise.all(first);
  most = 0;
  await Promise.all(Array.from({ length: 12 }, () => run('e', call)));
  expect(most).toBeLessThan(16);
  await Promise.all(Array.from({ length: 2000 }, () => run('e', call)));
  expect(most).toBe(16);
});

test('one refusal in five, at random, costs a few calls more and no result', async () => {
  const { run, calls } = createLimiter({ concurrency: 32, timeoutMs: 1000 });
  let seed = 1;
  const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  const start = performance.now();
  const call = async (): Promise<void> => {
    await sleep(5);
    if (random() < 0.2) throw slowDown();
  };
  const ended = await Promise.allSettled(Array.from({ length: 600 }, () => run('e', call)));
  expect(ended.every(({ status }) => status === 'fulfilled')).toBe(true);
  expect(calls()).toBeLessThan(850);
  // 600 calls of 5 ms, 32 at once, are 0.1 s; pauses of whole endpoints took 10 s and more.
  expect(performance.now() - start).toBeLessThan(5000);
});

describe('a service that says how long to wait', () => {
  const limited = (after: string): Error =>
    Object.assign(new Error('429'), { statusCode: 429, response: { headers: { 'retry-after': after } } });

  test('is left alone that long, by every call, and then answers', async () => {
    const { run } = createLimiter({ concurrency: 4, timeoutMs: 1000 });
    const start = performance.now();
    let refused = false;
    const first = run('e', () => {
      if (refused) return Promise.resolve(performance.now() - start);
      refused = true;
      return Promise.reject(limited('1'));
    });
    await sleep(20);
    const second = run('e', () => Promise.resolve(performance.now() - start));
    const other = await run('f', () => Promise.resolve(performance.now() - start));
    expect(other).toBeLessThan(500);
    for (const at of await Promise.all([first, second])) expect(at).toBeGreaterThanOrEqual(990);
  });

  test('is not waited for longer than five minutes', async () => {
    const { run, calls } = createLimiter({ concurrency: 1, timeoutMs: 1000 });
    await expect(run('e', () => Promise.reject(limited('301')))).rejects.toThrow('429');
    expect(calls()).toBe(1);
  });

  test('is not waited for when the run is interrupted', async () => {
    const controller = new AbortController();
    const { run } = createLimiter({ concurrency: 1, timeoutMs: 1000, signal: controller.signal });
    const ended = expect(run('e', () => Promise.reject(limited('200')))).rejects.toThrow(Interrupted);
    setTimeout(() => controller.abort(), 250);
    await ended;
  });
});

test('a held endpoint is sent nothing until its time is over', async () => {
  const { run, hold } = createLimiter({ concurrency: 2, timeoutMs: 1000 });
  hold('e', 150);
  const start = performance.now();
  await run('f', () => Promise.resolve());
  expect(performance.now() - start).toBeLessThan(100);
  await run('e', () => Promise.resolve());
  expect(performance.now() - start).toBeGreaterThanOrEqual(145);
});

test('Retry-After is read from the errors of all SDKs, as seconds or as a date', () => {
  const headers = new Map([['retry-after', '17']]);
  expect(retryAfterOf({ response: { headers } })).toBe(17_000);
  expect(retryAfterOf({ $response: { headers: { 'retry-after': '2' } } })).toBe(2000);
  const soon = new Date(Date.now() + 60_000).toUTCString();
  expect(retryAfterOf({ response: { headers: { 'retry-after': soon } } })).toBeGreaterThan(57_000);
  expect(retryAfterOf({ response: { headers: { 'retry-after': 'later' } } })).toBeUndefined();
  expect(retryAfterOf(new Error('none'))).toBeUndefined();
});

describe('an endpoint is given up', () => {
  test.each(['ENOTFOUND', 'ECONNREFUSED', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'])(
    'at once after %s',
    async (code) => {
      const { run, calls } = createLimiter({ concurrency: 1, timeoutMs: 1000 });
      const error = nodeError(code);
      const ended = await Promise.allSettled(
        Array.from({ length: 20 }, () => run('e', () => Promise.reject(error))),
      );
      expect(ended.every((e) => e.status === 'rejected' && e.reason === error)).toBe(true);
      expect(calls()).toBe(1);
    },
  );

  test('after its time-out, which all buckets share', async () => {
    const { run, calls } = createLimiter({ concurrency: 4, timeoutMs: 100 });
    const start = performance.now();
    const ended = await Promise.allSettled(Array.from({ length: 40 }, () => run('e', hang)));
    expect(performance.now() - start).toBeLessThan(190);
    expect(ended.every((e) => e.status === 'rejected' && e.reason instanceof TimeoutError)).toBe(true);
    // A slot that the first time-out freed may have taken one more.
    expect(calls()).toBeLessThanOrEqual(5);
  });

  test('but not for the others', async () => {
    const { run } = createLimiter({ concurrency: 4, timeoutMs: 100 });
    await expect(run('dead', () => Promise.reject(nodeError('ENOTFOUND')))).rejects.toThrow();
    await expect(run('e', () => Promise.resolve(1))).resolves.toBe(1);
  });

  test('never once it has answered, nor after one reset or one time-out', async () => {
    const { run } = createLimiter({ concurrency: 1, timeoutMs: 50 });
    let resets = 0;
    const once = (): Promise<number> =>
      resets++ === 0 ? Promise.reject(nodeError('ECONNRESET')) : Promise.resolve(1);
    await expect(run('reset', once)).resolves.toBe(1);
    await expect(run('hangs', hang)).rejects.toThrow(TimeoutError);
    await expect(run('hangs', () => Promise.resolve(1))).resolves.toBe(1);
    for (let i = 0; i < 3; i++) await expect(run('hangs', hang)).rejects.toThrow(TimeoutError);
    await expect(run('hangs', () => Promise.resolve(2))).resolves.toBe(2);
  });
});

test('what will not pass is asked once, a 500 three times, throttling thirteen', async () => {
  const asked = async (error: Error): Promise<number> => {
    const { run, calls } = createLimiter({ concurrency: 1, timeoutMs: 1000 });
    await expect(run('e', () => Promise.reject(error))).rejects.toBe(error);
    return calls();
  };
  const status = (httpStatusCode: number): Error =>
    Object.assign(new Error('x'), { name: 'X', $metadata: { httpStatusCode } });
  expect(await Promise.all([403, 404, 501, 500].map((code) => asked(status(code))))).toEqual([1, 1, 1, 3]);
  expect(await asked(slowDown())).toBe(13);
}, 20_000);

describe('interruption', () => {
  test('ends calls in flight, waiting and pausing at once', async () => {
    const controller = new AbortController();
    const { run, bounded } = createLimiter({
      concurrency: 2,
      timeoutMs: 60_000,
      signal: controller.signal,
    });
    const all = Promise.allSettled([
      ...Array.from({ length: 10 }, () => run('e', hang)),
      run('slow', () => Promise.reject(slowDown())),
      bounded(() => sleep(60_000)),
    ]);
    await sleep(20);
    const start = performance.now();
    controller.abort();
    const ended = await all;
    expect(performance.now() - start).toBeLessThan(100);
    expect(ended.every((e) => e.status === 'rejected' && e.reason instanceof Interrupted)).toBe(true);
  });
});
