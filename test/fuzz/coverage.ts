// Which parts of our code ran, told by V8's own profiler: nothing is instrumented, nothing native is installed.

import { Session } from 'node:inspector/promises';

const OURS = /\/(?:src|rules|reports)\/[^?]*\.ts$/;

export interface Coverage {
  /** True where something ran, or ran far more often, for the first time. */
  readonly isNew: () => Promise<boolean>;
  /** Places seen so far. */
  readonly size: () => number;
}

/** Starts it: https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#method-startPreciseCoverage */
export async function startCoverage(): Promise<Coverage> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const seen = new Set<string>();
  return {
    async isNew() {
      const { result } = await session.post('Profiler.takePreciseCoverage');
      const before = seen.size;
      for (const { url, scriptId, functions } of result) {
        if (!OURS.test(url)) continue;
        for (const { ranges } of functions) {
          for (const { startOffset, endOffset, count } of ranges) {
            // How often, by powers of four: a loop that runs longer is news, one turn more is not.
            if (count > 0)
              seen.add(`${scriptId}:${startOffset}:${endOffset}:${Math.floor(Math.log2(count) / 2)}`);
          }
        }
      }
      return seen.size > before;
    },
    size: () => seen.size,
  };
}
