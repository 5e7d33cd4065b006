// The lifecycle rules of a bucket, and the archive tiers of Intelligent-Tiering.

import type {
  GetBucketLifecycleConfigurationCommandOutput,
  LifecycleRule as S3Rule,
  ListBucketIntelligentTieringConfigurationsCommandOutput,
} from '@aws-sdk/client-s3';
import type { Facets, Lifecycle, LifecycleAction, LifecycleRule } from '../../model/evidence.ts';
import { s3Reader } from './reader.ts';

/** S3's lifecycle rules as the facet. Dates may be Date objects (SDK) or text (a document). */
export function lifecycleOf({
  Rules = [],
}: Pick<GetBucketLifecycleConfigurationCommandOutput, 'Rules'>): Lifecycle {
  return { rules: Rules.map(ruleOf) };
}

function ruleOf(rule: S3Rule): LifecycleRule {
  const { Filter: filter, Prefix: legacyPrefix } = rule;
  const and = filter?.And;
  const prefix = and?.Prefix ?? filter?.Prefix ?? legacyPrefix ?? '';
  const tags = and?.Tags ?? (filter?.Tag === undefined ? [] : [filter.Tag]);
  const greater = and?.ObjectSizeGreaterThan ?? filter?.ObjectSizeGreaterThan;
  const less = and?.ObjectSizeLessThan ?? filter?.ObjectSizeLessThan;
  return {
    ...(rule.ID !== undefined && { id: rule.ID }),
    enabled: rule.Status === 'Enabled',
    prefixes: prefix === '' ? [] : [prefix],
    suffixes: [],
    tags: Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value])),
    ...(greater !== undefined && { sizeGreaterThan: greater }),
    ...(less !== undefined && { sizeLessThan: less }),
    actions: actionsOf(rule),
  };
}

function actionsOf(rule: S3Rule): LifecycleAction[] {
  const actions: LifecycleAction[] = [];
  const {
    Expiration: expiration,
    NoncurrentVersionExpiration: noncurrent,
    AbortIncompleteMultipartUpload: abort,
  } = rule;
  if (expiration?.ExpiredObjectDeleteMarker === true) actions.push({ type: 'removeDeleteMarkers' });
  if (expiration?.Days !== undefined || expiration?.Date !== undefined) {
    actions.push({ type: 'expire', ...when(expiration.Days, expiration.Date) });
  }
  for (const { StorageClass = '', Days, Date: date } of rule.Transitions ?? []) {
    actions.push({ type: 'transition', storageClass: StorageClass, ...when(Days, date) });
  }
  if (noncurrent !== undefined) {
    const { NoncurrentDays: days, NewerNoncurrentVersions: keep } = noncurrent;
    actions.push({
      type: 'expireNoncurrent',
      ...(days !== undefined && { days }),
      ...(keep !== undefined && { keep }),
    });
  }
  for (const { StorageClass = '', NoncurrentDays: days } of rule.NoncurrentVersionTransitions ?? []) {
    actions.push({
      type: 'transitionNoncurrent',
      storageClass: StorageClass,
      ...(days !== undefined && { days }),
    });
  }
  if (abort?.DaysAfterInitiation !== undefined)
    actions.push({ type: 'abortUploads', days: abort.DaysAfterInitiation });
  return actions;
}

function when(days: number | undefined, date: Date | string | undefined): { days?: number; date?: string } {
  return {
    ...(days !== undefined && { days }),
    ...(date !== undefined && { date: typeof date === 'string' ? date : date.toISOString() }),
  };
}

export const lifecycle = s3Reader<'lifecycle', GetBucketLifecycleConfigurationCommandOutput>({
  facet: 'lifecycle',
  command: 'GetBucketLifecycleConfigurationCommand',
  permission: 's3:GetLifecycleConfiguration',
  none: { code: 'NoSuchLifecycleConfiguration', value: { rules: [] } },
  read: lifecycleOf,
});

export const tiering = s3Reader<'tiering', ListBucketIntelligentTieringConfigurationsCommandOutput>({
  facet: 'tiering',
  command: 'ListBucketIntelligentTieringConfigurationsCommand',
  permission: 's3:GetIntelligentTieringConfiguration',
  read: ({ IntelligentTieringConfigurationList: list = [], IsTruncated }) =>
    IsTruncated === undefined ? undefined : { configurations: list.map(tieringOf) },
  next: ({ IsTruncated, NextContinuationToken: token }) =>
    IsTruncated === true && token !== undefined ? { ContinuationToken: token } : undefined,
  join: (page, next) => ({ configurations: [...page.configurations, ...next.configurations] }),
});

type Tiering = NonNullable<
  ListBucketIntelligentTieringConfigurationsCommandOutput['IntelligentTieringConfigurationList']
>[number];

function tieringOf({
  Id = '',
  Status,
  Filter: filter,
  Tierings = [],
}: Tiering): Facets['tiering']['configurations'][number] {
  const prefix = filter?.And?.Prefix ?? filter?.Prefix;
  const tags = filter?.And?.Tags ?? (filter?.Tag === undefined ? [] : [filter.Tag]);
  return {
    id: Id,
    enabled: Status === 'Enabled',
    ...(prefix !== undefined && prefix !== '' && { prefix }),
    tags: Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value])),
    tiers: Tierings.map(({ AccessTier = '', Days = 0 }) => ({ tier: AccessTier, days: Days })),
  };
}
