// One thread of a threaded collector: takes buckets, gives evidence.

import { parentPort, workerData } from 'node:worker_threads';
import { createCollector } from './collect.ts';
import { unpacked } from './parcel.ts';
import type { FromThread, ThreadOptions, ToThread } from './threads.ts';

const interrupt = new AbortController();
const collector = createCollector({ ...(workerData as ThreadOptions), signal: interrupt.signal });
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
const answer = (message: FromThread): void => parentPort?.postMessage(message);

parentPort?.on('message', (message: ToThread) => {
  if (message.type === 'abort') interrupt.abort();
  else void collect(message);
});

async function collect({ id, entries }: Extract<ToThread, { type: 'collect' }>): Promise<void> {
  try {
    const evidence = await collector.collect(entries.map(unpacked));
    answer({ id, calls: collector.calls(), evidence });
  } catch (error) {
    answer({ id, calls: collector.calls(), error });
  }
}
