// One limit over all calls in flight, time-outs, retries and back-off: the one place that waits.

import pLimit from 'p-limit';
import { Interrupted, isDeadEndpoint, isThrottled, statusOf, TimeoutError } from './errors.ts';

export interface LimiterOptions {
  /** Calls in flight. */
  readonly concurrency: number;
  /** Of one call, milliseconds. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** Runs one call against an endpoint; the signal ends it when its time is up or the run is interrupted. */
export type Limiter = <T>(endpoint: string, call: (signal: AbortSignal) => Promise<T>) => Promise<T>;

const TRIES = 6;
const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 5000;

interface Endpoint {
  /** No call starts before this moment (performance.now). */
  pausedUntil: number;
  /** Throttled answers since the last good one. */
  throttled: number;
  /** A call succeeded once: a failure later is that call's own. */
  alive: boolean;
  dead?: unknown;
}

/** Makes the limiter of a run. */
export function createLimiter({ concurrency, timeoutMs, signal }: LimiterOptions): {
  readonly run: Limiter;
  readonly calls: () => number;
} {
  const limit = pLimit(concurrency);
  const endpoints = new Map<string, Endpoint>();
  // One listener for the run, not one a call: thousands on one signal cost more than the calls.
  const inFlight = new Set<AbortController>();
  signal?.addEventListener(
    'abort',
    () => inFlight.forEach((controller) => controller.abort(new Interrupted())),
    { once: true },
  );
  let calls = 0;

  async function once<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (signal?.aborted === true) throw new Interrupted();
    const controller = new AbortController();
    inFlight.add(controller);
    const timer = setTimeout(() => controller.abort(new TimeoutError()), timeoutMs);
    calls++;
    try {
      return await call(controller.signal);
    } catch (error) {
      // The SDK throws its own AbortError; why it was aborted is what counts.
      throw controller.signal.aborted ? (controller.signal.reason as unknown) : error;
    } finally {
      clearTimeout(timer);
      inFlight.delete(controller);
    }
  }

  async function patiently<T>(endpoint: Endpoint, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      await pause(endpoint.pausedUntil - performance.now(), signal);
      if (endpoint.dead !== undefined) throw endpoint.dead;
      try {
        const result = await once(call);
        endpoint.alive = true;
        endpoint.throttled = 0;
        return result;
      } catch (error) {
        if (statusOf(error) > 0) endpoint.alive = true;
        else if (!endpoint.alive && isDeadEndpoint(error)) endpoint.dead = error;
        if (tries >= TRIES || !worthAnotherTry(error)) throw error;
        const throttled = isThrottled(error);
        if (throttled) endpoint.throttled++;
        const backoff = Math.min(
          LONGEST_BACKOFF_MS,
          FIRST_BACKOFF_MS * 2 ** (throttled ? Math.min(endpoint.throttled, tries) : tries),
        );
        const wait = backoff * (0.5 + Math.random());
        // Throttling concerns the endpoint: every call to it holds back. A reset or a 500 concerns the call.
        if (throttled) endpoint.pausedUntil = Math.max(endpoint.pausedUntil, performance.now() + wait);
        else await pause(wait, signal);
      }
    }
  }

  return {
    calls: () => calls,
    run: (name, call) => {
      let endpoint = endpoints.get(name);
      if (endpoint === undefined) {
        endpoint = { pausedUntil: 0, throttled: 0, alive: false };
        endpoints.set(name, endpoint);
      }
      const to = endpoint;
      return limit(() => patiently(to, call));
    },
  };
}

/** Throttling, 500s and broken connections pass, "not implemented" does not; a time-out has cost enough already. */
function worthAnotherTry(error: unknown): boolean {
  const { code, name } = error as { code?: string; name?: string };
  return (
    isThrottled(error) ||
    (statusOf(error) >= 500 && statusOf(error) !== 501) ||
    code === 'ECONNRESET' ||
    code === 'EPIPE' ||
    name === 'EAI_AGAIN'
  );
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
