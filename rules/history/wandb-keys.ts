// W&B's keys in a bucket, the lifecycle rules that reach them, and the words and repairs these rules share.

import type { Lifecycle, LifecycleAction, LifecycleRule } from '../../src/model/evidence.ts';
import type { Violation } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import type { KeySpace } from '../../src/semantics/lifecycle.ts';
import { baseOf, prefixesOf, reachOf } from '../../src/semantics/lifecycle.ts';
import { s3api } from '../views/s3-documents.ts';

export const LIFECYCLE_REFERENCES = [
  'https://docs.wandb.ai/platform/hosting/data-security/secure-storage-connector',
  'https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html',
] as const;

/** Far beyond any upload of W&B, and what AWS suggests: https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpu-abort-incomplete-mpu-lifecycle-config.html */
export const ABORT_DAYS = 7;

export function verifyLifecycle(target: Target): string {
  return s3api(target, 'get-bucket-lifecycle-configuration');
}

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
export function prefixInWords(rule: LifecycleRule): string {
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

/**
 * The rules with the actions of the ones at fault changed; an action changed to undefined is taken out, and a rule
 * without actions with it. All other rules stay as they are.
 */
export function repairActions(
  rules: readonly LifecycleRule[],
  violations: readonly Violation[],
  repair: (action: LifecycleAction) => LifecycleAction | undefined,
): LifecycleRule[] {
  const faulty = new Set(violations.filter(({ facet }) => facet === 'lifecycle').map(({ path }) => path));
  return rules.flatMap((rule, index) => {
    if (!faulty.has(pathOfRule(index))) return rule;
    const actions = rule.actions.flatMap((action) => repair(action) ?? []);
    return actions.length === 0 ? [] : { ...rule, actions };
  });
}

/** The rules with one more for W&B's keys. Ids are unique in a configuration. */
export function withRule(
  rules: readonly LifecycleRule[],
  target: Target,
  id: string,
  action: LifecycleAction,
): LifecycleRule[] {
  const taken = new Set(rules.map((rule) => rule.id));
  let free = id;
  for (let n = 2; taken.has(free); n += 1) free = `${id}-${n}`;
  const base = baseOf(target.subpath);
  return [
    ...rules,
    {
      id: free,
      enabled: true,
      prefixes: base === '' ? [] : [base],
      suffixes: [],
      tags: {},
      actions: [action],
    },
  ];
}
