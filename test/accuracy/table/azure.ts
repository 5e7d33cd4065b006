// Azure Blob Storage: access, exposure, browsers, history.

import { AZURE_DEDICATED, azure, corsRule, ISSUER, rule, SERVICE_ACCOUNTS } from '../azure-case.ts';
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

const EXPOSURE: readonly AccuracyCase[] = [
  azure(
    'az-public-container',
    'Anyone may read and list.',
    {
      source: SOURCES.azurePublic,
      account: { allowBlobPublicAccess: true },
      container: { publicAccess: 'Container' },
    },
    ['bucket-not-public/container', 'public-access-blocked/allowed'],
  ),
  azure(
    'az-public-blobs',
    'Anyone who knows a name may read.',
    {
      source: SOURCES.azurePublic,
      account: { allowBlobPublicAccess: true },
      container: { publicAccess: 'Blob' },
    },
    ['bucket-not-public/container', 'public-access-blocked/allowed'],
  ),
  azure(
    'az-public-but-forbidden',
    "The account's setting beats the container's.",
    { source: SOURCES.azurePublic, container: { publicAccess: 'Container' } },
    [],
  ),
  azure(
    'az-may-be-public',
    'Nothing is public today; a container could be made so.',
    { source: SOURCES.azurePublic, account: { allowBlobPublicAccess: true } },
    ['public-access-blocked/allowed'],
  ),
  azure(
    'az-plain-http',
    'Signed URLs are readable on the way.',
    {
      source: 'https://learn.microsoft.com/azure/storage/common/storage-require-secure-transfer',
      account: { supportsHttpsTrafficOnly: false },
    },
    ['https-only/plain'],
  ),
  azure(
    'az-tls-1-0',
    "W&B's Terraform sets 1.2.",
    { source: MODULE, account: { minimumTlsVersion: 'TLS1_0' } },
    ['https-only/oldTls'],
  ),
  azure('az-tls-1-3', 'Newer than asked for is fine.', { account: { minimumTlsVersion: 'TLS1_3' } }, []),
  azure(
    'az-one-network',
    'One network is let in: whether W&B and the browsers are inside cannot be seen.',
    {
      source: 'https://learn.microsoft.com/azure/storage/common/storage-network-security',
      account: {
        networkAcls: {
          bypass: 'AzureServices',
          virtualNetworkRules: [],
          ipRules: [{ value: '203.0.113.0/24', action: 'Allow' }],
          defaultAction: 'Deny',
        },
      },
    },
    ['network-reachable/restricted'],
  ),
  azure(
    'az-private-only',
    'No public network reaches the account.',
    {
      source: 'https://learn.microsoft.com/azure/storage/common/storage-network-security',
      account: { publicNetworkAccess: 'Disabled' },
    },
    ['network-reachable/private'],
  ),
  azure(
    'az-rules-without-effect',
    'Rules beside defaultAction Allow keep nobody out.',
    {
      source: 'https://learn.microsoft.com/azure/storage/common/storage-network-security',
      account: {
        networkAcls: {
          bypass: 'None',
          virtualNetworkRules: [],
          ipRules: [{ value: '203.0.113.0/24', action: 'Allow' }],
          defaultAction: 'Allow',
        },
      },
    },
    [],
  ),
  azure(
    'az-sas-of-an-hour',
    "W&B's write URLs live a day and are refused.",
    {
      source: 'https://learn.microsoft.com/azure/storage/common/sas-expiration-policy',
      account: { sasPolicy: { sasExpirationPeriod: '0.01:00:00', expirationAction: 'Block' } },
    },
    ['presigned-urls-allowed/sasPolicy'],
  ),
  azure(
    'az-sas-of-an-hour-logged',
    'The action Log refuses nothing.',
    {
      source: 'https://learn.microsoft.com/azure/storage/common/sas-expiration-policy',
      account: { sasPolicy: { sasExpirationPeriod: '0.01:00:00', expirationAction: 'Log' } },
    },
    [],
  ),
  azure(
    'az-sas-of-a-week',
    "A week is longer than W&B's URLs live.",
    {
      source: 'https://learn.microsoft.com/azure/storage/common/sas-expiration-policy',
      account: { sasPolicy: { sasExpirationPeriod: '7.00:00:00', expirationAction: 'Block' } },
    },
    [],
  ),
];

