import { describe, expect, test } from 'vitest';
import type { IamBinding } from '../../src/model/evidence.ts';
import { basicRoles, deletedAccount, iamGrants, iamResourceOf, roleHolds } from '../../src/semantics/iam.ts';
import { judgeIamCondition } from '../../src/semantics/iam-condition.ts';

const ACCOUNT = 'deploy@wandb-production.iam.gserviceaccount.com';
const MEMBER = `serviceAccount:${ACCOUNT}`;
const BUCKET = iamResourceOf('storage.buckets.get', 'acme', 'teams/omega');
const OBJECTS = iamResourceOf('storage.objects.get', 'acme', 'teams/omega');

function grants(
  binding: Partial<IamBinding>,
  permission = 'storage.objects.get',
  basic?: ReadonlySet<string>,
) {
  const policy = { version: 3, bindings: [{ role: 'roles/storage.admin', members: [MEMBER], ...binding }] };
  return iamGrants(policy, ACCOUNT, permission, iamResourceOf(permission, 'acme', 'teams/omega'), basic);
}

describe('what a permission is checked against', () => {
  test('objects below the sub-path, the bucket for its settings and for listing', () => {
    expect(OBJECTS.name).toBe('projects/_/buckets/acme/objects/teams/omega/');
    expect(iamResourceOf('storage.objects.create', 'acme', '').name).toBe('projects/_/buckets/acme/objects/');
    for (const permission of ['storage.buckets.get', 'storage.objects.list'])
      expect(iamResourceOf(permission, 'acme', 'teams/omega')).toEqual({
        name: 'projects/_/buckets/acme',
        type: 'storage.googleapis.com/Bucket',
      });
  });
});

describe('members', () => {
  test.each([
    ['itself', MEMBER, []],
    ['in other case', MEMBER.replace('deploy', 'Deploy'), []],
    ['everybody', 'allUsers', []],
    ['everybody signed in', 'allAuthenticatedUsers', []],
    ['a group', 'group:ml@acme.example', [/group:ml@acme.example takes/]],
    ['a domain', 'domain:acme.example', [/domain:acme.example takes/]],
    [
      'all service accounts of a project',
      'principalSet://cloudresourcemanager.googleapis.com/projects/1/type/ServiceAccount',
      [/takes the account in/],
    ],
  ])('%s', (_, member, doubts) => {
    const [grant] = grants({ members: ['user:a@acme.example', member] });
    expect(grant?.member).toBe(member);
    expect(grant?.doubts).toEqual(doubts.map((doubt) => expect.stringMatching(doubt)));
  });

  test.each([
    'user:deploy@wandb-production.iam.gserviceaccount.com',
    `deleted:${MEMBER}?uid=123456789012345678901`,
    'serviceAccount:wandb-integration@wandb-production.iam.gserviceaccount.com',
    'projectEditor:acme',
    'principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/subject/s',
  ])('never %s', (member) => {
    expect(grants({ members: [member] })).toEqual([]);
  });

  test('a convenience member where the account holds the basic role', () => {
    const project = { version: 1, bindings: [{ role: 'roles/editor', members: [MEMBER] }] };
    const basic = basicRoles(project, ACCOUNT);
    expect(grants({ members: ['projectEditor:acme'] }, 'storage.buckets.get', basic)).toMatchObject([
      { doubts: [expect.stringMatching(/projectEditor:acme/)] },
    ]);
    expect(grants({ members: ['projectOwner:acme'] }, 'storage.buckets.get', basic)).toEqual([]);
  });

  test('the name of a deleted account', () => {
    expect(deletedAccount(`deleted:${MEMBER}?uid=1`)).toBe(ACCOUNT);
    expect(deletedAccount(MEMBER)).toBeUndefined();
  });
});

describe('roles', () => {
  const holds = (role: string, permission: string, permissions?: readonly string[]) =>
    roleHolds({ role, members: [], ...(permissions !== undefined && { permissions }) }, permission);

  test('of Google', () => {
    expect(holds('roles/storage.admin', 'storage.buckets.get')).toBe(true);
    expect(holds('roles/storage.objectAdmin', 'storage.buckets.get')).toBe(false);
    expect(holds('roles/storage.legacyBucketReader', 'storage.buckets.get')).toBe(true);
    expect(holds('roles/storage.legacyBucketWriter', 'storage.objects.get')).toBe(false);
    expect(holds('roles/cloudsql.client', 'storage.objects.get')).toBe(false);
    expect(holds('roles/editor', 'storage.objects.get')).toBe('unknown');
  });

  test('of the customer: by their permissions, unknown where these were not read', () => {
    const role = 'projects/acme/roles/wandb';
    expect(holds(role, 'storage.buckets.get', ['storage.buckets.get'])).toBe(true);
    expect(holds(role, 'storage.objects.get', ['storage.buckets.get'])).toBe(false);
    expect(holds(role, 'storage.objects.get')).toBe('unknown');
    expect(grants({ role })).toMatchObject([
      { doubts: [expect.stringMatching(/projects\/acme\/roles\/wandb/)] },
    ]);
  });
});

