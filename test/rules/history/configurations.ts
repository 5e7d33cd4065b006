// Arbitrary lifecycle configurations: S3's as the facet, Google's and Azure's as their APIs store them.

import type { ManagementPolicyRule, TagFilter } from '@azure/arm-storage';
import * as fc from 'fast-check';
import type { GoogleLifecycleRule } from '../../../src/collect/gcs/wire.ts';
import type { Lifecycle, LifecycleAction, LifecycleRule } from '../../../src/model/evidence.ts';
import { ABORT, EXPIRE } from './cases.ts';

const action: fc.Arbitrary<LifecycleAction> = fc.constantFrom(
  EXPIRE,
  ABORT,
  { type: 'abortUploads', days: 1 },
  { type: 'expireNoncurrent', days: 30, keep: 2 },
  { type: 'transition', storageClass: 'GLACIER', days: 90 },
  { type: 'transition', storageClass: 'STANDARD_IA', days: 30 },
  { type: 'transitionNoncurrent', storageClass: 'GLACIER', days: 30 },
);
const rule: fc.Arbitrary<LifecycleRule> = fc.record({
  enabled: fc.boolean(),
  prefixes: fc.constantFrom([], ['team1/'], ['team10/'], ['logs/']),
  suffixes: fc.constant([]),
  tags: fc.constantFrom<Record<string, string>>({}, { a: 'b' }, { a: 'b', c: 'd' }),
  actions: fc.uniqueArray(action, { minLength: 1, maxLength: 3, selector: ({ type }) => type }),
});

export const s3Configurations = fc
  .array(rule, { maxLength: 4 })
  .map((rules): Lifecycle => ({ rules: rules.map((r, i) => ({ id: `rule-${i}`, ...r })) }));

const googleRule: fc.Arbitrary<GoogleLifecycleRule> = fc.record({
  action: fc.constantFrom(
    { type: 'Delete' },
    { type: 'AbortIncompleteMultipartUpload' },
    { type: 'SetStorageClass', storageClass: 'ARCHIVE' },
  ),
  condition: fc
    .tuple(
      fc.constantFrom({ age: 1 }, { age: 30 }, { daysSinceNoncurrentTime: 3 }, { daysSinceCustomTime: 1 }),
      fc.constantFrom({}, { matchesPrefix: ['team1/'] }, { matchesPrefix: ['logs/', 'team10/'] }),
      fc.constantFrom({}, { matchesSuffix: ['.log'] }, { sizeAboveBytes: '10' }, { matchesPattern: '.*x' }),
    )
    .map(([when, prefix, limit]) => ({ ...when, ...prefix, ...limit })),
});

export const googleConfigurations = fc.array(googleRule, { maxLength: 4 });

const DAYS = { daysAfterModificationGreaterThan: 30 } as const;
const azureRule: fc.Arbitrary<Omit<ManagementPolicyRule, 'name'>> = fc
  .record({
    enabled: fc.constantFrom(true, false, undefined),
    prefixMatch: fc.constantFrom<string[] | undefined>(
      undefined,
      ['acme'],
      ['acme-wandb/team1/'],
      ['acme-wandb/team10/', 'other/'],
      ['other/'],
    ),
    blobTypes: fc.constantFrom<string[]>(['blockBlob'], ['appendBlob'], ['blockBlob', 'appendBlob']),
    blobIndexMatch: fc.constantFrom<TagFilter[] | undefined>(undefined, [
      { name: 'a', op: '==', value: 'b' },
    ]),
    baseBlob: fc.constantFrom(
      { delete: DAYS },
      { tierToCool: DAYS, tierToArchive: DAYS },
      { tierToArchive: DAYS, delete: DAYS },
      { tierToCool: DAYS, enableAutoTierToHotFromCool: true },
    ),
    version: fc.constantFrom(undefined, { delete: { daysAfterCreationGreaterThan: 30 } }),
  })
  .map(({ enabled, prefixMatch, blobTypes, blobIndexMatch, baseBlob, version }) => ({
    type: 'Lifecycle',
    ...(enabled !== undefined && { enabled }),
    definition: {
      filters: {
        blobTypes,
        ...(prefixMatch !== undefined && { prefixMatch }),
        ...(blobIndexMatch !== undefined && { blobIndexMatch }),
      },
      actions: { baseBlob, ...(version !== undefined && { version }) },
    },
  }));

export const azurePolicies = fc
  .array(azureRule, { maxLength: 4 })
  .map((rules): ManagementPolicyRule[] => rules.map((r, i) => ({ name: `rule-${i}`, ...r })));
