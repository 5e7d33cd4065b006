// The management policy of an account, as far as it reaches one container.

import type {
  DateAfterCreation,
  DateAfterModification,
  ManagementPolicyRule,
  ManagementPolicyVersion,
} from '@azure/arm-storage';
import type { Lifecycle, LifecycleAction, LifecycleRule } from '../../model/evidence.ts';
import type { JsonValue } from '../../model/json.ts';

/**
 * Rules that name other containers alone are left out; `stored` keeps the whole account's.
 * https://learn.microsoft.com/en-us/azure/storage/blobs/lifecycle-management-policy-structure
 */
export function lifecycleOf(rules: readonly ManagementPolicyRule[], container: string): Lifecycle {
  return {
    rules: rules.flatMap((rule) => ruleOf(rule, container)),
    stored: JSON.parse(JSON.stringify({ rules })) as JsonValue,
  };
}

function ruleOf(
  { name, enabled = true, definition }: ManagementPolicyRule,
  container: string,
): LifecycleRule[] {
  const { actions, filters } = definition;
  const { prefixMatch = [], blobTypes = [], blobIndexMatch = [] } = filters ?? {};
  const prefixes = prefixMatch.flatMap((prefix) => withinContainer(prefix, container));
  if (prefixMatch.length > 0 && prefixes.length === 0) return [];
  const { baseBlob = {}, version = {} } = actions;
  return [
    {
      id: name,
      enabled,
      prefixes: prefixes.includes('') ? [] : prefixes,
      suffixes: [],
      // `==` is the only operator.
      tags: Object.fromEntries(blobIndexMatch.map(({ name: tag, value }) => [tag, value])),
      // W&B writes block blobs.
      ...(blobTypes.length > 0 && !blobTypes.includes('blockBlob') && { neverReachesWandb: true }),
      // Snapshots are made by hand; W&B makes none and they are no versions.
      actions: [...liveActionsOf(baseBlob), ...versionActionsOf(version)],
    },
  ];
}

/** A prefix is over `container/blob`: one without a slash reaches every container that begins with it. */
function withinContainer(prefix: string, container: string): string[] {
  const root = `${container}/`;
  if (root.startsWith(prefix)) return [''];
  return prefix.startsWith(root) ? [prefix.slice(root.length)] : [];
}

const TIERS = { tierToHot: 'Hot', tierToCool: 'Cool', tierToCold: 'Cold', tierToArchive: 'Archive' } as const;
type Tiers<T> = { readonly [K in keyof typeof TIERS | 'delete']?: T };

function liveActionsOf({ delete: remove, ...tiers }: Tiers<DateAfterModification>): LifecycleAction[] {
  return [
    ...(remove === undefined ? [] : [{ type: 'expire', ...daysOf(remove) } as const]),
    ...tieringsOf(tiers, daysOf).map((tiering) => ({ type: 'transition', ...tiering }) as const),
  ];
}

function versionActionsOf({ delete: remove, ...tiers }: ManagementPolicyVersion): LifecycleAction[] {
  return [
    ...(remove === undefined ? [] : [{ type: 'expireNoncurrent', ...ageOf(remove) } as const]),
    ...tieringsOf(tiers, ageOf).map((tiering) => ({ type: 'transitionNoncurrent', ...tiering }) as const),
  ];
}

function tieringsOf<T>(
  tiers: Tiers<T>,
  days: (when: T) => { days?: number },
): { storageClass: string; days?: number }[] {
  return Object.entries(TIERS).flatMap(([key, storageClass]) => {
    const when = tiers[key as keyof typeof TIERS];
    return when === undefined ? [] : [{ storageClass, ...days(when) }];
  });
}

/** The first condition that is set decides, whichever it counts from: modified, created, last read. */
function daysOf(when: DateAfterModification): { days?: number } {
  const days =
    when.daysAfterModificationGreaterThan ??
    when.daysAfterCreationGreaterThan ??
    when.daysAfterLastAccessTimeGreaterThan;
  return days === undefined ? {} : { days };
}

function ageOf({ daysAfterCreationGreaterThan: days }: DateAfterCreation): { days: number } {
  return { days };
}
