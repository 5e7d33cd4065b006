// What the settings and lifecycle rules of a Google bucket become, over the wire.

import { describe, expect, test } from 'vitest';
import type { Facet } from '../../src/model/evidence.ts';
import { readGoogle, valueOf } from './google-over-the-wire.ts';

describe('settings', () => {
  test.each<[Facet, object, unknown]>([
    ['location', { location: 'US' }, { region: 'us' }],
    ['versioning', { versioning: { enabled: true } }, { status: 'Enabled', mfaDelete: false }],
    ['versioning', { versioning: { enabled: false } }, { status: 'Off', mfaDelete: false }],
    ['requestPayment', { billing: { requesterPays: true } }, { payer: 'Requester' }],
    ['requestPayment', { billing: { requesterPays: false } }, { payer: 'BucketOwner' }],
    [
      'logging',
      { logging: { logBucket: 'logs', logObjectPrefix: 'acme' } },
      { enabled: true, targetBucket: 'logs', targetPrefix: 'acme' },
    ],
    ['softDelete', { softDeletePolicy: { retentionDurationSeconds: '0' } }, { enabled: false }],
    [
      'softDelete',
      { softDeletePolicy: { retentionDurationSeconds: '2592000' } },
      { enabled: true, days: 30 },
    ],
    [
      'encryption',
      {
        encryption: {
          defaultKmsKeyName: 'projects/p/locations/l/keyRings/r/cryptoKeys/k',
          googleManagedEncryptionEnforcementConfig: { restrictionMode: 'NotRestricted' },
          customerSuppliedEncryptionEnforcementConfig: { restrictionMode: 'FullyRestricted' },
        },
      },
      {
        algorithm: 'customer-managed',
        keyId: 'projects/p/locations/l/keyRings/r/cryptoKeys/k',
        blockedTypes: ['customer-supplied'],
      },
    ],
    [
      'retention',
      { retentionPolicy: { retentionPeriod: '31536000', isLocked: true }, defaultEventBasedHold: true },
      {
        policies: [
          { kind: 'retentionPolicy', scope: 'bucket', seconds: 31_536_000, locked: true },
          { kind: 'eventBasedHold', scope: 'bucket' },
        ],
      },
    ],
    [
      'retention',
      { retentionPolicy: { retentionPeriod: '60' } },
      { policies: [{ kind: 'retentionPolicy', scope: 'bucket', seconds: 60, locked: false }] },
    ],
    [
      'network',
      {
        ipFilter: {
          mode: 'Enabled',
          publicNetworkSource: { allowedIpCidrRanges: ['203.0.113.0/24'] },
          vpcNetworkSources: [
            { network: 'https://www.googleapis.com/compute/v1/projects/acme/global/networks/vpc' },
            { network: 'projects/acme/global/networks/other' },
          ],
        },
      },
      {
        access: 'restricted',
        ipRanges: ['203.0.113.0/24'],
        networks: ['projects/acme/global/networks/vpc', 'projects/acme/global/networks/other'],
      },
    ],
    [
      'network',
      {
        ipFilter: { mode: 'Disabled', publicNetworkSource: { allowedIpCidrRanges: ['203.0.113.0/24'] } },
      },
      { access: 'open', ipRanges: [], networks: [] },
    ],
    [
      'publicAccessPrevention',
      { iamConfiguration: { publicAccessPrevention: 'enforced' } },
      { enforced: true, setting: 'enforced' },
    ],
    [
      'uniformAccess',
      { iamConfiguration: { uniformBucketLevelAccess: { enabled: false } } },
      { enabled: false },
    ],
    [
      'cors',
      {
        cors: [
          {
            origin: ['*'],
            method: ['get', 'PUT'],
            responseHeader: ['ETag', 'x-goog-*'],
            maxAgeSeconds: 3000,
          },
          { origin: ['https://a.example'], method: ['*'] },
        ],
      },
      {
        scope: 'bucket',
        rules: [
          {
            origins: ['*'],
            methods: ['GET', 'PUT'],
            allowedHeaders: ['ETag', 'x-goog-*'],
            exposedHeaders: ['ETag', 'x-goog-*'],
            maxAgeSeconds: 3000,
          },
          { origins: ['https://a.example'], methods: ['*'], allowedHeaders: [], exposedHeaders: [] },
        ],
      },
    ],
  ])('%s of %j', async (facet, resource, expected) => {
    expect(await valueOf(facet, resource)).toEqual(expected);
  });

  test('what the answer does not tell is not known', async () => {
    const { first } = await readGoogle(
      { buckets: [{ name: 'acme', resource: { kind: 'storage#bucket', name: 'acme' } }] },
      {},
    );
    for (const facet of [
      'location',
      'softDelete',
      'uniformAccess',
      'publicAccessPrevention',
      'projectIam',
    ] as const)
      expect(first[facet]).toMatchObject({ status: 'unsupported' });
  });
});

