// Google Cloud Storage over the wire with the real SDK: every facet, and only what is asked for.

import { describe, expect, test } from 'vitest';
import { gcpPermissions } from '../../src/collect/permissions.ts';
import type { Facet, Readings } from '../../src/model/evidence.ts';
import { GOOGLE_FACETS, readGoogle } from './google-over-the-wire.ts';

/** The value of a facet of a bucket whose resource has these members. */
async function valueOf(facet: Facet, resource: object): Promise<unknown> {
  const { first } = await readGoogle({ buckets: [{ name: 'acme', resource }] }, { facets: [facet] });
  const reading = first[facet];
  return reading?.status === 'known' ? reading.value : reading;
}

describe('a bucket as it is right after it was made', () => {
  test('is read whole, nothing configured is known', async () => {
    const { first, calls } = await readGoogle({ projects: { '123456789012': { bindings: [] } } });
    expect(valuesOf(first)).toEqual({
      acl: { grants: [] },
      cors: { scope: 'bucket', rules: [] },
      encryption: { algorithm: 'google-managed' },
      iam: {
        version: 1,
        bindings: [
          {
            role: 'roles/storage.legacyBucketOwner',
            members: ['projectEditor:acme', 'projectOwner:acme'],
          },
          { role: 'roles/storage.legacyBucketReader', members: ['projectViewer:acme'] },
        ],
      },
      lifecycle: { rules: [], stored: { rule: [] } },
      location: { region: 'europe-west1' },
      logging: { enabled: false },
      network: { access: 'open', ipRanges: [], networks: [] },
      projectIam: { version: 1, bindings: [] },
      publicAccessPrevention: { enforced: false, setting: 'inherited' },
      requestPayment: { payer: 'BucketOwner' },
      retention: { policies: [] },
      softDelete: { enabled: true, days: 7 },
      uniformAccess: { enabled: true },
      versioning: { status: 'Off', mfaDelete: false },
    });
    expect(calls).toEqual([
      'cloudresourcemanager.projects.getIamPolicy',
      'storage.buckets.get acme',
      'storage.buckets.getIamPolicy acme',
      'storage.buckets.testIamPermissions acme',
    ]);
  });

  test.each([
    [['cors', 'lifecycle', 'softDelete'], ['storage.buckets.get acme']],
    [['iam'], ['storage.buckets.getIamPolicy acme']],
    [['policy', 'key', 'publicAccess'], []],
  ] as const)('%s takes no other call', async (facets, expected) => {
    const { calls } = await readGoogle({}, { facets: [...facets] });
    expect(calls).toEqual(expected);
  });

  test('what Google has not is unsupported', async () => {
    const { first } = await readGoogle({}, { facets: ['cors', 'policy', 'objectLock', 'containerAccess'] });
    expect(first.cors?.status).toBe('known');
    for (const facet of ['policy', 'objectLock', 'containerAccess'] as const)
      expect(first[facet]?.status).toBe('unsupported');
  });
});

function valuesOf(readings: Readings): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(readings).map(([facet, reading]) => [
      facet,
      reading?.status === 'known' ? reading.value : reading,
    ]),
  );
}

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

describe('ACLs', () => {
  const FINE_GRAINED = {
    iamConfiguration: { uniformBucketLevelAccess: { enabled: false }, publicAccessPrevention: 'inherited' },
    owner: { entity: 'project-owners-123456789012' },
    acl: [
      { entity: 'project-owners-123456789012', role: 'OWNER' },
      { entity: 'allAuthenticatedUsers', role: 'WRITER' },
    ],
    defaultObjectAcl: [{ entity: 'allUsers', role: 'READER' }],
  };

  test('with those of new objects', async () => {
    expect(await valueOf('acl', FINE_GRAINED)).toEqual({
      owner: 'project-owners-123456789012',
      grants: [
        { grantee: 'project-owners-123456789012', permission: 'FULL_CONTROL' },
        { grantee: 'authenticatedUsers', permission: 'WRITE' },
      ],
      defaultObjectGrants: [{ grantee: 'allUsers', permission: 'READ' }],
    });
  });

  test('are unreadable, not none, for callers who may not see them', async () => {
    const { first } = await readGoogle(
      { buckets: [{ name: 'acme', resource: FINE_GRAINED }], granted: ['storage.buckets.get'] },
      { facets: ['acl', 'uniformAccess'] },
    );
    expect(first.uniformAccess).toMatchObject({ status: 'known', value: { enabled: false } });
    expect(first.acl).toEqual({
      status: 'unreadable',
      cause: 'denied',
      call: 'storage.buckets.get',
      permission: 'storage.buckets.getIamPolicy',
      detail: 'access denied',
    });
  });
});

test('an IP filter that may not be seen is not "no filter"', async () => {
  const ipFilter = { mode: 'Enabled', publicNetworkSource: { allowedIpCidrRanges: ['203.0.113.0/24'] } };
  for (const resource of [{ ipFilter }, {}]) {
    const { first } = await readGoogle(
      { buckets: [{ name: 'acme', resource }], granted: ['storage.buckets.get'] },
      { facets: ['network', 'cors'] },
    );
    expect(first.cors?.status).toBe('known');
    expect(first.network).toMatchObject({ cause: 'denied', permission: 'storage.buckets.getIpFilter' });
  }
});

