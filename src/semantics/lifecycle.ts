// Which of W&B's objects a lifecycle rule reaches.
// Sources: https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html,
// https://cloud.google.com/storage/docs/lifecycle,
// https://learn.microsoft.com/en-us/azure/storage/blobs/lifecycle-management-policy-structure

import type { LifecycleRule } from '../model/evidence.ts';

/** The keys that one use of a bucket may write. */
export interface KeySpace {
  /** Without leading or trailing slash; '' is the whole bucket. Keys are `subpath/...`. */
  readonly subpath: string;
  /** Sub-paths of others on the same bucket: keys in them, where they lie inside this one, are not ours. */
  readonly others: readonly string[];
}

/** What limits a rule within the prefix it reaches: `tag tier=cold`, `objects over 1024 bytes`. Empty: nothing. */
export interface Reach {
  readonly limits: readonly string[];
}

/** What an enabled rule reaches of the keys, or undefined where it reaches none. Age and date do not limit: time passes. */
export function reachOf(rule: LifecycleRule, keys: KeySpace): Reach | undefined {
  if (!rule.enabled || rule.neverReachesWandb === true) return undefined;
  if (!prefixesOf(rule).some((prefix) => prefixReaches(prefix, keys))) return undefined;
  const patternLimits = rule.pattern === undefined ? [] : [`names like ${rule.pattern}`];
  const limits = [...tagLimits(rule.tags), ...sizeLimits(rule), ...suffixLimits(rule.suffixes)];
  return { limits: [...limits, ...patternLimits] };
}

/** The prefixes of a rule; one without prefix is for every key. */
export function prefixesOf({ prefixes }: LifecycleRule): readonly string[] {
  return prefixes.length === 0 ? [''] : prefixes;
}

/**
 * True where some key of the key space starts with the prefix. A prefix is plain text, it does not end at a slash:
 * `team1` reaches `team10/run`, `team10/` does not reach `team1/run`.
 */
export function prefixReaches(prefix: string, { subpath, others }: KeySpace): boolean {
  const own = baseOf(subpath);
  if (!prefixesOverlap(prefix, own)) return false;
  const inside = others.map(baseOf).filter((other) => other.length > own.length && other.startsWith(own));
  return !inside.some((other) => prefix.startsWith(other));
}

/** True where a key can start with both. */
export function prefixesOverlap(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}

/** What the keys under a sub-path start with. */
export function baseOf(subpath: string): string {
  return subpath === '' ? '' : `${subpath}/`;
}

/** W&B is not documented to tag its objects: a rule limited by tags may miss them. */
export function tagLimits(tags: Readonly<Record<string, string>>): string[] {
  return Object.entries(tags).map(([key, value]) => `tag ${key}=${value}`);
}

function sizeLimits({ sizeGreaterThan = 0, sizeLessThan }: LifecycleRule): string[] {
  return [
    // Every file that holds anything is over 0 bytes.
    ...(sizeGreaterThan > 0 ? [`objects over ${sizeGreaterThan} bytes`] : []),
    ...(sizeLessThan === undefined ? [] : [`objects under ${sizeLessThan} bytes`]),
  ];
}

/** Run history is kept in Parquet files: a rule for that suffix reaches all of it. */
function suffixLimits(suffixes: readonly string[]): string[] {
  const reachesHistory = suffixes.some((suffix) => '.parquet'.endsWith(suffix));
  return reachesHistory ? [] : suffixes.map((suffix) => `suffix ${suffix}`);
}
