// The rows of the fault matrix: every call by which a reader reads, what hangs on it, and how it can fail.

import type { Facet } from '../../src/model/evidence.ts';
import type { Provider } from '../../src/model/provider.ts';

export interface Row {
  readonly provider: Provider;
  /** In the sandbox's word. */
  readonly operation: string;
  /** What a denied call lacks. */
  readonly permission: string;
  /** What cannot be known without it. */
  readonly facets: readonly Facet[];
  /** What stays known without it but for a part, which is left out: what a custom role allows. */
  readonly partOf?: readonly Facet[];
  /** One answer for several buckets: it cannot fail for one of them alone. */
  readonly shared?: true;
  /** The answer has no body. */
  readonly bodiless?: true;
  /** Signed with the access key of the storage address. */
  readonly byKey?: true;
}

const KEY: readonly Facet[] = ['key', 'keyPolicy', 'keyGrants', 'keyRotation'];

const BUCKET_CALLS: readonly (readonly [operation: string, permission: string, ...facets: Facet[]])[] = [
  ['GetBucketLocation', 's3:GetBucketLocation', 'location'],
  ['GetBucketCors', 's3:GetBucketCORS', 'cors'],
  ['GetBucketLifecycleConfiguration', 's3:GetLifecycleConfiguration', 'lifecycle'],
  ['ListBucketIntelligentTieringConfigurations', 's3:GetIntelligentTieringConfiguration', 'tiering'],
  ['GetBucketEncryption', 's3:GetEncryptionConfiguration', 'encryption', ...KEY],
  ['GetBucketPolicy', 's3:GetBucketPolicy', 'policy'],
  ['GetBucketAcl', 's3:GetBucketAcl', 'acl'],
  ['GetPublicAccessBlock', 's3:GetBucketPublicAccessBlock', 'publicAccess'],
  ['GetBucketOwnershipControls', 's3:GetBucketOwnershipControls', 'ownership'],
  ['GetBucketVersioning', 's3:GetBucketVersioning', 'versioning'],
  ['GetObjectLockConfiguration', 's3:GetBucketObjectLockConfiguration', 'objectLock'],
  ['GetBucketRequestPayment', 's3:GetBucketRequestPayment', 'requestPayment'],
  ['GetBucketLogging', 's3:GetBucketLogging', 'logging'],
];

/** The calls that every store of the family is asked. */
function bucketRows(provider: Provider): Row[] {
  return BUCKET_CALLS.map(([operation, permission, ...facets]) => ({
    provider,
    operation,
    permission,
    facets: provider === 'aws' ? facets : facets.slice(0, 1),
  }));
}

const ACCOUNT_CALLS: readonly Row[] = [
  {
    provider: 'aws',
    operation: 'HeadBucket',
    permission: 's3:ListBucket',
    facets: ['owner', 'accountPublicAccess'],
    bodiless: true,
  },
  {
    provider: 'aws',
    operation: 'GetCallerIdentity',
    permission: 'sts:GetCallerIdentity',
    facets: ['owner', 'accountPublicAccess'],
    shared: true,
  },
  {
    provider: 'aws',
    operation: 'GetAccountPublicAccessBlock',
    permission: 's3:GetAccountPublicAccessBlock',
    facets: ['accountPublicAccess'],
    shared: true,
  },
  { provider: 'aws', operation: 'DescribeKey', permission: 'kms:DescribeKey', facets: ['key'], shared: true },
  {
    provider: 'aws',
    operation: 'GetKeyPolicy',
    permission: 'kms:GetKeyPolicy',
    facets: ['keyPolicy'],
    shared: true,
  },
  {
    provider: 'aws',
    operation: 'ListGrants',
    permission: 'kms:ListGrants',
    facets: ['keyGrants'],
    shared: true,
  },
  {
    provider: 'aws',
    operation: 'GetKeyRotationStatus',
    permission: 'kms:GetKeyRotationStatus',
    facets: ['keyRotation'],
    shared: true,
  },
];

const ADDRESS_KEY: Row = {
  provider: 'aws',
  operation: 'ListObjectsV2',
  permission: 's3:ListBucket',
  facets: ['addressKey'],
  byKey: true,
};

