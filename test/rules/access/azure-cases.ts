// Managed identities and role assignments for the cases of the Azure rules.

import type { ManagedIdentity, RoleAssignment } from '../../../src/model/evidence.ts';
import type { Target } from '../../../src/model/target.ts';
import { AZURE_AUDIENCE, AZURE_SERVICE_ACCOUNTS } from '../../../src/wandb/azure-access.ts';

const GROUP = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/acme';
export const ACCOUNT = `${GROUP}/providers/Microsoft.Storage/storageAccounts/acmestorage`;
export const CONTAINER = `${ACCOUNT}/blobServices/default/containers/acme-wandb`;
export const ISSUER =
  'https://westeurope.oic.prod-aks.azure.com/33333333-4444-5555-6666-777777777777/55555555-6666-7777-8888-999999999999/';

/** A team's container, of which W&B was given the identity. */
export const TEAM: Partial<Target> = {
  level: 'team',
  team: 'omega',
  account: 'acmestorage',
  tenantId: '33333333-4444-5555-6666-777777777777',
  clientId: '44444444-5555-6666-7777-888888888888',
};

export const ROLES = {
  owner: { id: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b', name: 'Storage Blob Data Owner' },
  contributor: { id: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe', name: 'Storage Blob Data Contributor' },
  reader: { id: '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1', name: 'Storage Blob Data Reader' },
  delegator: { id: 'db58b8e5-c6ad-4a2a-8342-4190687cbf4a', name: 'Storage Blob Delegator' },
  account: { id: '17d1049b-9a84-46fb-8f53-869881c3d3ab', name: 'Storage Account Contributor' },
  contributorOfAll: { id: 'b24988ac-6180-42a0-ab88-20f7382dd24c', name: 'Contributor' },
} as const;

export function assignment(
  role: RoleAssignment['role'],
  scope: string = ACCOUNT,
  over: Partial<RoleAssignment> = {},
): RoleAssignment {
  return {
    id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${role.id}`,
    principalId: '22222222-3333-4444-5555-666666666666',
    scope,
    role,
    ...over,
  };
}

type Credential = ManagedIdentity['federatedCredentials'][number];

export function credential(account: string, over: Partial<Credential> = {}): Credential {
  return {
    name: `acme-${account}`,
    issuer: ISSUER,
    subject: `system:serviceaccount:default:${account}`,
    audiences: [AZURE_AUDIENCE],
    ...over,
  };
}

/** The thirteen credentials of W&B's module, with what a case changes in each; undefined leaves one out. */
export function identity(change: (account: string) => Partial<Credential> | undefined = () => ({})): {
  readonly identity: ManagedIdentity;
} {
  const federatedCredentials = AZURE_SERVICE_ACCOUNTS.flatMap((account) => {
    const over = change(account);
    return over === undefined ? [] : [credential(account, over)];
  });
  return {
    identity: {
      resourceId: `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/acme-identity`,
      clientId: '44444444-5555-6666-7777-888888888888',
      principalId: '22222222-3333-4444-5555-666666666666',
      tenantId: '33333333-4444-5555-6666-777777777777',
      federatedCredentials,
    },
  };
}
