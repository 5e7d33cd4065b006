// The demo's storage accounts of Azure: as W&B's Terraform makes them, and broken ones as organisations have them.

import { AZURE_CLIENT } from './azure-world.ts';
import type { ArmResource, SandboxAzure, SandboxAzureAccount, SandboxAzureIdentity } from './azure-world.ts';

const SUBSCRIPTION = '0a1b2c3d-0000-4000-8000-000000000001';
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/acme-wandb`;
/** Of the cluster that the made-up W&B runs in. */
export const DEMO_OIDC_ISSUER =
  'https://westeurope.oic.prod-aks.azure.com/0a1b2c3d-1111-4111-8111-111111111111/0a1b2c3d-2222-4222-8222-222222222222/';
const AUDIENCE = 'api://AzureADTokenExchange';

const DATA_OWNER = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b';
const DATA_CONTRIBUTOR = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe';
const ACCOUNT_CONTRIBUTOR = '17d1049b-9a84-46fb-8f53-869881c3d3ab';

/** The service accounts of W&B's module, which all act as the identity. */
const SERVICE_ACCOUNTS = [
  'wandb-app',
  'wandb-api',
  'wandb-console',
  'wandb-executor',
  'wandb-parquet',
  'wandb-filestream',
  'wandb-filemeta',
  'wandb-glue',
  'wandb-weave',
  'wandb-weave-trace',
  'wandb-settings-migration-job',
  'bufstream-service-account',
  'wandb-bucket-access',
];

function resource(id: string, properties: object, more: object = {}): ArmResource {
  return { id, name: id.split('/').at(-1) ?? '', properties, ...more };
}

function accountId(name: string): string {
  return `${GROUP}/providers/Microsoft.Storage/storageAccounts/${name}`;
}

const PLACE = { location: 'westeurope', kind: 'StorageV2', sku: { name: 'Standard_ZRS', tier: 'Standard' } };
const CORS_RULE = {
  allowedOrigins: ['https://acme.wandb.io'],
  allowedMethods: ['GET', 'HEAD', 'PUT'],
  allowedHeaders: ['*'],
  exposedHeaders: ['*'],
  maxAgeInSeconds: 3600,
};
const CAREFUL_SERVICE = {
  cors: { corsRules: [CORS_RULE] },
  deleteRetentionPolicy: { enabled: true, days: 14 },
  isVersioningEnabled: true,
};
/** Old versions go after a month, what is in use stays. */
const CAREFUL_RULE = {
  enabled: true,
  name: 'old-versions',
  type: 'Lifecycle',
  definition: {
    filters: { blobTypes: ['blockBlob'] },
    actions: { version: { delete: { daysAfterCreationGreaterThan: 30 } } },
  },
};

/** What a case changes. */
interface Changed {
  readonly account?: object;
  readonly service?: object;
  readonly rules?: readonly object[];
  readonly containers?: readonly (readonly [name: string, properties: object])[];
  readonly encryptionScopes?: readonly (readonly [name: string, properties: object])[];
}

function account(name: string, change: Changed = {}): SandboxAzureAccount {
  const id = accountId(name);
  const { containers = [['wandb', {}]], rules = [CAREFUL_RULE], encryptionScopes = [] } = change;
  return {
    account: resource(
      id,
      {
        publicNetworkAccess: 'Enabled',
        minimumTlsVersion: 'TLS1_2',
        allowBlobPublicAccess: false,
        allowSharedKeyAccess: false,
        supportsHttpsTrafficOnly: true,
        networkAcls: {
          bypass: 'AzureServices',
          virtualNetworkRules: [],
          ipRules: [],
          defaultAction: 'Allow',
        },
        encryption: {
          services: { blob: { enabled: true, keyType: 'Account' } },
          keySource: 'Microsoft.Keyvault',
          keyvaultproperties: {
            keyvaulturi: 'https://acme-wandb.vault.azure.net',
            keyname: 'storage',
            keyversion: '',
          },
        },
        ...change.account,
      },
      PLACE,
    ),
    blobService: resource(`${id}/blobServices/default`, { ...CAREFUL_SERVICE, ...change.service }),
    ...(rules.length > 0 && {
      managementPolicy: resource(`${id}/managementPolicies/default`, { policy: { rules } }),
    }),
    containers: containers.map(([container, properties]) =>
      resource(`${id}/blobServices/default/containers/${container}`, {
        publicAccess: 'None',
        defaultEncryptionScope: '$account-encryption-key',
        hasImmutabilityPolicy: false,
        hasLegalHold: false,
        ...properties,
      }),
    ),
    encryptionScopes: encryptionScopes.map(([scope, properties]) =>
      resource(`${id}/encryptionScopes/${scope}`, properties),
    ),
  };
}

const EXPIRY = {
  enabled: true,
  name: 'tidy-up',
  type: 'Lifecycle',
  definition: {
    filters: { blobTypes: ['blockBlob'], prefixMatch: ['wandb/'] },
    actions: {
      baseBlob: {
        tierToArchive: { daysAfterModificationGreaterThan: 30 },
        delete: { daysAfterModificationGreaterThan: 365 },
      },
    },
  },
};

export const DEMO_AZURE_ACCOUNTS: readonly SandboxAzureAccount[] = [
  account('acmewandbmodels', {
    containers: [
      ['wandb', {}],
      ['evals', { defaultEncryptionScope: 'evals' }],
    ],
    encryptionScopes: [
      [
        'evals',
        {
          source: 'Microsoft.KeyVault',
          state: 'Enabled',
          keyVaultProperties: { keyUri: 'https://acme-wandb.vault.azure.net/keys/evals' },
        },
      ],
    ],
  }),
  account('acmewandbscratch', {
    rules: [EXPIRY],
    service: {
      cors: { corsRules: [{ ...CORS_RULE, exposedHeaders: [] }] },
      deleteRetentionPolicy: { enabled: false },
      isVersioningEnabled: false,
    },
  }),
  account('acmewandbopen', {
    account: {
      allowBlobPublicAccess: true,
      minimumTlsVersion: 'TLS1_0',
      supportsHttpsTrafficOnly: false,
      encryption: { services: {}, keySource: 'Microsoft.Storage' },
    },
    containers: [['wandb', { publicAccess: 'Container' }]],
  }),
  account('acmewandbrecords', {
    account: {
      networkAcls: {
        bypass: 'None',
        virtualNetworkRules: [],
        ipRules: [{ value: '203.0.113.0/24', action: 'Allow' }],
        defaultAction: 'Deny',
      },
    },
    containers: [
      [
        'wandb',
        {
          hasImmutabilityPolicy: true,
          immutabilityPolicy: {
            properties: { immutabilityPeriodSinceCreationInDays: 3650, state: 'Locked' },
          },
          hasLegalHold: true,
          legalHold: { hasLegalHold: true, tags: [{ tag: 'audit2026' }] },
        },
      ],
    ],
  }),
  account('acmewandbpartner', {
    account: { sasPolicy: { sasExpirationPeriod: '0.01:00:00', expirationAction: 'Block' } },
  }),
  account('acmewandbprivate'),
];

function identity(digit: number, credential: object = {}): SandboxAzureIdentity {
  const id = `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/acme-wandb-${digit}`;
  return {
    identity: resource(id, {
      clientId: clientId(digit),
      principalId: principalId(digit),
      tenantId: AZURE_CLIENT.tenantId,
    }),
    federatedCredentials: SERVICE_ACCOUNTS.map((name) =>
      resource(`${id}/federatedIdentityCredentials/${name}`, {
        issuer: DEMO_OIDC_ISSUER,
        subject: `system:serviceaccount:default:${name}`,
        audiences: [AUDIENCE],
        ...credential,
      }),
    ),
  };
}

function clientId(digit: number): string {
  return `0a1b2c3d-cccc-4ccc-8ccc-${String(digit).repeat(12)}`;
}

function principalId(digit: number): string {
  return `0a1b2c3d-bbbb-4bbb-8bbb-${String(digit).repeat(12)}`;
}

function assigned(digit: number, scope: string, role: string): ArmResource {
  const name = `${role.slice(0, 24)}${scope.length}${digit}`;
  return resource(`${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`, {
    roleDefinitionId: `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
    principalId: principalId(digit),
    principalType: 'ServicePrincipal',
    scope,
  });
}

