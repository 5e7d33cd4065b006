// An Azure for the tests: one account as W&B's Terraform makes it, with what a case changes.

import { createHash } from 'node:crypto';
import type { ArmResource, SandboxAzure, SandboxAzureAccount } from '../../src/sandbox/azure-world.ts';

export const SUBSCRIPTION = '00000000-0000-0000-0000-000000000001';
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/acme`;
export const ACCOUNT_ID = `${GROUP}/providers/Microsoft.Storage/storageAccounts/acmewandb`;
export const CONTAINER_ID = `${ACCOUNT_ID}/blobServices/default/containers/wandb`;
export const CLIENT_ID = '44444444-5555-6666-7777-888888888888';
export const PRINCIPAL_ID = '22222222-3333-4444-5555-666666666666';
export const IDENTITY_ID = `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/acme-wandb`;
export const DATA_OWNER = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b';
/** Base64, of nothing secret. */
export const KEY = createHash('sha512').update('sandbox').digest('base64');

export function resource(id: string, properties: object, more: object = {}): ArmResource {
  return { id, name: id.split('/').at(-1) ?? '', properties, ...more };
}

export function account(properties: object = {}, id = ACCOUNT_ID): ArmResource {
  return resource(
    id,
    {
      minimumTlsVersion: 'TLS1_2',
      allowBlobPublicAccess: false,
      allowSharedKeyAccess: true,
      supportsHttpsTrafficOnly: true,
      networkAcls: { bypass: 'AzureServices', virtualNetworkRules: [], ipRules: [], defaultAction: 'Allow' },
      encryption: { services: {}, keySource: 'Microsoft.Storage' },
      ...properties,
    },
    { location: 'westeurope', kind: 'StorageV2', sku: { name: 'Standard_ZRS', tier: 'Standard' } },
  );
}

export function blobService(properties: object): ArmResource {
  return resource(`${ACCOUNT_ID}/blobServices/default`, properties);
}

export function container(properties: object = {}, name = 'wandb'): ArmResource {
  return resource(`${ACCOUNT_ID}/blobServices/default/containers/${name}`, {
    publicAccess: 'None',
    defaultEncryptionScope: '$account-encryption-key',
    hasImmutabilityPolicy: false,
    hasLegalHold: false,
    ...properties,
  });
}

export function policy(...rules: readonly object[]): ArmResource {
  return resource(`${ACCOUNT_ID}/managementPolicies/default`, { policy: { rules } });
}

export function assignment(scope: string, over: object = {}): ArmResource {
  return resource(
    `${scope}/providers/Microsoft.Authorization/roleAssignments/11111111-0000-0000-0000-000000000001`,
    {
      roleDefinitionId: `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${DATA_OWNER}`,
      principalId: PRINCIPAL_ID,
      principalType: 'ServicePrincipal',
      scope,
      ...over,
    },
  );
}

export const ROLE: ArmResource = resource(
  `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${DATA_OWNER}`,
  {
    roleName: 'Storage Blob Data Owner',
    type: 'BuiltInRole',
    assignableScopes: ['/'],
    permissions: [
      {
        actions: ['Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action'],
        notActions: [],
        dataActions: ['Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*'],
        notDataActions: [],
      },
    ],
  },
);

export const IDENTITY = {
  identity: resource(IDENTITY_ID, { clientId: CLIENT_ID, principalId: PRINCIPAL_ID, tenantId: 'tenant' }),
  federatedCredentials: [
    resource(`${IDENTITY_ID}/federatedIdentityCredentials/wandb-app`, {
      issuer: 'https://oidc.example/issuer/',
      subject: 'system:serviceaccount:default:wandb-app',
      audiences: ['api://AzureADTokenExchange'],
    }),
  ],
};

/** The world of one account, changed. */
export function world(
  over: Partial<SandboxAzureAccount> = {},
  more: Partial<SandboxAzure> = {},
): SandboxAzure {
  return {
    accounts: [{ account: account(), containers: [container()], keys: [KEY], ...over }],
    identities: [IDENTITY],
    roleAssignments: [assignment(ACCOUNT_ID)],
    roleDefinitions: [ROLE],
    ...more,
  };
}

/** The same container with an access key in its address, which {@link keyEnv} gives. */
export const KEYED = '  - address: az://:${ACCESS_KEY}@acmewandb/wandb\n';

/** Percent-encoded, as addresses have it. */
export function keyEnv(key = KEY): { readonly ACCESS_KEY: string } {
  return { ACCESS_KEY: encodeURIComponent(key) };
}

/** The same container with the identity given to W&B. */
export const WITH_IDENTITY = `  - address: az://acmewandb/wandb\n    clientId: ${CLIENT_ID}\n`;
