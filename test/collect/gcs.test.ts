// Google Cloud Storage over the wire with the real SDK: every facet, and only what is asked for.

import { describe, expect, test } from 'vitest';
import type { Readings } from '../../src/model/evidence.ts';
import { readGoogle, valueOf } from './google-over-the-wire.ts';

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
