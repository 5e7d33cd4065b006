// One limit over all calls in flight, a limit an endpoint, time-outs, retries and back-off: the one place that waits.

import pLimit from 'p-limit';
import type { LimitFunction } from 'p-limit';
import {
  Interrupted,
  isBroken,
  isDeadEndpoint,
  isThrottled,
  retryAfterOf,
  statusOf,
  TimeoutError,
} from './errors.ts';
import { createPace } from './pace.ts';
import type { Pace } from './pace.ts';
import { Bucket } from './scout.ts';
import type { Scout } from './scout.ts';

export interface LimiterOptions {
  /** Calls in flight. */
  readonly concurrency: number;
  /** Of one call, milliseconds. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

type Work<T> = (signal: AbortSignal) => Promise<T>;

/**
 * Runs one call against an endpoint; the signal ends it when its time is up or the run is interrupted. `bucket`: what the call
 * asks about, where the endpoint serves many; calls of one that refuses them all go one at a time, and are given up together.
 */
export type Limiter = <T>(endpoint: string, call: Work<T>, bucket?: string) => Promise<T>;

/** Sends nothing more to an endpoint for a while: it said that its allowance is used up. */
export type Hold = (endpoint: string, ms: number) => void;

/** Waits for something that is no call of this tool (a credential source): time-out and interruption, no slot. */
export type Bounded = <T>(work: () => Promise<T>) => Promise<T>;

const TRIES_BROKEN = 3;
/**
 * Before each further try of a call that was throttled, 5.5 s in all, as the endpoint may need a while. By half more each
 * time, no steeper: what relieves the endpoint is the pace of all calls to it, and a call that is refused five times by chance
 * must not hold up its bucket.
 */
export const THROTTLED_BACKOFF_MS = [20, 30, 45, 70, 100, 150, 230, 340, 500, 800, 1200, 2000];
const TRIES_THROTTLED = THROTTLED_BACKOFF_MS.length + 1;
const BROKEN_BACKOFF_MS = [100, 200];
/** What a call waits in all where the service says how long; Azure's storage provider counts in windows of five minutes. */
const LONGEST_WAIT_MS = 300_000;
/** In flight to an endpoint before it answered; one more for each good answer, so twice as many each round trip. */
const FIRST_IN_FLIGHT = 16;
/** Calls that must end without an answer, before an endpoint that never answered one is given up. */
const SILENT_CALLS = 2;

interface Endpoint {
  readonly limit: LimitFunction;
  readonly pace: Pace;
  /** Calls leave one by one while there is a pace. */
  readonly gate: LimitFunction;
  readonly inFlight: Set<AbortController>;
  readonly buckets: Map<string, Bucket>;
  /** It answered once: a failure later is that call's own. */
  alive: boolean;
  /** Calls that ended without any answer. */
  silent: number;
  /** Nothing is sent before this time, milliseconds. */
  heldUntil: number;
  /** What every further call ends with. */
  dead?: unknown;
}

/** Makes the limiter of a run. */
export function createLimiter({ concurrency, timeoutMs, signal }: LimiterOptions): {
  readonly run: Limiter;
  readonly bounded: Bounded;
  readonly hold: Hold;
  readonly calls: () => number;
} {
  const slots = pLimit(concurrency);
  const endpoints = new Map<string, Endpoint>();
  // One listener for the run, not one a call: thousands on one signal cost more than the calls.
  const waiting = new Set<AbortController>();
  const interrupt = (): void => {
    for (const inFlight of [waiting, ...[...endpoints.values()].map((endpoint) => endpoint.inFlight)])
      abortAll(inFlight, new Interrupted());
  };
  signal?.addEventListener('abort', interrupt, { once: true });
  let calls = 0;

  function endpointOf(name: string): Endpoint {
    let endpoint = endpoints.get(name);
    if (endpoint === undefined) {
      const limit = pLimit(Math.min(concurrency, FIRST_IN_FLIGHT));
      const [inFlight, buckets] = [new Set<AbortController>(), new Map<string, Bucket>()];
      const fresh = { alive: false, silent: 0, heldUntil: 0 };
      endpoint = { limit, pace: createPace(), gate: pLimit(1), inFlight, buckets, ...fresh };
      endpoints.set(name, endpoint);
    }
    return endpoint;
  }

  async function inTime<T>(inFlight: Set<AbortController>, work: Work<T>): Promise<T> {
    if (signal?.aborted === true) throw new Interrupted();
    const controller = new AbortController();
    inFlight.add(controller);
    const timer = setTimeout(() => controller.abort(new TimeoutError()), timeoutMs);
    try {
      return await work(controller.signal);
    } catch (error) {
      // The SDK throws its own AbortError; why it was aborted is what counts.
      throw controller.signal.aborted ? (controller.signal.reason as unknown) : error;
    } finally {
      clearTimeout(timer);
      inFlight.delete(controller);
    }
  }

  /** Waits for the endpoint: until it is no longer held, and for its pace. Without a slot: the other endpoints go on. */
  async function turnOf(endpoint: Endpoint): Promise<void> {
    for (let left = waitOf(endpoint); left > 0; left = waitOf(endpoint)) {
      await pause(left, signal);
      if (signal?.aborted === true) throw new Interrupted();
    }
  }

  const attempt = <T>(endpoint: Endpoint, bucket: Bucket, call: Work<T>): Promise<T> =>
    endpoint.limit(async () => {
      await endpoint.gate(() => turnOf(endpoint));
      return slots(async () => {
        if (endpoint.dead !== undefined) throw endpoint.dead;
        const round = endpoint.pace.sent(performance.now());
        try {
          const result = await inTime(endpoint.inFlight, (abort) => {
            calls++;
            return call(abort);
          });
          answeredWell(endpoint, concurrency);
          bucket.answered();
          endpoint.pace.answered(round, false, performance.now());
          return result;
        } catch (error) {
          const refused = isThrottled(error);
          const tells = refused ? bucket.refused() : statusOf(error) > 0;
          if (tells && !refused) bucket.answered();
          if (tells) endpoint.pace.answered(round, refused, performance.now());
          throw error;
        }
      });
    });

  async function patiently<T>(endpoint: Endpoint, bucket: Bucket, call: Work<T>): Promise<T> {
    let asked = 0;
    let scout: Scout | undefined;
    for (let tries = 1; ; tries++) {
      if (scout === undefined) await bucket.scouted();
      try {
        const result = await attempt(endpoint, bucket, call);
        scout?.cameBack();
        return result;
      } catch (error) {
        const throttled = isThrottled(error);
        const wait = throttled ? retryAfterOf(error) : undefined;
        asked += wait ?? 0;
        if (tries >= triesOf(error) || endpoint.dead !== undefined || asked > LONGEST_WAIT_MS) {
          failed(endpoint, error);
          if (throttled) scout?.gaveUp(error);
          else scout?.cameBack();
          throw error;
        }
        if (wait !== undefined) holdUntil(endpoint, wait);
        if (throttled) scout ??= bucket.scout();
        // Without a slot: the others go on.
        const backoff = throttled ? THROTTLED_BACKOFF_MS : BROKEN_BACKOFF_MS;
        await pause(jittered(backoff[tries - 1] ?? 0), signal);
      }
    }
  }

  return {
    calls: () => calls,
    bounded: (work) =>
      inTime(waiting, (abort) => {
        const ended = new Promise<never>((_, reject) => {
          abort.addEventListener('abort', () => reject(abort.reason as Error), { once: true });
        });
        return Promise.race([work(), ended]);
      }),
    hold: (name, ms) => holdUntil(endpointOf(name), ms),
    run(name, call, bucket) {
      const endpoint = endpointOf(name);
      return patiently(endpoint, bucketOf(endpoint, bucket), call);
    },
  };
}

function bucketOf({ buckets }: Endpoint, name: string | undefined): Bucket {
  const bucket = (name === undefined ? undefined : buckets.get(name)) ?? new Bucket();
  if (name !== undefined) buckets.set(name, bucket);
  return bucket;
}

function waitOf({ heldUntil, pace }: Endpoint): number {
  const now = performance.now();
  const wait = Math.max(heldUntil - now, pace.wait(now));
  // Timers count whole milliseconds; the pace catches up.
  return wait < 1 ? 0 : wait;
}

function holdUntil(endpoint: Endpoint, ms: number): void {
  endpoint.heldUntil = Math.max(endpoint.heldUntil, performance.now() + ms);
}

function answeredWell(endpoint: Endpoint, concurrency: number): void {
  endpoint.alive = true;
  if (endpoint.limit.concurrency < concurrency) endpoint.limit.concurrency++;
}

/**
 * Gives an endpoint up that was never heard of: at once where it cannot be reached at all, after a few calls where it took
 * them and stayed silent, as one call may hang for reasons of its own.
 */
function failed(endpoint: Endpoint, error: unknown): void {
  if (statusOf(error) > 0) endpoint.alive = true;
  if (endpoint.alive || endpoint.dead !== undefined) return;
  const silent = error instanceof TimeoutError || isBroken(error);
  if (!isDeadEndpoint(error) && !(silent && ++endpoint.silent >= SILENT_CALLS)) return;
  endpoint.dead = error;
  // What is under way will wait in vain.
  abortAll(endpoint.inFlight, error);
}

function abortAll(inFlight: ReadonlySet<AbortController>, reason: unknown): void {
  for (const controller of inFlight) controller.abort(reason);
}

/** Throttling, 500s and broken connections pass, "not implemented" does not; a time-out has cost enough already. */
function triesOf(error: unknown): number {
  if (isThrottled(error)) return TRIES_THROTTLED;
  const status = statusOf(error);
  return (status >= 500 && status !== 501) || isBroken(error) ? TRIES_BROKEN : 1;
}

function jittered(ms: number): number {
  return ms * (0.5 + Math.random());
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  if (ms <= 0 || signal?.aborted === true) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });
}