function browser(
  id: string,
  reason: string,
  corsRules: readonly object[],
  finds: readonly string[],
): AccuracyCase {
  return azure(id, reason, { source: SOURCES.azureCors, service: { cors: { corsRules } } }, finds);
}

const BROWSER: readonly AccuracyCase[] = [
  browser(
    'az-cors-none',
    'Browsers refuse signed URLs of an account without CORS.',
    [],
    ['cors-configured/none'],
  ),
  browser(
    'az-cors-no-etag',
    'Multipart uploads of a browser cannot read the ETag.',
    [corsRule({ exposedHeaders: ['x-ms-request-id'] })],
    ['cors-etag-exposed/hidden'],
  ),
  browser(
    'az-cors-etag-by-name',
    'The ETag is exposed by its name.',
    [corsRule({ exposedHeaders: ['x-ms-meta-*', 'etag'] })],
    [],
  ),
  browser(
    'az-cors-no-blob-type',
    "W&B's uploads carry x-ms-blob-type, without which Azure stores no blob.",
    [corsRule({ allowedHeaders: ['content-type'] })],
    ['cors-headers-allowed/blobTypeRefused'],
  ),
  browser(
    'az-cors-headers-by-prefix',
    'x-ms-* stands for the header of blobs.',
    [corsRule({ allowedHeaders: ['content-type', 'x-ms-*'] })],
    [],
  ),
  browser(
    'az-cors-origin-in-upper-case',
    'Azure compares origins with case, and browsers send lower case: the one that was meant never matches.',
    [corsRule({ allowedOrigins: ['https://Acme.wandb.io'] })],
    ['cors-origin-allowed/missed'],
  ),
  browser(
    'az-cors-no-put',
    'Uploads of the browser are refused.',
    [corsRule({ allowedMethods: ['GET', 'HEAD', 'OPTIONS'] })],
    ['cors-methods-allowed/missing'],
  ),
  browser(
    'az-cors-right-rule-second',
    'The first rule is for another origin.',
    [corsRule({ allowedOrigins: ['https://other.example'], exposedHeaders: [] }), corsRule()],
    [],
  ),
  browser(
    'az-cors-etag-in-a-later-rule',
    'The first rule that matches answers: one fault, of the ETag, however many rules stand behind it.',
    [corsRule({ exposedHeaders: [] }), corsRule()],
    ['cors-etag-exposed/hidden'],
  ),
];

const DELETE = { baseBlob: { delete: { daysAfterModificationGreaterThan: 30 } } };
const EXPIRES = 'lifecycle-keeps-run-history/expires';

function history(
  id: string,
  reason: string,
  more: object,
  finds: readonly string[],
  change: AzureChange = {},
): AccuracyCase {
  return azure(id, reason, { source: SOURCES.azureLifecycle, rules: [more], ...change }, finds);
}

