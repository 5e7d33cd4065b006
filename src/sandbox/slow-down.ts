// Calls that are refused because there are too many: a share at random, or all above a rate.

import type { SlowDown } from './world.ts';

/** Tells of each call, in the order in which they come, whether it is refused. */
export function slowDownOf(setting: SlowDown | undefined): () => boolean {
  if (setting === undefined) return () => false;
  if ('share' in setting) return () => Math.random() < setting.share;
  const { perSecond, atOnce } = setting;
  let tokens = atOnce;
  let filledAt = performance.now();
  return () => {
    const now = performance.now();
    tokens = Math.min(atOnce, tokens + ((now - filledAt) * perSecond) / 1000);
    filledAt = now;
    if (tokens < 1) return true;
    tokens--;
    return false;
  };
}
