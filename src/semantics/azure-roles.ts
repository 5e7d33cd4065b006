// What an Azure role lets do: actions of the management plane and data actions, with wildcards and exceptions.
// Source: https://learn.microsoft.com/azure/role-based-access-control/role-definitions

import type { AzureRole } from '../model/evidence.ts';
import { globMatches } from './glob.ts';
import type { Truth } from './policy/truth.ts';

/** Management plane (`actions`) or data plane (`dataActions`). */
export type Plane = 'management' | 'data';

type Permission = NonNullable<AzureRole['permissions']>[number];

const BLOBS = 'Microsoft.Storage/storageAccounts/blobServices/containers';
const DELEGATION = 'Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action';

function permission(actions: readonly string[], dataActions: readonly string[]): readonly Permission[] {
  return [{ actions, notActions: [], dataActions, notDataActions: [] }];
}

/**
 * Built-in roles by the id of their definition, for assignments whose definition could not be read.
 * https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/storage
 */
const BUILT_IN: Readonly<Record<string, readonly Permission[]>> = {
  // Storage Blob Data Owner
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b': permission([`${BLOBS}/*`, DELEGATION], [`${BLOBS}/blobs/*`]),
  // Storage Blob Data Contributor
  'ba92f5b4-2d11-453d-a403-e96b0029c9fe': permission(
    [`${BLOBS}/delete`, `${BLOBS}/read`, `${BLOBS}/write`, DELEGATION],
    ['add/action', 'delete', 'move/action', 'read', 'write'].map((verb) => `${BLOBS}/blobs/${verb}`),
  ),
  // Storage Blob Data Reader
  '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1': permission([`${BLOBS}/read`, DELEGATION], [`${BLOBS}/blobs/read`]),
  // Storage Blob Delegator
  'db58b8e5-c6ad-4a2a-8342-4190687cbf4a': permission([DELEGATION], []),
  // Storage Account Contributor
  '17d1049b-9a84-46fb-8f53-869881c3d3ab': permission(['Microsoft.Storage/storageAccounts/*'], []),
  // Owner
  '8e3af657-a8ff-443c-a75c-2fe8c4bcb635': permission(['*'], []),
  // Contributor
  'b24988ac-6180-42a0-ab88-20f7382dd24c': permission(['*'], []),
  // Reader
  'acdd72a7-3385-48ef-bd42-f606fba81ae7': permission(['*/read'], []),
};

/**
 * Whether a role gives an action (`Microsoft.Storage/.../read`, upper case not significant); unknown where its definition was
 * not read and is not built in. An exception takes away from its own permission only, not from the role's others.
 */
export function azureRoleGives(
  { id, permissions = BUILT_IN[id.toLowerCase()] }: AzureRole,
  plane: Plane,
  action: string,
): Truth {
  if (permissions === undefined) return 'unknown';
  const named = (patterns: readonly string[]): boolean =>
    patterns.some((pattern) => globMatches(pattern, action, { ignoreCase: true }));
  return permissions.some((one) =>
    plane === 'data'
      ? named(one.dataActions) && !named(one.notDataActions)
      : named(one.actions) && !named(one.notActions),
  );
}
