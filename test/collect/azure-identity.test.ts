// The managed identity given to W&B and its roles, over the wire.

import { describe, expect, test } from 'vitest';
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

  test('is found in another subscription, where the account’s has it not', async () => {
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

  test('keep their condition and the role’s permissions', async () => {
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