describe('lifecycle rules', () => {
  const base = { enabled: true, prefixes: [], suffixes: [], tags: {} };
  test.each<[string, object, object]>([
    ['Delete', { age: 30 }, { ...base, actions: [{ type: 'expire', days: 30 }] }],
    ['Delete', {}, { ...base, actions: [{ type: 'expire' }] }],
    ['Delete', { age: 0, isLive: true }, { ...base, actions: [{ type: 'expire', days: 0 }] }],
    [
      'Delete',
      { createdBefore: '2025-01-01' },
      { ...base, actions: [{ type: 'expire', date: '2025-01-01' }] },
    ],
    [
      'Delete',
      {
        age: 365,
        matchesPrefix: ['a/', 'b/'],
        matchesSuffix: ['.parquet'],
        matchesStorageClass: ['STANDARD'],
      },
      {
        ...base,
        prefixes: ['a/', 'b/'],
        suffixes: ['.parquet'],
        actions: [{ type: 'expire', days: 365 }],
      },
    ],
    ['Delete', { age: 30, isLive: false }, { ...base, actions: [{ type: 'expireNoncurrent' }] }],
    [
      'Delete',
      { daysSinceNoncurrentTime: 30, numNewerVersions: 3 },
      { ...base, actions: [{ type: 'expireNoncurrent', days: 30, keep: 3 }] },
    ],
    ['Delete', { noncurrentTimeBefore: '2025-01-01' }, { ...base, actions: [{ type: 'expireNoncurrent' }] }],
    [
      'Delete',
      { age: 1, matchesPattern: '.*log', sizeAboveBytes: '10', sizeBelowBytes: '20' },
      {
        ...base,
        pattern: '.*log',
        sizeGreaterThan: 10,
        sizeLessThan: 20,
        actions: [{ type: 'expire', days: 1 }],
      },
    ],
    ['Delete', { numNewerVersions: 1 }, { ...base, actions: [{ type: 'expireNoncurrent', keep: 1 }] }],
    // Every object has at least none that is newer.
    ['Delete', { numNewerVersions: 0, age: 5 }, { ...base, actions: [{ type: 'expire', days: 5 }] }],
    [
      'Delete',
      { daysSinceCustomTime: 1 },
      { ...base, neverReachesWandb: true, actions: [{ type: 'expire' }] },
    ],
    [
      'Delete',
      { customTimeBefore: '2025-01-01', age: 3 },
      { ...base, neverReachesWandb: true, actions: [{ type: 'expire', days: 3 }] },
    ],
    [
      'SetStorageClass',
      { age: 60 },
      { ...base, actions: [{ type: 'transition', storageClass: 'ARCHIVE', days: 60 }] },
    ],
    [
      'SetStorageClass',
      { isLive: false, daysSinceNoncurrentTime: 2 },
      { ...base, actions: [{ type: 'transitionNoncurrent', storageClass: 'ARCHIVE', days: 2 }] },
    ],
    ['AbortIncompleteMultipartUpload', { age: 7 }, { ...base, actions: [{ type: 'abortUploads', days: 7 }] }],
    [
      'Delete',
      { age: 1, sizeAboveBytes: '1024', sizeBelowBytes: '4096', matchesPattern: '^tmp/' },
      {
        ...base,
        sizeGreaterThan: 1024,
        sizeLessThan: 4096,
        pattern: '^tmp/',
        actions: [{ type: 'expire', days: 1 }],
      },
    ],
    ['SomethingNew', { age: 7 }, { ...base, actions: [] }],
  ])('%s on %j', async (type, condition, expected) => {
    const action = { type, ...(type === 'SetStorageClass' && { storageClass: 'ARCHIVE' }) };
    expect(await valueOf('lifecycle', { lifecycle: { rule: [{ action, condition }] } })).toEqual({
      rules: [expected],
      stored: { rule: [{ action, condition }] },
    });
  });
});
