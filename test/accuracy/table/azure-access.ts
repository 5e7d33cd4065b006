// Azure Blob Storage: the roles, the identity and the keys that W&B comes with.

import { AZURE_DEDICATED, azure, corsRule, ISSUER, SERVICE_ACCOUNTS } from '../azure-case.ts';
import type { AzureChange } from '../azure-case.ts';
import { MULTI_TENANT, SOURCES } from '../case.ts';
import type { AccuracyCase } from '../case.ts';

const MODULE = 'https://github.com/wandb/terraform-azurerm-wandb/tree/main/modules/secure_storage_connector';

const DELEGATION =
  'https://learn.microsoft.com/rest/api/storageservices/create-user-delegation-sas#assign-permissions-with-azure-rbac';

const KEYED = { tenantId: null, clientId: null, level: 'instance', team: null } as const;

/** The case's account name, as the builder makes it. */
function keyed(id: string): Readonly<Record<string, unknown>> {
  return { ...KEYED, address: `az://:\${ACCESS_KEY}@${id.replaceAll('-', '')}/wandb` };
}

const GOOD: readonly AccuracyCase[] = [
  azure('az-faultless', 'Every requirement is met, so nothing may be found.', {}, []),
  azure(
    'az-module',
    "W&B's own Terraform: soft delete is off, which garbage collection wants; the rest is hygiene.",
    {
      source: MODULE,
      account: { allowBlobPublicAccess: true, allowSharedKeyAccess: true },
      service: {
        cors: { corsRules: [corsRule({ allowedOrigins: ['*'] })] },
        deleteRetentionPolicy: { enabled: false },
        isVersioningEnabled: false,
      },
      onlyRules: [],
    },
    ['cors-origin-restricted/everyOrigin', 'public-access-blocked/allowed', 'soft-delete-enabled/blobsOff'],
  ),
  azure(
    'az-by-key',
    'At instance level W&B is given an access key, and the account takes it.',
    { source: SOURCES.byob, account: { allowSharedKeyAccess: true }, declared: keyed('az-by-key') },
    [],
  ),
  azure(
    'az-shared-key-unset',
    'An account that says nothing takes access keys.',
    {
      source: 'https://learn.microsoft.com/azure/storage/common/shared-key-authorization-prevent',
      account: { allowSharedKeyAccess: null },
      declared: keyed('az-shared-key-unset'),
    },
    [],
  ),
  azure(
    'az-customer-managed-key',
    'On Azure a key of the customer is documented.',
    {
      source: 'https://github.com/wandb/terraform-azurerm-wandb/tree/main/examples/byob',
      account: {
        encryption: {
          services: {},
          keySource: 'Microsoft.Keyvault',
          keyvaultproperties: {
            keyvaulturi: 'https://acme.vault.azure.net',
            keyname: 'storage',
            keyversion: '',
          },
        },
      },
    },
    [],
  ),
];

function roles(
  id: string,
  reason: string,
  given: AzureChange['roles'],
  finds: readonly string[],
  source: string = SOURCES.azureRoles,
): AccuracyCase {
  return azure(id, reason, { source, roles: given ?? [] }, finds);
}