const LIFECYCLE: readonly AccuracyCase[] = [
  history(
    'az-deletion',
    'Run history lives only in the container and is deleted after 30 days.',
    rule(DELETE),
    [EXPIRES],
  ),
  history(
    'az-deletion-of-container',
    'The rule names the container.',
    rule(DELETE, { prefixMatch: ['wandb/'] }),
    [EXPIRES],
  ),
  history('az-deletion-disabled', 'The rule is switched off.', rule(DELETE, {}, { enabled: false }), []),
  history(
    'az-deletion-without-enabled',
    'A rule that does not say so is on.',
    rule(DELETE, {}, { enabled: undefined }),
    [EXPIRES],
  ),
  history(
    'az-deletion-elsewhere',
    'The rule names another container.',
    rule(DELETE, { prefixMatch: ['logs/', 'backups/'] }),
    [],
  ),
  history(
    'az-deletion-without-container',
    'A prefix begins with the name of a container: teams/ is another container.',
    rule(DELETE, { prefixMatch: ['teams/'] }),
    [],
    { declared: { path: 'teams' } },
  ),
  history(
    'az-deletion-of-neighbour',
    'team10/ is no part of team1/.',
    rule(DELETE, { prefixMatch: ['wandb/team10/'] }),
    [],
    { declared: { path: 'team1' } },
  ),
  history(
    'az-deletion-of-append-blobs',
    'W&B writes block blobs.',
    rule(DELETE, { blobTypes: ['appendBlob'] }),
    [],
  ),
  history(
    'az-deletion-by-tag',
    'Whether W&B’s blobs bear the index tag is the owner’s doing.',
    rule(DELETE, { blobIndexMatch: [{ name: 'scratch', op: '==', value: 'true' }] }),
    ['lifecycle-filtered-expiry/mayExpire'],
  ),
  history(
    'az-deletion-unused',
    'What nobody read for long is deleted: nothing else keeps it.',
    rule({ baseBlob: { delete: { daysAfterLastAccessTimeGreaterThan: 90 } } }),
    [EXPIRES],
  ),
  history(
    'az-deletion-of-snapshots',
    'Snapshots and replaced versions are no live blobs.',
    rule({
      snapshot: { delete: { daysAfterCreationGreaterThan: 7 } },
      version: { delete: { daysAfterCreationGreaterThan: 7 } },
    }),
    [],
  ),
  history(
    'az-archive',
    'A blob of the archive tier is offline until it is fetched back.',
    rule({ baseBlob: { tierToArchive: { daysAfterModificationGreaterThan: 90 } } }),
    ['lifecycle-keeps-data-readable/archives'],
  ),
  history(
    'az-cool',
    'The cool and cold tiers are read as ever.',
    rule({
      baseBlob: {
        tierToCool: { daysAfterModificationGreaterThan: 30 },
        tierToCold: { daysAfterModificationGreaterThan: 90 },
      },
    }),
    [],
  ),
  azure('az-old-versions-stay', 'What W&B deletes stays as an old version for ever.', { onlyRules: [] }, [
    'lifecycle-expires-noncurrent/never',
  ]),
];

const SETTINGS: readonly AccuracyCase[] = [
  azure(
    'az-soft-delete-off',
    "W&B's garbage collection wants soft delete.",
    {
      source: 'https://docs.wandb.ai/models/artifacts/delete-artifacts',
      service: { deleteRetentionPolicy: { enabled: false } },
    },
    ['soft-delete-enabled/blobsOff'],
  ),
  azure(
    'az-immutable',
    'Blobs can be neither overwritten nor deleted: run files are stored again and again.',
    {
      source: 'https://learn.microsoft.com/azure/storage/blobs/immutable-storage-overview',
      container: {
        hasImmutabilityPolicy: true,
        immutabilityPolicy: { properties: { immutabilityPeriodSinceCreationInDays: 30, state: 'Unlocked' } },
      },
    },
    ['overwrites-allowed/immutabilityPolicy'],
  ),
  azure(
    'az-legal-hold',
    'Until the hold is cleared nothing can be overwritten.',
    {
      source: 'https://learn.microsoft.com/azure/storage/blobs/immutable-storage-overview',
      container: { hasLegalHold: true, legalHold: { hasLegalHold: true, tags: [{ tag: 'case42' }] } },
    },
    ['overwrites-allowed/legalHold'],
  ),
  azure(
    'az-everything-at-once',
    'Faults of four sides of one account are four findings.',
    {
      source: SOURCES.byob,
      deployment: AZURE_DEDICATED,
      service: { cors: { corsRules: [] } },
      account: { minimumTlsVersion: 'TLS1_1' },
      roles: [],
      rules: [rule(DELETE)],
    },
    ['azure-roles-granted/noDataRole', 'cors-configured/none', 'https-only/oldTls', EXPIRES],
  ),
];

