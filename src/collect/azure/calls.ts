// The calls that read Azure, each with the permission it needs, and which of them a facet takes.

import type { Facet } from '../../model/evidence.ts';
import type { Call } from '../provider.ts';

/** https://learn.microsoft.com/en-us/azure/role-based-access-control/permissions/storage, .../management-and-governance, .../identity */
export const ARM_CALLS = {
  subscriptions: { call: 'arm:Subscriptions_List', permission: 'Microsoft.Resources/subscriptions/read' },
  accounts: { call: 'arm:StorageAccounts_List', permission: 'Microsoft.Storage/storageAccounts/read' },
  account: {
    call: 'arm:StorageAccounts_GetProperties',
    permission: 'Microsoft.Storage/storageAccounts/read',
  },
  blobService: {
    call: 'arm:BlobServices_GetServiceProperties',
    permission: 'Microsoft.Storage/storageAccounts/blobServices/read',
  },
  container: {
    call: 'arm:BlobContainers_Get',
    permission: 'Microsoft.Storage/storageAccounts/blobServices/containers/read',
  },
  encryptionScope: {
    call: 'arm:EncryptionScopes_Get',
    permission: 'Microsoft.Storage/storageAccounts/encryptionScopes/read',
  },
  managementPolicy: {
    call: 'arm:ManagementPolicies_Get',
    permission: 'Microsoft.Storage/storageAccounts/managementPolicies/read',
  },
  roleAssignments: {
    call: 'arm:RoleAssignments_ListForScope',
    permission: 'Microsoft.Authorization/roleAssignments/read',
  },
  roleDefinition: {
    call: 'arm:RoleDefinitions_GetById',
    permission: 'Microsoft.Authorization/roleDefinitions/read',
  },
  identities: {
    call: 'arm:UserAssignedIdentities_ListBySubscription',
    permission: 'Microsoft.ManagedIdentity/userAssignedIdentities/read',
  },
  federatedCredentials: {
    call: 'arm:FederatedIdentityCredentials_List',
    permission: 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/read',
  },
} as const satisfies Readonly<Record<string, Call>>;

/** Calls signed with the access key of the storage address: the key is the permission. */
export const KEY_CALLS = {
  service: { call: 'blob:GetBlobServiceProperties', permission: 'the access key' },
  container: { call: 'blob:GetContainerProperties', permission: 'the access key' },
} as const satisfies Readonly<Record<string, Call>>;

/** What a facet is read from; the account is found and looked at for every one of them. */
export const FACET_CALLS = {
  location: ['account'],
  network: ['account'],
  publicAccessPrevention: ['account'],
  sasPolicy: ['account'],
  sharedKey: ['account'],
  transport: ['account'],
  cors: ['blobService'],
  softDelete: ['blobService'],
  versioning: ['blobService'],
  lifecycle: ['managementPolicy'],
  containerAccess: ['container'],
  encryption: ['account', 'container', 'encryptionScope'],
  retention: ['account', 'container'],
  identity: ['identities', 'federatedCredentials'],
  roleAssignments: ['identities', 'roleAssignments', 'roleDefinition'],
} as const satisfies { readonly [F in Facet]?: readonly (keyof typeof ARM_CALLS)[] };

/** A facet that Azure has. */
export type AzureFacet = keyof typeof FACET_CALLS;

export function isAzureFacet(facet: Facet): facet is AzureFacet {
  return Object.hasOwn(FACET_CALLS, facet);
}
