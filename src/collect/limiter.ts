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

export interface LimiterOptions {
  /** Calls in flight. */
  readonly concurrency: number;
  /** Of one call, milliseconds. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

type Work<T> = (signal: AbortSignal) => Promise<T>;

/** Runs one call against an endpoint; the signal ends it when its time is up or the run is interrupted. */
export type Limiter = <T>(endpoint: string, call: Work<T>) => Promise<T>;

/** Sends nothing more to an endpoint for a while: it said that its allowance is used up. */
export type Hold = (endpoint: string, ms: number) => void;

/** Waits for something that is no call of this tool (a credential source): time-out and interruption, no slot. */
export type Bounded = <T>(work: () => Promise<T>) => Promise<T>;

const TRIES_THROTTLED = 8;
const TRIES_BROKEN = 3;
const FIRST_BACKOFF_MS = 50;
const LONGEST_BACKOFF_MS = 3000;
/** What a call waits in all where the service says how long; Azure's storage provider counts in windows of five minutes. */
const LONGEST_WAIT_MS = 300_000;
/** Of a call, for each good answer: the limit settles where one answer in four is a refusal. */
const GROWTH = 1 / 3;
/** Calls that must end without an answer, before an endpoint that never answered one is given up. */
const SILENT_CALLS = 2;

interface Endpoint {
  readonly limit: LimitFunction;
  readonly inFlight: Set<AbortController>;
  /** The limit with its fraction. */
  level: number;
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
      const fresh = { alive: false, silent: 0, heldUntil: 0 };
      endpoint = { limit: pLimit(concurrency), inFlight: new Set(), level: concurrency, ...fresh };
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

  const attempt = <T>(endpoint: Endpoint, call: Work<T>): Promise<T> =>
    endpoint.limit(async () => {
      // Without a slot: the other endpoints go on.
      for (let left = held(endpoint); left > 0; left = held(endpoint)) {
        await pause(left, signal);
        if (signal?.aborted === true) throw new Interrupted();
      }
      return slots(async () => {
        if (endpoint.dead !== undefined) throw endpoint.dead;
        const result = await inTime(endpoint.inFlight, (abort) => {
          calls++;
          return call(abort);
        });
        endpoint.alive = true;
        if (endpoint.level < concurrency) moveLimit(endpoint, Math.min(concurrency, endpoint.level + GROWTH));
        return result;
      });
    });

  async function patiently<T>(endpoint: Endpoint, call: Work<T>): Promise<T> {
    let asked = 0;
    for (let tries = 1; ; tries++) {
      try {
        return await attempt(endpoint, call);
      } catch (error) {
        if (isThrottled(error)) moveLimit(endpoint, Math.max(1, endpoint.level - 1));
        const wait = isThrottled(error) ? retryAfterOf(error) : undefined;
        asked += wait ?? 0;
        if (tries >= triesOf(error) || endpoint.dead !== undefined || asked > LONGEST_WAIT_MS) {
          failed(endpoint, error);
          throw error;
        }
        if (wait !== undefined) holdUntil(endpoint, wait);
        // Without a slot: the others go on.
        await pause(jittered(FIRST_BACKOFF_MS * 2 ** tries), signal);
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
    run: (name, call) => patiently(endpointOf(name), call),
  };
}

function held({ heldUntil }: Endpoint): number {
  return heldUntil - performance.now();
}

function holdUntil(endpoint: Endpoint, ms: number): void {
  endpoint.heldUntil = Math.max(endpoint.heldUntil, performance.now() + ms);
}

/**
 * Fewer calls go at once to an endpoint that throttles, more again when it recovers. In small steps: one refusal says
 * little, and halving for each would leave nothing of the limit where a store refuses a fifth of its calls at random.
 */
function moveLimit(endpoint: Endpoint, level: number): void {
  endpoint.level = level;
  // The tolerance takes three thirds for a whole.
  const whole = Math.floor(level + 1e-9);
  if (whole !== endpoint.limit.concurrency) endpoint.limit.concurrency = whole;
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
  return Math.min(LONGEST_BACKOFF_MS, ms) * (0.5 + Math.random());
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
