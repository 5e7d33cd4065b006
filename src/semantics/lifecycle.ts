// Which objects of a sub-path a lifecycle rule reaches.

import type { LifecycleRule } from '../model/evidence.ts';

/** `all`: every object under one of its prefixes. `some`: only those that a tag, a size or a suffix picks. */
export type Reach = 'none' | 'some' | 'all';

/**
 * How far a rule reaches into W&B's data under `subpath` ('' is the whole bucket). W&B's keys are `subpath/...`, so a rule on
 * `team10/` does not reach `team1`. A suffix `.parquet` and a size greater than 0 pick the run history itself: they count as all.
 */
export function reachOf(rule: LifecycleRule, subpath: string): Reach {
  if (!rule.enabled || rule.neverReachesWandb === true) return 'none';
  const root = subpath === '' ? '' : `${subpath}/`;
  const overlaps =
    rule.prefixes.length === 0 || rule.prefixes.some((p) => p.startsWith(root) || root.startsWith(p));
  if (!overlaps) return 'none';
  return isFiltered(rule) ? 'some' : 'all';
}

function isFiltered(rule: LifecycleRule): boolean {
  return (
    Object.keys(rule.tags).length > 0 ||
    (rule.sizeGreaterThan ?? 0) > 0 ||
    rule.sizeLessThan !== undefined ||
    (rule.suffixes.length > 0 && !rule.suffixes.some((suffix) => '.parquet'.endsWith(suffix)))
  );
}
