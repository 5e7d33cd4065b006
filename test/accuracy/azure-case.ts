// Rows about Azure Blob Storage: an account without any fault, and what a case changes.

import { createHash } from 'node:crypto';
import { AZURE_CLIENT } from '../../src/sandbox/azure-world.ts';
import type { ArmResource, SandboxAzureIdentity } from '../../src/sandbox/azure-world.ts';
import { DEDICATED, originOf } from './case.ts';
import type { AccuracyCase, AccuracyWorld, Deployed } from './case.ts';

const SUBSCRIPTION = '0a1b2c3d-0000-4000-8000-000000000002';
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/acme`;
export const ISSUER =
  'https://westeurope.oic.prod-aks.azure.com/0a1b2c3d-1111-4111-8111-111111111111/0a1b2c3d-2222-4222-8222-222222222222/';
export const AZURE_DEDICATED: Deployed = { ...DEDICATED, oidcIssuer: ISSUER };
/** Base64, of nothing secret. */
export const ACCESS_KEY = createHash('sha512').update('accuracy').digest('base64');

/** W&B's module makes a federated credential for each. */
export const SERVICE_ACCOUNTS: readonly string[] = [
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

const BLOB_SERVICES = 'Microsoft.Storage/storageAccounts/blobServices';
const BLOBS = `${BLOB_SERVICES}/containers/blobs`;
const DELEGATION = `${BLOB_SERVICES}/generateUserDelegationKey/action`;

/** Built-in roles as Azure defines them, and one custom role: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/storage */
export const ROLES = {
  dataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b',
  dataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
  dataReader: '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1',
  delegator: 'db58b8e5-c6ad-4a2a-8342-4190687cbf4a',
  accountContributor: '17d1049b-9a84-46fb-8f53-869881c3d3ab',
  contributor: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
  custom: '11111111-2222-4333-8444-555555555555',
} as const;
type Role = keyof typeof ROLES;

export const ROLE_DEFINITIONS: readonly ArmResource[] = [
  definition(
    'dataOwner',
    'Storage Blob Data Owner',
    [`${BLOB_SERVICES}/containers/*`, DELEGATION],
    [`${BLOBS}/*`],
  ),
  definition(
    'dataContributor',
    'Storage Blob Data Contributor',
    ['delete', 'read', 'write'].map((verb) => `${BLOB_SERVICES}/containers/${verb}`).concat(DELEGATION),
    ['delete', 'read', 'write', 'move/action', 'add/action'].map((verb) => `${BLOBS}/${verb}`),
  ),
  definition(
    'dataReader',
    'Storage Blob Data Reader',
    [`${BLOB_SERVICES}/containers/read`, DELEGATION],
    [`${BLOBS}/read`],
  ),
  definition('delegator', 'Storage Blob Delegator', [DELEGATION], []),
  definition(
    'accountContributor',
    'Storage Account Contributor',
    ['Microsoft.Storage/storageAccounts/*'],
    [],
  ),
  definition('contributor', 'Contributor', ['*'], []),
  definition('custom', 'acme blobs', ['Microsoft.Storage/storageAccounts/*'], [`${BLOBS}/*`]),
];

function definition(role: Role, roleName: string, actions: string[], dataActions: string[]): ArmResource {
  return resource(`/providers/Microsoft.Authorization/roleDefinitions/${ROLES[role]}`, {
    roleName,
    type: role === 'custom' ? 'CustomRole' : 'BuiltInRole',
    assignableScopes: ['/'],
    permissions: [{ actions, notActions: [], dataActions, notDataActions: [] }],
  });
}

function resource(id: string, properties: object, more: object = {}): ArmResource {
  return { id, name: id.split('/').at(-1) ?? '', properties, ...more };
}

export function corsRule(over: object = {}): object {
  return {
    allowedOrigins: ['https://acme.wandb.io'],
    allowedMethods: ['GET', 'HEAD', 'PUT'],
    allowedHeaders: ['*'],
    exposedHeaders: ['*'],
    maxAgeInSeconds: 3600,
    ...over,
  };
}

/** A lifecycle rule of the account. */
export function rule(actions: object, filters: object = {}, over: object = {}): object {
  return {
    enabled: true,
    name: 'tidy',
    type: 'Lifecycle',
    definition: { filters: { blobTypes: ['blockBlob'], ...filters }, actions },
    ...over,
  };
}

const OLD_VERSIONS = rule(
  { version: { delete: { daysAfterCreationGreaterThan: 30 } } },
  {},
  { name: 'old-versions' },
);

/** Where a role is given. */
export type Scope = 'account' | 'container' | 'group';