function definition(role: string, roleName: string, actions: string[], dataActions: string[]): ArmResource {
  const permissions = [{ actions, notActions: [], dataActions, notDataActions: [] }];
  return resource(`/providers/Microsoft.Authorization/roleDefinitions/${role}`, {
    roleName,
    type: 'BuiltInRole',
    assignableScopes: ['/'],
    permissions,
  });
}

const BLOBS = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs';
const DELEGATION = 'Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action';

/** The accounts with the identities given to W&B, their roles and what may not be read. */
export const DEMO_AZURE: SandboxAzure = {
  accounts: DEMO_AZURE_ACCOUNTS,
  // The partner's was made without the slash at the end of the issuer.
  identities: [identity(1), identity(2, { issuer: DEMO_OIDC_ISSUER.replace(/\/$/, '') })],
  roleAssignments: [
    ...DEMO_AZURE_ACCOUNTS.filter(({ account: { name } }) => name !== 'acmewandbpartner').flatMap(
      ({ account: { id } }) => [assigned(1, id, DATA_OWNER), assigned(1, id, ACCOUNT_CONTRIBUTOR)],
    ),
    assigned(2, `${accountId('acmewandbpartner')}/blobServices/default/containers/wandb`, DATA_CONTRIBUTOR),
  ],
  roleDefinitions: [
    definition(
      DATA_OWNER,
      'Storage Blob Data Owner',
      ['Microsoft.Storage/storageAccounts/blobServices/containers/*', DELEGATION],
      [`${BLOBS}/*`],
    ),
    definition(
      DATA_CONTRIBUTOR,
      'Storage Blob Data Contributor',
      [DELEGATION],
      ['delete', 'read', 'write', 'move/action', 'add/action'].map((verb) => `${BLOBS}/${verb}`),
    ),
    definition(
      ACCOUNT_CONTRIBUTOR,
      'Storage Account Contributor',
      ['Microsoft.Storage/storageAccounts/*'],
      [],
    ),
  ],
  faults: [
    { bucket: 'acmewandbprivate/wandb', operation: 'RoleAssignments_ListForScope', kind: 'denied' },
    { bucket: 'acmewandbprivate', operation: 'ManagementPolicies_Get', kind: 'denied' },
  ],
};

/** Team, container and identity of the fleet's entries, in order. */
const TEAMS: readonly (readonly [team: string, container: string, identity: number])[] = [
  ['docking', 'az://acmewandbmodels/wandb', 1],
  ['docking-evals', 'az://acmewandbmodels/evals', 1],
  ['weather', 'az://acmewandbscratch/wandb', 1],
  ['outreach', 'az://acmewandbopen/wandb', 1],
  ['quality', 'az://acmewandbrecords/wandb', 1],
  ['suppliers', 'az://acmewandbpartner/wandb', 2],
  ['treasury', 'az://acmewandbprivate/wandb', 1],
];

/** Entries of `buckets:` for the demo's fleet file. */
export const DEMO_AZURE_FLEET: string = TEAMS.map(
  ([team, address, digit]) =>
    `  - address: ${address}\n    level: team\n    team: ${team}\n    tenantId: ${AZURE_CLIENT.tenantId}\n    clientId: ${clientId(digit)}\n`,
).join('');