const OF_DOCUMENT: readonly Facet[] = [
  'location',
  'cors',
  'lifecycle',
  'encryption',
  'versioning',
  'requestPayment',
  'logging',
  'softDelete',
  'retention',
  'uniformAccess',
  'publicAccessPrevention',
  'network',
  'acl',
];

const GOOGLE_CALLS: readonly Row[] = [
  {
    provider: 'gcp',
    operation: 'storage.buckets.get',
    permission: 'storage.buckets.get',
    facets: [...OF_DOCUMENT, 'projectIam'],
  },
  {
    provider: 'gcp',
    operation: 'storage.buckets.getIamPolicy',
    permission: 'storage.buckets.getIamPolicy',
    facets: ['iam'],
  },
  {
    provider: 'gcp',
    operation: 'storage.buckets.testIamPermissions',
    permission: 'storage.buckets.getIpFilter',
    facets: ['network'],
  },
  {
    provider: 'gcp',
    operation: 'cloudresourcemanager.projects.getIamPolicy',
    permission: 'resourcemanager.projects.getIamPolicy',
    facets: ['projectIam'],
    shared: true,
  },
  {
    provider: 'gcp',
    operation: 'iam.roles.get',
    permission: 'iam.roles.get',
    facets: [],
    partOf: ['iam', 'projectIam'],
    shared: true,
  },
];

const STORAGE = 'Microsoft.Storage/storageAccounts';
const OF_ACCOUNT: readonly Facet[] = [
  'location',
  'network',
  'publicAccessPrevention',
  'sasPolicy',
  'sharedKey',
  'transport',
];
const OF_SERVICE: readonly Facet[] = ['cors', 'softDelete', 'versioning'];
const IDENTITY: readonly Facet[] = ['identity', 'roleAssignments'];
const ALL_OF_AZURE: readonly Facet[] = [
  ...OF_ACCOUNT,
  ...OF_SERVICE,
  'lifecycle',
  'containerAccess',
  'encryption',
  'retention',
  ...IDENTITY,
];

const AZURE_CALLS: readonly Row[] = [
  azure('Subscriptions_List', 'Microsoft.Resources/subscriptions/read', ALL_OF_AZURE, true),
  azure('StorageAccounts_List', `${STORAGE}/read`, ALL_OF_AZURE, true),
  azure('StorageAccounts_GetProperties', `${STORAGE}/read`, [...OF_ACCOUNT, 'retention']),
  azure('BlobServices_GetServiceProperties', `${STORAGE}/blobServices/read`, OF_SERVICE),
  azure('ManagementPolicies_Get', `${STORAGE}/managementPolicies/read`, ['lifecycle']),
  azure('BlobContainers_Get', `${STORAGE}/blobServices/containers/read`, [
    'containerAccess',
    'encryption',
    'retention',
  ]),
  azure('EncryptionScopes_Get', `${STORAGE}/encryptionScopes/read`, ['encryption']),
  azure('RoleAssignments_ListForScope', 'Microsoft.Authorization/roleAssignments/read', ['roleAssignments']),
  azure(
    'UserAssignedIdentities_ListBySubscription',
    'Microsoft.ManagedIdentity/userAssignedIdentities/read',
    IDENTITY,
    true,
  ),
  azure(
    'FederatedIdentityCredentials_List',
    'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/read',
    ['identity'],
    true,
  ),
  {
    ...azure('RoleDefinitions_GetById', 'Microsoft.Authorization/roleDefinitions/read', [], true),
    partOf: ['roleAssignments'],
  },
];

const AZURE_KEY_CALLS: readonly Row[] = [
  {
    ...azure('GetBlobServiceProperties', 'the access key', ['cors', 'softDelete', 'sharedKey']),
    byKey: true,
  },
  {
    ...azure('GetContainerProperties', 'the access key', ['containerAccess', 'retention']),
    byKey: true,
    bodiless: true,
  },
];

function azure(operation: string, permission: string, facets: readonly Facet[], shared = false): Row {
  return { provider: 'azure', operation, permission, facets, ...(shared && { shared }) };
}

export const ROWS: readonly Row[] = [
  ...bucketRows('aws'),
  ...ACCOUNT_CALLS,
  ADDRESS_KEY,
  ...bucketRows('coreweave'),
  ...bucketRows('s3-compatible'),
  ...GOOGLE_CALLS,
  ...AZURE_CALLS,
  ...AZURE_KEY_CALLS,
];
