// W&B's keys in a bucket, the lifecycle rules that reach them, and the words these rules share.

import type { Lifecycle, LifecycleAction, LifecycleRule } from '../../src/model/evidence.ts';
import type { Target } from '../../src/model/target.ts';
import type { KeySpace } from '../../src/semantics/lifecycle.ts';
import { baseOf, prefixesOf, reachOf } from '../../src/semantics/lifecycle.ts';

export const LIFECYCLE_REFERENCES = [
  'https://docs.wandb.ai/platform/hosting/data-security/secure-storage-connector',
  'https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html',
  'https://cloud.google.com/storage/docs/lifecycle',
  'https://learn.microsoft.com/en-us/azure/storage/blobs/lifecycle-management-policy-structure',
] as const;

/** Far beyond any upload of W&B, and what AWS suggests: https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpu-abort-incomplete-mpu-lifecycle-config.html */
export const ABORT_DAYS = 7;

/** The keys of a target; what lies in another target's sub-path is judged there. */
export function keysOf({ subpath, peers }: Target): KeySpace {
  return { subpath, others: peers.map((peer) => peer.subpath) };
}

/** A rule that reaches W&B's keys. */
export interface ReachingRule {
  readonly rule: LifecycleRule;
  readonly index: number;
  /** What limits it beyond its prefix; empty: nothing. */
  readonly limits: readonly string[];
}

export function reachingRules({ rules }: Lifecycle, target: Target): ReachingRule[] {
  return rules.flatMap((rule, index) => {
    const reach = reachOf(rule, keysOf(target));
    return reach === undefined ? [] : [{ rule, index, limits: reach.limits }];
  });
}

export function actionOf<T extends LifecycleAction['type']>(
  { actions }: LifecycleRule,
  type: T,
): Extract<LifecycleAction, { type: T }> | undefined {
  return actions.find((action): action is Extract<LifecycleAction, { type: T }> => action.type === type);
}

/** `2 (expire-logs)`: the number people count from 1, and the id where it has one. */
export function nameOfRule({ rule, index }: Pick<ReachingRule, 'rule' | 'index'>): string {
  return rule.id === undefined ? `${index + 1}` : `${index + 1} (${rule.id})`;
}

/** `every key`, or `keys that start with logs/`. */
function prefixInWords(rule: LifecycleRule): string {
  const prefixes = prefixesOf(rule);
  return prefixes.includes('') ? 'every key' : `keys that start with ${prefixes.join(' or ')}`;
}

/** Where W&B's data is: `team1/`, or the whole bucket. */
export function placeInWords({ subpath }: Target): string {
  return subpath === '' ? 'the whole bucket' : baseOf(subpath);
}

/** `after 30 days`, `on 2027-01-01`. */
export function timeInWords({ days, date }: { readonly days?: number; readonly date?: string }): string {
  if (days !== undefined) return days === 1 ? 'after 1 day' : `after ${days} days`;
  return date === undefined ? 'in time' : `on ${date.slice(0, 10)}`;
}

export function pathOfRule(index: number): string {
  return `/rules/${index}`;
}

/** A lifecycle rule that expires W&B's keys, and what a message tells of it. */
export interface ExpiringRule {
  /** As in {@link ReachingRule}. */
  readonly limits: readonly string[];
  readonly path: string;
  readonly data: {
    readonly rule: string;
    readonly keys: string;
    readonly time: string;
    readonly place: string;
  };
}

export function expiringRules(lifecycle: Lifecycle, target: Target): ExpiringRule[] {
  return reachingRules(lifecycle, target).flatMap(({ rule, index, limits }) => {
    const expire = actionOf(rule, 'expire');
    if (expire === undefined) return [];
    const data = {
      rule: nameOfRule({ rule, index }),
      keys: prefixInWords(rule),
      time: timeInWords(expire),
      place: placeInWords(target),
    };
    return [{ limits, path: pathOfRule(index), data }];
  });
}

/** Repairs a lifecycle rule: everything but its expiry stays. */
export function withoutExpiry(action: LifecycleAction): LifecycleAction | undefined {
  return action.type === 'expire' ? undefined : action;
}
