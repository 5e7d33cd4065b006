// The custom role for Google: exactly what reading the facets takes.

import { describe, expect, test } from 'vitest';
import { gcpPermissions } from '../../src/collect/permissions.ts';
import { GOOGLE_FACETS, readGoogle } from './google-over-the-wire.ts';

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
