// The S3 operations: which one a request asks for, and what a bucket answers.

import type { SandboxBucket } from './world.ts';
import { documentOf, escapeXml } from './xml.ts';

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sub-resource in the query -> operation. */
const OPERATIONS: Readonly<Record<string, string>> = {
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
  'intelligent-tiering': 'ListBucketIntelligentTieringConfigurations',
};

/** Name of the operation, or undefined for one the sandbox does not know. */
export function operationOf(method: string, query: URLSearchParams): string | undefined {
  if (method === 'HEAD') return 'HeadBucket';
  if (method !== 'GET') return undefined;
  for (const [resource, operation] of Object.entries(OPERATIONS)) {
    if (query.has(resource)) return operation;
  }
  return 'ListObjectsV2';
}

const AES256 = {
  Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
};
const OWNER = { ID: '75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a' };
const OWNER_ACL = {
  Owner: OWNER,
  Grants: [{ Grantee: { Type: 'CanonicalUser', ...OWNER }, Permission: 'FULL_CONTROL' }],
};

/** The service's answer to a read of one bucket. */
export function answerOf(operation: string, bucket: SandboxBucket): Answer {
  switch (operation) {
    case 'HeadBucket':
      return { status: 200, body: '' };
    case 'GetBucketLocation':
      return ok(
        'LocationConstraint',
        bucket.region === undefined || bucket.region === 'us-east-1' ? '' : bucket.region,
      );
    case 'GetBucketCors':
      return configured('CORSConfiguration', bucket.cors, 'NoSuchCORSConfiguration');
    case 'GetBucketPolicy':
      return policyAnswer(bucket);
    case 'GetBucketPolicyStatus':
      if (bucket.policy === undefined)
        return errorAnswer(404, 'NoSuchBucketPolicy', 'The bucket policy does not exist');
      return ok('PolicyStatus', { IsPublic: bucket.policyIsPublic ?? false });
    case 'GetPublicAccessBlock':
      return configured(
        'PublicAccessBlockConfiguration',
        bucket.publicAccessBlock,
        'NoSuchPublicAccessBlockConfiguration',
      );
    case 'GetBucketEncryption':
      return ok('ServerSideEncryptionConfiguration', bucket.encryption ?? AES256);
    case 'GetBucketLifecycleConfiguration':
      return configured('LifecycleConfiguration', bucket.lifecycle, 'NoSuchLifecycleConfiguration');
    case 'GetBucketVersioning':
      return ok('VersioningConfiguration', bucket.versioning ?? {});
    case 'GetObjectLockConfiguration':
      return configured('ObjectLockConfiguration', bucket.objectLock, 'ObjectLockConfigurationNotFoundError');
    case 'GetBucketOwnershipControls': {
      const { ownership } = bucket;
      const controls = ownership === undefined ? undefined : { Rules: [{ ObjectOwnership: ownership }] };
      return configured('OwnershipControls', controls, 'OwnershipControlsNotFoundError');
    }
    case 'GetBucketAcl':
      return ok('AccessControlPolicy', bucket.acl ?? OWNER_ACL);
    case 'GetBucketRequestPayment':
      return ok('RequestPaymentConfiguration', { Payer: bucket.requestPayment ?? 'BucketOwner' });
    case 'GetBucketLogging':
      return ok('BucketLoggingStatus', bucket.logging ?? {});
    case 'ListBucketIntelligentTieringConfigurations':
      return ok('ListBucketIntelligentTieringConfigurationsOutput', {
        IsTruncated: false,
        IntelligentTieringConfiguration: bucket.tiering ?? [],
      });
    default:
      return ok('ListBucketResult', { Name: bucket.name, KeyCount: 0, MaxKeys: 1, IsTruncated: false });
  }
}

function policyAnswer({ policy }: SandboxBucket): Answer {
  if (policy === undefined) return errorAnswer(404, 'NoSuchBucketPolicy', 'The bucket policy does not exist');
  const body = typeof policy === 'string' ? policy : JSON.stringify(policy);
  return { status: 200, body, headers: { 'content-type': 'application/json' } };
}

function ok(root: string, value: unknown): Answer {
  return { status: 200, body: documentOf(root, value) };
}

function configured(root: string, value: unknown, absent: string): Answer {
  return value === undefined ? errorAnswer(404, absent, 'The configuration does not exist') : ok(root, value);
}

/** An S3 error: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export function errorAnswer(
  status: number,
  code: string,
  message: string,
  more: Readonly<Record<string, string>> = {},
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const members = { Code: code, Message: message, ...more, RequestId: '236A8905248E5A01', HostId: 'sandbox' };
  const body = Object.entries(members)
    .map(([name, text]) => `<${name}>${escapeXml(text)}</${name}>`)
    .join('');
  return { status, body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${body}</Error>`, headers };
}
