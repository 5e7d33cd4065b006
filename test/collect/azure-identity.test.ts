// The managed identity given to W&B and its roles, over the wire.

import { describe, expect, test } from 'vitest';
import federationComplete from '../../rules/access/azure-federation-complete.ts';
import rolesGranted from '../../rules/access/azure-roles-granted.ts';
import { evaluateBucket } from '../../src/evaluate/evaluate.ts';
import type { Facets } from '../../src/model/evidence.ts';
import { readAzure, valueOf } from './azure-at.ts';
import {
  ACCOUNT_ID,
  assignment,
  CLIENT_ID,
  CONTAINER_ID,
  DATA_OWNER,
  IDENTITY,
  IDENTITY_ID,
  PRINCIPAL_ID,
  SUBSCRIPTION,
  WITH_IDENTITY,
  world,
} from './azure-world.ts';

describe('the identity given to W&B', () => {
  test('none is declared: nothing to read, known', async () => {
    const { first, calls } = await readAzure(world(), { facets: ['identity', 'roleAssignments'] });
    expect(first.identity).toMatchObject({ status: 'known', value: null });
    expect(first.roleAssignments).toMatchObject({ status: 'known', value: null });
    expect(calls.filter((call) => /Identit|Role/.test(call))).toEqual([]);
  });

  test('with those who may act as it', async () => {
    expect(await valueOf('identity', {})).toMatchObject({
      resourceId: IDENTITY_ID,
      principalId: PRINCIPAL_ID,
      federatedCredentials: [
        {
          name: 'wandb-app',
          issuer: 'https://oidc.example/issuer/',
          subject: 'system:serviceaccount:default:wandb-app',
          audiences: ['api://AzureADTokenExchange'],
        },
      ],
    });
  });

  test("is found in another subscription, where the account's has it not", async () => {
    const other = '00000000-0000-0000-0000-000000000002';
    const id = IDENTITY_ID.replace(SUBSCRIPTION, other);
    const identities = [{ ...IDENTITY, identity: { ...IDENTITY.identity, id } }];
    const more = { identities, subscriptions: [SUBSCRIPTION, other] };
    expect(await valueOf('identity', {}, more)).toMatchObject({ resourceId: id });
  });

  test('that is nowhere is absent', async () => {
    const { first } = await readAzure(world({}, { identities: [] }), {
      facets: ['identity', 'roleAssignments'],
      buckets: WITH_IDENTITY,
    });
    const detail = `no managed identity with the client id ${CLIENT_ID} in the 1 subscription in reach`;
    expect(first.identity).toMatchObject({ status: 'unreadable', cause: 'absent', detail });
    expect(first.roleAssignments).toMatchObject({ status: 'unreadable', cause: 'absent', detail });
  });
});

describe('role assignments', () => {
  const group = ACCOUNT_ID.slice(0, ACCOUNT_ID.indexOf('/providers'));
  const scopes = (...given: string[]): Promise<Facets['roleAssignments'] | undefined> =>
    valueOf('roleAssignments', {}, { roleAssignments: given.map((scope) => assignment(scope)) });

  test.each([
    [CONTAINER_ID],
    [ACCOUNT_ID],
    [group],
    [`/subscriptions/${SUBSCRIPTION}`],
    ['/providers/Microsoft.Management/managementGroups/acme'],
  ])('given at %s reach the container', async (scope) => {
    expect(await scopes(scope)).toMatchObject([
      { scope, role: { id: DATA_OWNER, name: 'Storage Blob Data Owner' } },
    ]);
  });

  test('given at another container or to another identity do not', async () => {
    expect(
      await scopes(`${CONTAINER_ID}-other`, `${ACCOUNT_ID}/blobServices/default/containers/teams`),
    ).toEqual([]);
    expect(await scopes('/providers/Microsoft.Billing/billingAccounts/acme')).toEqual([]);
    const roleAssignments = [assignment(ACCOUNT_ID, { principalId: 'someone-else' })];
    expect(await valueOf('roleAssignments', {}, { roleAssignments })).toEqual([]);
  });

  test("keep their condition and the role's permissions", async () => {
    const condition =
      "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'x'";
    const roleAssignments = [assignment(ACCOUNT_ID, { condition })];
    const [first] = (await valueOf('roleAssignments', {}, { roleAssignments })) ?? [];
    expect(first?.condition).toBe(condition);
    expect(first?.role.permissions?.[0]?.dataActions).toEqual([
      'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*',
    ]);
  });

  test('without a condition, which the resource manager writes as null, has none', async () => {
    const roleAssignments = [assignment(ACCOUNT_ID, { condition: null })];
    const [read] = (await valueOf('roleAssignments', {}, { roleAssignments })) ?? [];
    expect(read).toBeDefined();
    expect(read).not.toHaveProperty('condition');
  });

  test('a role that cannot be read is its id alone', async () => {
    const roleAssignments = [assignment(ACCOUNT_ID)];
    const [first] = (await valueOf('roleAssignments', {}, { roleAssignments, roleDefinitions: [] })) ?? [];
    expect(first?.role).toEqual({ id: DATA_OWNER });
  });
});

