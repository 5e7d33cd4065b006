// A collector that reads on several threads: what the S3 SDK costs in CPU is more than one core gives a large fleet.

import { availableParallelism } from 'node:os';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import type { BucketEvidence } from '../model/evidence.ts';
import type { Provider } from '../model/provider.ts';
import { createCollector, FAMILIES } from './collect.ts';
import type { CollectOptions, Collector } from './collect.ts';
import type { Family } from './foreign.ts';
import { packed } from './parcel.ts';
import type { Parcel } from './parcel.ts';

/** What goes to a thread. */
export type ToThread =
  | { readonly type: 'collect'; readonly id: number; readonly entries: readonly Parcel[] }
  | { readonly type: 'abort' };

/** What comes back; `calls` is the thread's count so far. */
export type FromThread = { readonly id: number; readonly calls: number } & (
  { readonly evidence: BucketEvidence } | { readonly error: unknown }
);

/** What a thread is started with: the options that can be copied. */
export type ThreadOptions = Omit<CollectOptions, 'signal'>;

/**
 * Calls that a bucket takes, about: what its SDK costs in CPU goes by them. Containers share what is read of their account:
 * with 5,000 of them a second thread takes half as much CPU again and no less time.
 */
const CALLS: Readonly<Record<Family, number>> = { s3: 14, gcs: 3, azure: 0.3 };
/** A thread costs more than a second of CPU to start and to warm up; docs/adr/0006-threads.md has the measurements. */
const CALLS_A_THREAD = 1400;
/** Beyond these the endpoints and the caller's thread, which judges, are the limit. */
const MOST_THREADS = 4;
/** Left to itself each thread's heap grows as if it were alone, to twice what its buckets need: V8 sizes it by these. */
const HEAP_OF_A_THREAD = { maxYoungGenerationSizeMb: 24, maxOldGenerationSizeMb: 256 };
/**
 * Megabytes of one half of a thread's young heap when it starts: {@link YOUNG_HEAP} is a setting of the process and keeps it from
 * growing, which would leave it at one, with three times as many collections.
 */
const YOUNG_HALF_OF_A_THREAD = '--min-semi-space-size=4';

/** The young part of the caller's heap, which cannot be bounded from here: left to itself it grows to 128 MB. */
const YOUNG_HEAP_BYTES = 32 * 1024 * 1024;
/** It doubles when much of it survives: https://github.com/v8/v8/blob/main/src/flags/flag-definitions.h */
const YOUNG_HEAP = { kept: '--semi-space-growth-factor=1', growing: '--semi-space-growth-factor=2' } as const;

/** On how many threads such buckets are read, the caller's among them. */
export function threadsFor(buckets: readonly Provider[]): number {
  const calls = buckets.reduce((sum, provider) => sum + CALLS[FAMILIES[provider]], 0);
  return Math.max(1, Math.min(MOST_THREADS, availableParallelism(), Math.floor(calls / CALLS_A_THREAD)));
}

/** {@link createCollector}, on the caller's and further threads that share the calls in flight evenly. */
export function createThreadedCollector(options: CollectOptions, threads: number): Collector {
  const count = Math.min(threads, options.concurrency);
  if (count < 2) return createCollector(options);
  const { signal, concurrency, env, ...rest } = options;
  const share = Math.ceil(concurrency / count);
  tidyHeap();
  setFlagsFromString(YOUNG_HALF_OF_A_THREAD);
  const own = inCallersThread({ ...options, concurrency: share });
  const others = Array.from({ length: count - 1 }, () =>
    startThread({ ...rest, env: { ...env }, concurrency: share }),
  );
  const abort = (): void => others.forEach((thread) => thread.abort());
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted === true) abort();
  return {
    calls: () => others.reduce((sum, thread) => sum + thread.calls(), own.calls()),
    async collect(entries) {
      const alive = others.filter((thread) => !thread.isLost());
      const idlest = alive.reduce<Thread>(
        (least, thread) => (thread.load() < least.load() ? thread : least),
        own,
      );
      try {
        return await idlest.collect(entries);
      } catch (error) {
        // A thread that is lost (a store whose answers fill its memory) costs nobody's bucket: it is read again, here.
        if (!idlest.isLost()) throw error;
        return own.collect(entries);
      }
    },
    close() {
      signal?.removeEventListener('abort', abort);
      for (const thread of [own, ...others]) thread.close();
    },
  };
}

/**
 * Collects garbage once, while the heap is small: V8 then lets it grow by shares of what lives in it. Before that it looks for
 * garbage at half a gigabyte only.
 */
function tidyHeap(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

interface Thread extends Collector {
  /** Buckets under way. */
  readonly load: () => number;
  /** It ended by itself: what it had under way is rejected, and it takes nothing more. */
  readonly isLost: () => boolean;
}

function inCallersThread(options: CollectOptions): Thread {
  const collector = createCollector(options);
  let load = 0;
  let isKept = false;
  const keepYoungHeap = (): void => {
    const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
    isKept = (young?.space_size ?? 0) >= YOUNG_HEAP_BYTES;
    if (isKept) setFlagsFromString(YOUNG_HEAP.kept);
  };
  return {
    ...collector,
    close() {
      setFlagsFromString(YOUNG_HEAP.growing);
      collector.close();
    },
    load: () => load,
    isLost: () => false,
    async collect(entries) {
      load++;
      if (!isKept) keepYoungHeap();
      try {
        return await collector.collect(entries);
      } finally {
        load--;
      }
    },
  };
}

function startThread(options: ThreadOptions): Thread & { readonly abort: () => void } {
  const worker = new Worker(new URL(import.meta.url.replace(/threads(\.[jt]s)/, 'thread$1')), {
    workerData: options,
    resourceLimits: HEAP_OF_A_THREAD,
  });
  const waiting = new Map<number, PromiseWithResolvers<BucketEvidence>>();
  let next = 0;
  let calls = 0;
  let lost: Error | undefined;
  const lose = (error: Error): void => {
    lost ??= error;
    for (const { reject } of waiting.values()) reject(lost);
    waiting.clear();
  };
  worker.on('error', lose);
  worker.on('exit', (code) => lose(new Error(`a collecting thread ended early (${code})`)));
  worker.on('message', (answer: FromThread) => {
    calls = answer.calls;
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('evidence' in answer) asked?.resolve(answer.evidence);
    else asked?.reject(answer.error);
  });
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  const post = (message: ToThread): void => worker.postMessage(message);
  return {
    load: () => waiting.size,
    isLost: () => lost !== undefined,
    calls: () => calls,
    abort: () => post({ type: 'abort' }),
    close: () => void worker.terminate(),
    collect(entries) {
      const asked = Promise.withResolvers<BucketEvidence>();
      waiting.set(next, asked);
      post({ type: 'collect', id: next++, entries: entries.map(packed) });
      // The targets themselves: those that came back are without their fleet.
      const targets = entries.map(({ target }) => target);
      return asked.promise.then((evidence) => ({ ...evidence, targets }));
    },
  };
}