const ACCESS: readonly AccuracyCase[] = [
  azure(
    'az-key-refused',
    'The account refuses access keys, and W&B is given one.',
    {
      source: 'https://learn.microsoft.com/azure/storage/common/shared-key-authorization-prevent',
      declared: { ...KEYED, address: 'az://azkeyrefused/wandb' },
    },
    ['azure-shared-key-allowed/refused'],
  ),
  azure(
    'az-no-identity',
    'A team without identity and key: W&B has nothing to reach the container with.',
    { source: SOURCES.byob, declared: { tenantId: null, clientId: null } },
    ['azure-identity-declared/missing'],
  ),
  azure(
    'az-on-multi-tenant',
    'Multi-tenant Cloud takes no Azure.',
    { source: SOURCES.byob, deployment: { ...MULTI_TENANT, oidcIssuer: ISSUER } },
    ['provider-available/provider'],
  ),
  roles('az-no-roles', 'The identity has no role at all.', [], ['azure-roles-granted/noDataRole']),
  roles(
    'az-control-plane',
    'Contributor manages the account and reads no blob.',
    [['contributor', 'account']],
    ['azure-roles-granted/noDataRole'],
  ),
  roles(
    'az-data-reader',
    'Reading is not writing.',
    [
      ['dataReader', 'account'],
      ['accountContributor', 'account'],
    ],
    ['azure-roles-granted/noDataRole'],
  ),
  roles(
    'az-data-contributor',
    "Everything works with less than W&B's module assigns.",
    [
      ['dataContributor', 'account'],
      ['accountContributor', 'account'],
    ],
    ['azure-roles-granted/lessThanOwner'],
    MODULE,
  ),
  roles(
    'az-owner-alone',
    "Blobs and signed URLs work; the account's CORS cannot be read.",
    [['dataOwner', 'account']],
    ['azure-roles-granted/noAccountRole'],
    MODULE,
  ),
  roles(
    'az-owner-of-container',
    'The key that signs URLs is handed out by the account, where the identity has no role.',
    [['dataOwner', 'container']],
    ['azure-roles-granted/noDelegation'],
    DELEGATION,
  ),
  roles(
    'az-container-and-account-roles',
    'Storage Account Contributor may ask for the key that signs URLs.',
    [
      ['dataOwner', 'container'],
      ['accountContributor', 'account'],
    ],
    [],
    DELEGATION,
  ),
  roles(
    'az-roles-of-the-group',
    'What is assigned on the resource group holds for its accounts.',
    [['custom', 'group']],
    [],
  ),
  roles(
    'az-custom-role',
    'A custom role with the same actions is as good as the two built-in ones.',
    [['custom', 'account']],
    [],
  ),
  azure(
    'az-condition',
    'Whether the condition of the assignment holds for W&B cannot be told.',
    {
      source: 'https://learn.microsoft.com/azure/role-based-access-control/conditions-overview',
      roles: [
        [
          'dataOwner',
          'account',
          {
            condition:
              "((@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'other'))",
            conditionVersion: '2.0',
          },
        ],
        ['accountContributor', 'account'],
      ],
    },
    [],
    ['azure-roles-granted'],
  ),
  azure(
    'az-address-with-user',
    'Nothing stands before the colon of an address of Azure.',
    {
      source: SOURCES.byob,
      account: { allowSharedKeyAccess: true },
      declared: { ...KEYED, address: 'az://azaddresswithuser:${ACCESS_KEY}@azaddresswithuser/wandb' },
    },
    ['address-wellformed/userNotAllowed'],
  ),
  azure(
    'az-owner-and-delegator',
    "Data Owner on the container and Delegator on the account sign URLs; the account's CORS cannot be read.",
    {
      source: DELEGATION,
      roles: [
        ['dataOwner', 'container'],
        ['delegator', 'account'],
      ],
    },
    ['azure-roles-granted/noAccountRole'],
  ),
  azure(
    'az-roles-of-another-identity',
    'The roles are given to another principal.',
    {
      source: SOURCES.azureRoles,
      roles: [
        ['dataOwner', 'account', { principalId: '0a1b2c3d-bbbb-4bbb-8bbb-ffffffffffff' }],
        ['accountContributor', 'account', { principalId: '0a1b2c3d-bbbb-4bbb-8bbb-ffffffffffff' }],
      ],
    },
    ['azure-roles-granted/noDataRole'],
  ),
];

function federated(id: string, reason: string, change: AzureChange, finds: readonly string[]): AccuracyCase {
  return azure(id, reason, { source: SOURCES.azureFederation, ...change }, finds);
}

const FEDERATION: readonly AccuracyCase[] = [
  federated(
    'az-one-account-missing',
    'One of the service accounts cannot act as the identity.',
    { serviceAccounts: SERVICE_ACCOUNTS.filter((name) => name !== 'wandb-parquet') },
    ['azure-federation-complete/missing'],
  ),
  federated('az-nobody-federated', 'No service account can act as the identity.', { serviceAccounts: [] }, [
    'azure-federation-complete/missing',
  ]),
  federated(
    'az-issuer-without-slash',
    'Issuers are compared character by character.',
    { credential: { issuer: ISSUER.slice(0, -1) } },
    ['azure-federation-complete/issuerSlash'],
  ),
  federated(
    'az-other-issuer',
    'The issuer is another cluster.',
    { credential: { issuer: ISSUER.replace('2222-', '3333-') } },
    ['azure-federation-complete/issuer'],
  ),
  federated(
    'az-other-audience',
    'The token of a pod is for another audience.',
    { credential: { audiences: ['api://azureadtokenexchange'] } },
    ['azure-federation-complete/audience'],
  ),
  federated('az-other-namespace', 'W&B runs in the namespace default.', { namespace: 'wandb' }, [
    'azure-federation-complete/namespace',
  ]),
  federated(
    'az-declared-namespace',
    'W&B runs in the declared namespace, and the credentials are for it.',
    { namespace: 'wandb', deployment: { ...AZURE_DEDICATED, namespace: 'wandb' } },
    [],
  ),
  federated(
    'az-more-federated',
    'More service accounts than needed take nothing away.',
    { serviceAccounts: [...SERVICE_ACCOUNTS, 'acme-cron'] },
    [],
  ),
  federated(
    'az-issuer-not-declared',
    'What the issuer must be is not declared: it is not compared.',
    {
      deployment: { type: 'dedicated', origin: 'https://acme.wandb.io' },
      credential: { issuer: 'https://issuer.example/' },
    },
    [],
  ),
];

export const AZURE_ACCESS: readonly AccuracyCase[] = [...GOOD, ...ACCESS, ...FEDERATION];
