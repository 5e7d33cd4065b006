// One input through one door: what broke, and how long it took.

import { Broken, checkPrototypes, MOST_MS } from './invariants.ts';
import type { FuzzTarget } from './targets.ts';

export interface Tried {
  readonly ms: number;
  /** Undefined where all is well. */
  readonly fault?: string;
}

/** Never rejects. Time is of the processor, as others may use the machine, too. */
export async function tried({ run }: FuzzTarget, text: string): Promise<Tried> {
  const start = process.cpuUsage();
  let fault: string | undefined;
  try {
    await run(text);
    checkPrototypes();
  } catch (error) {
    fault = error instanceof Broken ? error.message : String((error as Error)?.stack ?? error);
  }
  const { user, system } = process.cpuUsage(start);
  const ms = (user + system) / 1000;
  if (fault === undefined && ms > MOST_MS) fault = `took ${ms.toFixed(0)} ms`;
  return { ms, ...(fault !== undefined && { fault }) };
}