export interface AzureChange {
  readonly source?: string;
  readonly deployment?: Deployed;
  /** Properties of the account, of its blob service and of the container, over the faultless ones. */
  readonly account?: object;
  readonly service?: object;
  readonly container?: object;
  /** Lifecycle rules beside the one that every account should have. */
  readonly rules?: readonly object[];
  /** All lifecycle rules. */
  readonly onlyRules?: readonly object[];
  /** Roles of the identity; default those of W&B's module. */
  readonly roles?: readonly (readonly [role: Role, scope: Scope, more?: object])[];
  /** What each federated credential has over the module's. */
  readonly credential?: object;
  readonly serviceAccounts?: readonly string[];
  /** Kubernetes namespace of the credentials' subjects. */
  readonly namespace?: string;
  /** Put over the entry of the fleet file; null takes a key away. */
  readonly declared?: Readonly<Record<string, unknown>>;
}

let identities = 0;

export function azure(
  id: string,
  reason: string,
  change: AzureChange,
  finds: readonly string[],
  open: readonly string[] = [],
): AccuracyCase {
  const name = id.replaceAll('-', '').slice(0, 24);
  const number = String(++identities).padStart(12, '0');
  const { deployment = AZURE_DEDICATED, source } = change;
  const declared = {
    address: `az://${name}/wandb`,
    level: 'team',
    team: id,
    tenantId: AZURE_CLIENT.tenantId,
    clientId: `0a1b2c3d-cccc-4ccc-8ccc-${number}`,
    ...change.declared,
  };
  const kept = Object.entries(declared).filter(([, value]) => value !== null);
  return {
    id,
    reason,
    ...(source !== undefined && { source }),
    deployment,
    world: { ...accountOf(name, deployment, change), ...identityOf(name, number, change) },
    targets: [{ declared: Object.fromEntries(kept), finds, open }],
  };
}

function accountIdOf(name: string): string {
  return `${GROUP}/providers/Microsoft.Storage/storageAccounts/${name}`;
}

function accountOf(name: string, deployment: Deployed, change: AzureChange): AccuracyWorld {
  const id = accountIdOf(name);
  const { rules = [], onlyRules = [OLD_VERSIONS, ...rules] } = change;
  const account = {
    publicNetworkAccess: 'Enabled',
    minimumTlsVersion: 'TLS1_2',
    allowBlobPublicAccess: false,
    allowSharedKeyAccess: false,
    supportsHttpsTrafficOnly: true,
    networkAcls: { bypass: 'AzureServices', virtualNetworkRules: [], ipRules: [], defaultAction: 'Allow' },
    encryption: { services: { blob: { enabled: true, keyType: 'Account' } }, keySource: 'Microsoft.Storage' },
    ...change.account,
  };
  const service = {
    cors: { corsRules: [corsRule({ allowedOrigins: [originOf(deployment)] })] },
    deleteRetentionPolicy: { enabled: true, days: 14 },
    isVersioningEnabled: true,
    ...change.service,
  };
  const container = {
    publicAccess: 'None',
    defaultEncryptionScope: '$account-encryption-key',
    hasImmutabilityPolicy: false,
    hasLegalHold: false,
    ...change.container,
  };
  const place = {
    location: 'westeurope',
    kind: 'StorageV2',
    sku: { name: 'Standard_ZRS', tier: 'Standard' },
  };
  return {
    azureAccounts: [
      {
        account: resource(id, account, place),
        blobService: resource(`${id}/blobServices/default`, service),
        ...(onlyRules.length > 0 && {
          managementPolicy: resource(`${id}/managementPolicies/default`, { policy: { rules: onlyRules } }),
        }),
        containers: [resource(`${id}/blobServices/default/containers/wandb`, container)],
        keys: [ACCESS_KEY],
      },
    ],
  };
}

function identityOf(name: string, number: string, change: AzureChange): AccuracyWorld {
  const { serviceAccounts = SERVICE_ACCOUNTS, credential = {}, namespace = 'default' } = change;
  const {
    roles = [
      ['dataOwner', 'account'],
      ['accountContributor', 'account'],
    ],
  } = change;
  const id = `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
  const principalId = `0a1b2c3d-bbbb-4bbb-8bbb-${number}`;
  const identity: SandboxAzureIdentity = {
    identity: resource(id, {
      clientId: `0a1b2c3d-cccc-4ccc-8ccc-${number}`,
      principalId,
      tenantId: AZURE_CLIENT.tenantId,
    }),
    federatedCredentials: serviceAccounts.map((account) =>
      resource(`${id}/federatedIdentityCredentials/${account}`, {
        issuer: ISSUER,
        subject: `system:serviceaccount:${namespace}:${account}`,
        audiences: ['api://AzureADTokenExchange'],
        ...credential,
      }),
    ),
  };
  const azureAssignments = roles.map(([role, at, more = {}], index) => {
    const scope = scopeOf(name, at);
    return resource(`${scope}/providers/Microsoft.Authorization/roleAssignments/${index}${number}`, {
      roleDefinitionId: `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${ROLES[role]}`,
      principalId,
      principalType: 'ServicePrincipal',
      scope,
      ...more,
    });
  });
  return { azureIdentities: [identity], azureAssignments };
}

function scopeOf(name: string, scope: Scope): string {
  if (scope === 'group') return GROUP;
  const account = accountIdOf(name);
  return scope === 'account' ? account : `${account}/blobServices/default/containers/wandb`;
}
