// The names of the S3 API: which operation a request is, and the IAM action it needs.

/** Sub-resource in the query -> what is read there. */
const READS: Readonly<Record<string, string>> = {
  cors: 'GetBucketCors',
  policy: 'GetBucketPolicy',
  policyStatus: 'GetBucketPolicyStatus',
  publicAccessBlock: 'GetPublicAccessBlock',
  encryption: 'GetBucketEncryption',
  lifecycle: 'GetBucketLifecycleConfiguration',
  location: 'GetBucketLocation',
  versioning: 'GetBucketVersioning',
  'object-lock': 'GetObjectLockConfiguration',
  ownershipControls: 'GetBucketOwnershipControls',
  acl: 'GetBucketAcl',
  requestPayment: 'GetBucketRequestPayment',
  logging: 'GetBucketLogging',
  tagging: 'GetBucketTagging',
  'intelligent-tiering': 'ListBucketIntelligentTieringConfigurations',
};

/** Sub-resource in the query -> what is written there. */
const WRITES: Readonly<Record<string, string>> = {
  cors: 'PutBucketCors',
  policy: 'PutBucketPolicy',
  publicAccessBlock: 'PutPublicAccessBlock',
  encryption: 'PutBucketEncryption',
  lifecycle: 'PutBucketLifecycleConfiguration',
  versioning: 'PutBucketVersioning',
  ownershipControls: 'PutBucketOwnershipControls',
};

/** Parameters that belong to no sub-resource. */
const PARAMETERS: readonly string[] = [
  'continuation-token',
  'delimiter',
  'encoding-type',
  'fetch-owner',
  'list-type',
  'marker',
  'max-keys',
  'prefix',
  'start-after',
  'x-id',
];

/** Name of the operation; the method or the sub-resource itself for one the sandbox does not know. */
export function operationOf(method: string, bucket: string, key: string, query: URLSearchParams): string {
  if (bucket === '') return method === 'GET' ? 'ListBuckets' : method;
  if (key !== '') return method === 'GET' ? 'GetObject' : method === 'HEAD' ? 'HeadObject' : method;
  if (method === 'HEAD') return 'HeadBucket';
  if (method !== 'GET' && method !== 'PUT') return method;
  const resource = [...query.keys()].find((name) => !PARAMETERS.includes(name));
  if (resource === undefined) {
    if (method === 'PUT') return 'CreateBucket';
    return query.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects';
  }
  return (method === 'GET' ? READS : WRITES)[resource] ?? `${method} ?${resource}`;
}

/** IAM actions that are not named as their operation: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html */
const ACTIONS: Readonly<Record<string, string>> = {
  GetBucketCors: 'GetBucketCORS',
  GetBucketEncryption: 'GetEncryptionConfiguration',
  GetBucketLifecycleConfiguration: 'GetLifecycleConfiguration',
  GetObjectLockConfiguration: 'GetBucketObjectLockConfiguration',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  HeadBucket: 'ListBucket',
  ListBucketIntelligentTieringConfigurations: 'GetIntelligentTieringConfiguration',
  ListBuckets: 'ListAllMyBuckets',
  ListObjects: 'ListBucket',
  ListObjectsV2: 'ListBucket',
};

/** `s3:GetBucketCORS` of `GetBucketCors`. */
export function actionOf(operation: string): string {
  return `s3:${ACTIONS[operation] ?? operation}`;
}