const NEAR: readonly AccuracyCase[] = [
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
    'az-cors-sixth-rule',
    'Azure documents five rules; what stands behind them does not count.',
    {
      source: SOURCES.azureCors,
      service: {
        cors: {
          corsRules: [
            corsRule(),
            ...[1, 2, 3, 4, 5].map((n) => corsRule({ allowedOrigins: [`https://site${n}.example`] })),
          ],
        },
      },
    },
    ['cors-rules-reachable/pastLimit'],
  ),
  azure(
    'az-versions-kept',
    'Version-level immutability lets blobs be overwritten and keeps every version.',
    {
      source: 'https://learn.microsoft.com/azure/storage/blobs/immutable-version-level-worm-policies',
      account: {
        immutableStorageWithVersioning: {
          enabled: true,
          immutabilityPolicy: {
            immutabilityPeriodSinceCreationInDays: 30,
            state: 'Unlocked',
            allowProtectedAppendWrites: false,
          },
        },
      },
    },
    ['overwrites-allowed/versionsKept'],
  ),
  azure(
    'az-public-access-unset',
    'An account that says nothing lets its containers be public, and this one is.',
    {
      source: SOURCES.azurePublic,
      account: { allowBlobPublicAccess: null },
      container: { publicAccess: 'Blob' },
    },
    ['bucket-not-public/container', 'public-access-blocked/allowed'],
  ),
  azure(
    'az-sas-of-a-day',
    "A day is as long as W&B's write URLs live.",
    {
      source: 'https://learn.microsoft.com/azure/storage/common/sas-expiration-policy',
      account: { sasPolicy: { sasExpirationPeriod: '1.00:00:00', expirationAction: 'Block' } },
    },
    [],
  ),
  azure(
    'az-owner-and-delegator',
    'Data Owner on the container and Delegator on the account sign URLs; the account’s CORS cannot be read.',
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
  azure(
    'az-network-of-a-subnet',
    'One subnet is let in: browsers of users are hardly there.',
    {
      source: 'https://learn.microsoft.com/azure/storage/common/storage-network-security',
      account: {
        networkAcls: {
          bypass: 'AzureServices',
          virtualNetworkRules: [
            {
              id: '/subscriptions/0a1b2c3d-0000-4000-8000-000000000002/resourceGroups/acme/providers/Microsoft.Network/virtualNetworks/acme/subnets/wandb',
              action: 'Allow',
              state: 'Succeeded',
            },
          ],
          ipRules: [],
          defaultAction: 'Deny',
        },
      },
    },
    ['network-reachable/restricted'],
  ),
  history(
    'az-deletion-of-two-kinds',
    'The rule holds for block blobs, too.',
    rule(DELETE, { blobTypes: ['blockBlob', 'appendBlob'] }),
    [EXPIRES],
  ),
  history(
    'az-deletion-of-sub-path',
    'The prefix is the container and the sub-path.',
    rule(DELETE, { prefixMatch: ['wandb/team1/'] }),
    [EXPIRES],
    { declared: { path: 'team1' } },
  ),
  history(
    'az-archive-of-another-container',
    'The rule names another container.',
    rule(
      { baseBlob: { tierToArchive: { daysAfterModificationGreaterThan: 90 } } },
      { prefixMatch: ['wandb2/'] },
    ),
    [],
  ),
];

export const AZURE: readonly AccuracyCase[] = [
  ...GOOD,
  ...ACCESS,
  ...FEDERATION,
  ...EXPOSURE,
  ...BROWSER,
  ...LIFECYCLE,
  ...SETTINGS,
  ...NEAR,
];
