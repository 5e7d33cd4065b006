// The lifecycle rules of a bucket.

import type { Lifecycle, LifecycleAction, LifecycleRule } from '../../model/evidence.ts';
import type { JsonValue } from '../../model/json.ts';
import type { GoogleBucket, GoogleLifecycleRule } from './wire.ts';

type Condition = NonNullable<GoogleLifecycleRule['condition']>;

/** Google's lifecycle rules as the facet: https://cloud.google.com/storage/docs/lifecycle */
export function lifecycleOf({ lifecycle }: Pick<GoogleBucket, 'lifecycle'>): Lifecycle {
  const stored = lifecycle?.rule ?? [];
  return { rules: stored.map(ruleOf), stored: JSON.parse(JSON.stringify({ rule: stored })) as JsonValue };
}

/** Google's rules have neither name nor switch. `matchesStorageClass` limits nothing: objects move between classes. */
function ruleOf({ action, condition = {} }: GoogleLifecycleRule): LifecycleRule {
  const { matchesPrefix: prefixes = [], matchesSuffix: suffixes = [] } = condition;
  return {
    enabled: true,
    prefixes,
    suffixes,
    tags: {},
    ...limitsOf(condition),
    ...(needsCustomTime(condition) && { neverReachesWandb: true }),
    actions: actionsOf(action, condition),
  };
}

function limitsOf({
  matchesPattern: pattern,
  sizeAboveBytes: above,
  sizeBelowBytes: below,
}: Condition): Pick<LifecycleRule, 'pattern' | 'sizeGreaterThan' | 'sizeLessThan'> {
  return {
    ...(pattern !== undefined && { pattern }),
    ...(above !== undefined && { sizeGreaterThan: Number(above) }),
    ...(below !== undefined && { sizeLessThan: Number(below) }),
  };
}

/** Objects without a custom time never meet these conditions, and W&B sets none. */
function needsCustomTime({ daysSinceCustomTime, customTimeBefore }: Condition): boolean {
  return daysSinceCustomTime !== undefined || customTimeBefore !== undefined;
}

function actionsOf(action: GoogleLifecycleRule['action'], condition: Condition): LifecycleAction[] {
  const storageClass = action?.storageClass ?? '';
  switch (action?.type) {
    case 'Delete':
      return [
        noncurrentOnly(condition)
          ? { type: 'expireNoncurrent', ...noncurrentAge(condition), ...kept(condition) }
          : { type: 'expire', ...liveAge(condition) },
      ];
    case 'SetStorageClass':
      return [
        noncurrentOnly(condition)
          ? { type: 'transitionNoncurrent', storageClass, ...noncurrentAge(condition) }
          : { type: 'transition', storageClass, ...liveAge(condition) },
      ];
    case 'AbortIncompleteMultipartUpload':
      return [{ type: 'abortUploads', days: condition.age ?? 0 }];
    default:
      return [];
  }
}

/** All conditions must hold at once: one that only noncurrent versions can meet spares the live ones. */
function noncurrentOnly(condition: Condition): boolean {
  const { isLive, daysSinceNoncurrentTime, noncurrentTimeBefore, numNewerVersions = 0 } = condition;
  return (
    isLive === false ||
    daysSinceNoncurrentTime !== undefined ||
    noncurrentTimeBefore !== undefined ||
    numNewerVersions >= 1
  );
}

function liveAge({ age, createdBefore }: Condition): { days?: number; date?: string } {
  return {
    ...(age !== undefined && { days: age }),
    ...(createdBefore !== undefined && { date: createdBefore }),
  };
}

function noncurrentAge({ daysSinceNoncurrentTime: days }: Condition): { days?: number } {
  return days === undefined ? {} : { days };
}

function kept({ numNewerVersions = 0 }: Condition): { keep?: number } {
  return numNewerVersions >= 1 ? { keep: numNewerVersions } : {};
}
