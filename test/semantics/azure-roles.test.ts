import { expect, test } from 'vitest';
import type { AzureRole } from '../../src/model/evidence.ts';
import { azureRoleGives } from '../../src/semantics/azure-roles.ts';
import { AZURE_DATA_ACTIONS, AZURE_DELEGATION_ACTION, AZURE_ROLES } from '../../src/wandb/azure-access.ts';

const BLOBS = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs';
const CONTRIBUTOR = { id: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe' };
const NOTHING: NonNullable<AzureRole['permissions']>[number] = {
  actions: [],
  notActions: [],
  dataActions: [],
  notDataActions: [],
};

function custom(...permissions: readonly Partial<typeof NOTHING>[]) {
  return {
    id: 'aaaaaaaa-0000-0000-0000-000000000001',
    permissions: permissions.map((one) => ({ ...NOTHING, ...one })),
  };
}

test('built-in roles are known by their id, whatever its case', () => {
  const owner = { id: AZURE_ROLES.dataOwner.id.toUpperCase() };
  for (const action of [...AZURE_DATA_ACTIONS, AZURE_ROLES.dataOwner.dataAction])
    expect(azureRoleGives(owner, 'data', action)).toBe(true);
  expect(azureRoleGives(owner, 'management', AZURE_DELEGATION_ACTION)).toBe(true);
  expect(azureRoleGives(owner, 'management', AZURE_ROLES.accountContributor.action)).toBe(false);
});

test('Contributor of the data has what W&B needs, but is no Owner', () => {
  for (const action of AZURE_DATA_ACTIONS) expect(azureRoleGives(CONTRIBUTOR, 'data', action)).toBe(true);
  expect(azureRoleGives(CONTRIBUTOR, 'data', AZURE_ROLES.dataOwner.dataAction)).toBe(false);
});

test('roles of the management plane have no data actions', () => {
  for (const id of ['8e3af657-a8ff-443c-a75c-2fe8c4bcb635', AZURE_ROLES.accountContributor.id]) {
    expect(azureRoleGives({ id }, 'data', `${BLOBS}/read`)).toBe(false);
    expect(azureRoleGives({ id }, 'management', AZURE_DELEGATION_ACTION)).toBe(true);
  }
  const reader = { id: 'acdd72a7-3385-48ef-bd42-f606fba81ae7' };
  expect(azureRoleGives(reader, 'management', AZURE_ROLES.accountContributor.action)).toBe(true);
  expect(azureRoleGives(reader, 'management', AZURE_DELEGATION_ACTION)).toBe(false);
});

test('custom roles by their actions: wildcards, letter case, and exceptions of the same permission', () => {
  const all = custom({ dataActions: ['microsoft.storage/StorageAccounts/*'] });
  expect(azureRoleGives(all, 'data', `${BLOBS}/write`)).toBe(true);
  const spared = custom({ dataActions: [`${BLOBS}/*`], notDataActions: [`${BLOBS}/delete`] });
  expect(azureRoleGives(spared, 'data', `${BLOBS}/write`)).toBe(true);
  expect(azureRoleGives(spared, 'data', `${BLOBS}/delete`)).toBe(false);
  expect(
    azureRoleGives(
      custom({ dataActions: ['*'], notDataActions: ['*'] }, { dataActions: [`${BLOBS}/read`] }),
      'data',
      `${BLOBS}/read`,
    ),
  ).toBe(true);
  expect(
    azureRoleGives(
      custom({ actions: ['*'], notActions: ['*/action'] }),
      'management',
      AZURE_DELEGATION_ACTION,
    ),
  ).toBe(false);
});

test('a role whose definition was not read is not known', () => {
  expect(azureRoleGives({ id: 'aaaaaaaa-0000-0000-0000-000000000001' }, 'data', `${BLOBS}/read`)).toBe(
    'unknown',
  );
});