describe('conditions', () => {
  const PREFIX = 'projects/_/buckets/acme/objects/';

  test.each([
    [`resource.name.startsWith("projects/_/buckets/acme")`, true, true],
    [`resource.name.startsWith('${PREFIX}teams/omega/')`, true, false],
    [`resource.name.startsWith('${PREFIX}teams/')`, true, false],
    [`resource.name.startsWith('${PREFIX}teams/omega/runs/')`, false, false],
    [`!resource.name.startsWith('${PREFIX}teams/omega/runs/')`, false, true],
    [`resource.name.startsWith('${PREFIX}teams/kappa/')`, false, false],
    [`!resource.name.startsWith('${PREFIX}teams/kappa/')`, true, true],
    [`resource.name == "projects/_/buckets/acme"`, false, true],
    [`resource.type == "storage.googleapis.com/Object"`, true, false],
    [`resource.type != 'storage.googleapis.com/Object'`, false, true],
    [`resource.service == 'storage.googleapis.com'`, true, true],
    [`resource.name.endsWith('.parquet')`, false, false],
    [`!resource.name.endsWith('.parquet')`, false, true],
    [
      `resource.type == 'storage.googleapis.com/Bucket' || resource.name.startsWith('${PREFIX}teams/omega/')`,
      true,
      true,
    ],
    [
      `(resource.type != 'storage.googleapis.com/Object' || resource.name.startsWith('${PREFIX}x')) && true`,
      false,
      true,
    ],
    [
      `resource.name.startsWith('${PREFIX}teams/omega/a') || !resource.name.startsWith('${PREFIX}teams/omega/a')`,
      true,
      true,
    ],
    [`request.time < timestamp('2027-01-01T00:00:00Z')`, 'unknown', 'unknown'],
    [`request.time < timestamp('2027-01-01T00:00:00Z') && resource.name == 'x'`, false, false],
    [`request.time < timestamp('2027-01-01T00:00:00Z') || resource.name.startsWith('projects/')`, true, true],
    [`resource.matchTag('acme/env', 'prod')`, 'unknown', 'unknown'],
    [
      `api.getAttribute('storage.googleapis.com/objectListPrefix', '').startsWith('teams/')`,
      'unknown',
      'unknown',
    ],
    [`resource.name.startsWith('projects/') ? true : false`, 'unknown', 'unknown'],
    [`resource.name.extract('/objects/{x}/') == 'teams'`, 'unknown', 'unknown'],
    [`resource.name.startsWith(`, 'unknown', 'unknown'],
    [`"unclosed`, 'unknown', 'unknown'],
    ['', 'unknown', 'unknown'],
  ])('%s', (expression, objects, bucket) => {
    expect(judgeIamCondition(expression, OBJECTS), 'objects').toBe(objects);
    expect(judgeIamCondition(expression, BUCKET), 'bucket').toBe(bucket);
  });

  test('a binding whose condition fails gives nothing, one that is not decided says so', () => {
    const until = `request.time < timestamp('2027-01-01T00:00:00Z')`;
    expect(grants({ condition: { expression: until } })).toMatchObject([{ condition: until, doubts: [] }]);
    expect(grants({ condition: { expression: `resource.name == 'other'` } })).toEqual([]);
    const [held] = grants({ condition: { expression: `resource.name.startsWith('${PREFIX}teams/')` } });
    expect(held).toMatchObject({ index: 0, doubts: [] });
    expect(held?.condition).toBeUndefined();
  });

  test('a long hostile expression is answered at once', () => {
    const expression = `${'('.repeat(2000)}${'a && '.repeat(2000)}`;
    const before = performance.now();
    expect(judgeIamCondition(expression, OBJECTS)).toBe('unknown');
    expect(performance.now() - before).toBeLessThan(1000);
  });
});
