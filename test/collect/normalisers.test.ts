// The normalisers: S3's documents as facets, and documents that say nothing.

import { expect, test } from 'vitest';
import { corsOf } from '../../src/collect/s3/cors.ts';
import { encryptionOf } from '../../src/collect/s3/encryption.ts';
import { lifecycleOf } from '../../src/collect/s3/lifecycle.ts';

test('methods are upper case, absent lists empty', () => {
  expect(corsOf({ CORSRules: [{ AllowedMethods: ['get'], AllowedOrigins: ['*'] }] })).toEqual({
    scope: 'bucket',
    rules: [{ origins: ['*'], methods: ['GET'], allowedHeaders: [], exposedHeaders: [] }],
  });
});

test('a lifecycle rule with every filter and action', () => {
  const { rules } = lifecycleOf({
    Rules: [
      {
        ID: 'all',
        Status: 'Disabled',
        Filter: {
          And: {
            Prefix: 'a/',
            Tags: [{ Key: 'k', Value: 'v' }],
            ObjectSizeGreaterThan: 1,
            ObjectSizeLessThan: 9,
          },
        },
        Expiration: { Date: new Date('2027-01-01T00:00:00Z') },
        Transitions: [{ StorageClass: 'GLACIER', Days: 30 }],
        NoncurrentVersionExpiration: { NoncurrentDays: 7, NewerNoncurrentVersions: 2 },
        NoncurrentVersionTransitions: [{ StorageClass: 'GLACIER', NoncurrentDays: 5 }],
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 },
      },
    ],
  });
  expect(rules).toEqual([
    {
      id: 'all',
      enabled: false,
      prefixes: ['a/'],
      suffixes: [],
      tags: { k: 'v' },
      sizeGreaterThan: 1,
      sizeLessThan: 9,
      actions: [
        { type: 'expire', date: '2027-01-01T00:00:00.000Z' },
        { type: 'transition', storageClass: 'GLACIER', days: 30 },
        { type: 'expireNoncurrent', days: 7, keep: 2 },
        { type: 'transitionNoncurrent', storageClass: 'GLACIER', days: 5 },
        { type: 'abortUploads', days: 2 },
      ],
    },
  ]);
});

test('the old prefix of a rule counts, an empty one is every key', () => {
  expect(lifecycleOf({ Rules: [{ Status: 'Enabled', Prefix: 'old/' }] }).rules[0]?.prefixes).toEqual([
    'old/',
  ]);
  expect(lifecycleOf({ Rules: [{ Status: 'Enabled', Prefix: '' }] }).rules[0]?.prefixes).toEqual([]);
});

test('an encryption without a rule, or of an unknown kind, is not known', () => {
  expect(encryptionOf({})).toBeUndefined();
  expect(encryptionOf({ ServerSideEncryptionConfiguration: { Rules: [] } })).toBeUndefined();
  const odd = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:fsx' as const } };
  expect(encryptionOf({ ServerSideEncryptionConfiguration: { Rules: [odd] } })).toBeUndefined();
});