describe('teams on one container', () => {
  const team = (name: string, clientId: string): string =>
    `  - address: az://acmewandb/wandb\n    level: team\n    team: ${name}\n    path: ${name}\n    clientId: ${clientId}\n`;
  const OTHER = '44444444-5555-6666-7777-999999999999';
  const otherId = IDENTITY_ID.replace(/[^/]+$/, 'other');
  const properties = { clientId: OTHER, principalId: 'other', tenantId: 'tenant' };
  const other = { identity: { id: otherId, name: 'other', properties } };
  const facets = ['identity', 'roleAssignments', 'cors'] as const;
  const kinds = (read: Awaited<ReturnType<typeof readAzure>>, rule: typeof rolesGranted): string[] =>
    read.evidence
      .flatMap((bucket) => evaluateBucket(bucket, [rule]))
      .map(({ targetId, kind, message }) => `${targetId.split('=')[1]}: ${kind} ${message ?? ''}`);

  test('are judged each by its own identity, in whatever order they stand', async () => {
    const azure = world({}, { identities: [IDENTITY, other] });
    for (const buckets of [
      team('a', CLIENT_ID) + team('b', OTHER),
      team('b', OTHER) + team('a', CLIENT_ID),
    ]) {
      const read = await readAzure(azure, { facets, buckets });
      const roles = kinds(read, rolesGranted);
      expect(roles.filter((line) => line.startsWith('a: '))).not.toContainEqual(
        expect.stringMatching(/noDataRole|No role of the identity gives it/),
      );
      expect(roles).toContainEqual(expect.stringMatching(/^b: fail No role of the identity gives it/));
      const federation = kinds(read, federationComplete);
      expect(federation).toContainEqual(expect.stringMatching(/^b: fail .*wandb-app/));
      expect(federation).not.toContainEqual(expect.stringMatching(/^a: fail .*:wandb-app\b/));
      // What is the account's or the container's is asked once all the same.
      for (const operation of [
        'BlobServices_GetServiceProperties',
        'StorageAccounts_List',
        'BlobContainers_Get',
      ])
        expect(read.calls.filter((call) => call.startsWith(operation))).toHaveLength(1);
    }
  });

  test("an identity that is nowhere leaves the other team's judged", async () => {
    const read = await readAzure(world(), { facets, buckets: team('a', CLIENT_ID) + team('b', OTHER) });
    expect(read.first.roleAssignments?.status).toBe('known');
    expect(kinds(read, rolesGranted)).toContainEqual(
      expect.stringMatching(/^b: open .*UserAssignedIdentities_ListBySubscription absent/),
    );
  });

  test('that share an identity have nothing of their own', async () => {
    const buckets = team('a', CLIENT_ID) + team('b', CLIENT_ID.toUpperCase());
    const { evidence, calls } = await readAzure(world(), { facets, buckets });
    expect(evidence[0]).not.toHaveProperty('own');
    expect(calls.filter((call) => call.startsWith('RoleAssignments'))).toHaveLength(1);
  });

  test("the account that one of them declares is the other's, too", async () => {
    const buckets = `  - address: az://acmewandb/wandb\n    level: team\n    team: c\n    path: c\n    accountResourceId: ${ACCOUNT_ID}\n${team('a', CLIENT_ID)}`;
    const read = await readAzure(world(), { facets, buckets });
    expect(kinds(read, rolesGranted)).toContainEqual(expect.stringMatching(/^a: (pass|fail .*Contributor)/));
    expect(read.calls.filter((call) => call.startsWith('StorageAccounts_List'))).toEqual([]);
  });
});