describe('allow policies', () => {
  const CONDITION = { title: 'until-2027', expression: 'request.time < timestamp("2027-01-01T00:00:00Z")' };
  const CUSTOM = 'projects/acme/roles/bucketReader';

  test('show their conditions', async () => {
    const policy = {
      bindings: [{ role: 'roles/storage.admin', members: ['user:a@acme.example'], condition: CONDITION }],
    };
    const { first } = await readGoogle({ buckets: [{ name: 'acme', policy }] }, { facets: ['iam'] });
    expect(first.iam).toMatchObject({ value: { version: 3, bindings: policy.bindings } });
  });

  test('of a project are read once for all its buckets', async () => {
    const project = {
      bindings: [{ role: 'roles/owner', members: ['user:a@acme.example'], condition: CONDITION }],
    };
    const { all, calls } = await readGoogle(
      { buckets: [{ name: 'acme' }, { name: 'beta' }], projects: { '123456789012': project } },
      {
        facets: ['projectIam'],
        buckets: '  - address: gs://acme\n  - address: gs://beta\n    level: team\n    team: b\n',
      },
    );
    for (const name of ['acme', 'beta']) {
      expect(all[name]?.projectIam).toMatchObject({ value: { version: 3, bindings: project.bindings } });
    }
    expect(calls.filter((call) => call.startsWith('cloudresourcemanager'))).toHaveLength(1);
  });

  test.each<[string, object | undefined, readonly string[] | undefined]>([
    ['is resolved', { includedPermissions: ['storage.buckets.get'] }, ['storage.buckets.get']],
    ['without permissions allows nothing', {}, []],
    [
      'that is disabled allows nothing',
      { includedPermissions: ['storage.buckets.get'], stage: 'DISABLED' },
      [],
    ],
    ['that is deleted allows nothing', { includedPermissions: ['storage.buckets.get'], deleted: true }, []],
    ['that is not there is not known', undefined, undefined],
  ])('a custom role %s', async (_, role, permissions) => {
    const { first, calls } = await readGoogle(
      {
        buckets: [
          {
            name: 'acme',
            policy: {
              bindings: [
                { role: CUSTOM, members: ['user:a@acme.example'] },
                { role: CUSTOM, members: ['user:b@acme.example'], condition: CONDITION },
              ],
            },
          },
        ],
        ...(role !== undefined && { roles: { [CUSTOM]: role } }),
      },
      { facets: ['iam'] },
    );
    const found = first.iam?.status === 'known' ? first.iam.value.bindings[0] : undefined;
    expect(found).toEqual({
      role: CUSTOM,
      members: ['user:a@acme.example'],
      ...(permissions !== undefined && { permissions }),
    });
    expect(calls.filter((call) => call === 'iam.roles.get')).toHaveLength(1);
  });

  test('a custom role that may not be read leaves the binding as it is', async () => {
    const policy = { bindings: [{ role: 'organizations/1/roles/x', members: ['user:a@acme.example'] }] };
    const { first } = await readGoogle(
      {
        buckets: [{ name: 'acme', policy }],
        roles: { 'organizations/1/roles/x': { includedPermissions: ['storage.buckets.get'] } },
        granted: ['storage.buckets.getIamPolicy'],
      },
      { facets: ['iam'] },
    );
    expect(first.iam).toMatchObject({ status: 'known', value: policy });
    expect(JSON.stringify(first)).not.toContain('permissions');
  });
});

describe('the role of `byob permissions --format gcp`', () => {
  test('is all that a scan of everything needs', async () => {
    const { includedPermissions: granted } = gcpPermissions(GOOGLE_FACETS);
    const CUSTOM = 'projects/acme/roles/x';
    const acl = [{ entity: 'allUsers', role: 'READER' }];
    const { first, sandbox } = await readGoogle({
      buckets: [
        {
          name: 'acme',
          policy: { bindings: [{ role: CUSTOM, members: ['user:a@acme.example'] }] },
          resource: {
            acl,
            iamConfiguration: {
              uniformBucketLevelAccess: { enabled: false },
              publicAccessPrevention: 'inherited',
            },
          },
        },
      ],
      projects: { '123456789012': { bindings: [] } },
      roles: { [CUSTOM]: { includedPermissions: ['storage.buckets.get'] } },
      granted,
    });
    expect(Object.entries(first).filter(([, reading]) => reading?.status !== 'known')).toEqual([]);
    expect(Object.keys(first).toSorted()).toEqual([...GOOGLE_FACETS].toSorted());
    expect(sandbox.calls.every(({ status }) => status === 200)).toBe(true);
    expect(first.iam).toMatchObject({ value: { bindings: [{ permissions: ['storage.buckets.get'] }] } });
  });

  test('holds nothing that no facet needs: without any one of them something is missing', async () => {
    const all = gcpPermissions(GOOGLE_FACETS).includedPermissions;
    const policy = { bindings: [{ role: 'projects/acme/roles/x', members: ['user:a@acme.example'] }] };
    const resource = {
      acl: [],
      iamConfiguration: { uniformBucketLevelAccess: { enabled: false }, publicAccessPrevention: 'inherited' },
    };
    const read = async (granted: readonly string[]): Promise<string> => {
      const { first } = await readGoogle({
        buckets: [{ name: 'acme', policy, resource }],
        projects: { '123456789012': { bindings: [] } },
        roles: { 'projects/acme/roles/x': { includedPermissions: ['storage.buckets.get'] } },
        granted,
      });
      return JSON.stringify(first);
    };
    const whole = await read(all);
    for (const permission of all) expect(await read(all.filter((p) => p !== permission))).not.toBe(whole);
  });

  test('asks for what the facets need, and reads only', () => {
    expect(gcpPermissions(['cors']).includedPermissions).toEqual(['storage.buckets.get']);
    expect(gcpPermissions(['policy', 'key']).includedPermissions).toEqual([]);
    const { includedPermissions: all } = gcpPermissions(GOOGLE_FACETS);
    expect(all.filter((permission) => !/\.get[A-Za-z]*$/.test(permission))).toEqual([]);
  });
});
