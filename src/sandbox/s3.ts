// What S3 answers to the reads of one bucket.

import { errorOf } from './answer.ts';
import type { Answer } from './answer.ts';
import { isPublic } from './public-policy.ts';
import type { Asked } from './request.ts';
import { regionOf } from './world.ts';
import type { SandboxBucket } from './world.ts';
import { documentOf } from './xml.ts';

const AES256 = {
  Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
};
const OWNER = { ID: '75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a' };
const OWNER_ACL = {
  Owner: OWNER,
  Grants: [{ Grantee: { Type: 'CanonicalUser', ...OWNER }, Permission: 'FULL_CONTROL' }],
};
const CREATED = '2026-01-15T09:30:00.000Z';

/** Sub-resources that may not be there: the element, and the error then. */
const OPTIONAL = {
  GetBucketCors: ['CORSConfiguration', 'NoSuchCORSConfiguration', 'The CORS configuration does not exist'],
  GetBucketLifecycleConfiguration: [
    'LifecycleConfiguration',
    'NoSuchLifecycleConfiguration',
    'The lifecycle configuration does not exist',
  ],
  GetBucketEncryption: [
    'ServerSideEncryptionConfiguration',
    'ServerSideEncryptionConfigurationNotFoundError',
    'The server side encryption configuration was not found',
  ],
  GetPublicAccessBlock: [
    'PublicAccessBlockConfiguration',
    'NoSuchPublicAccessBlockConfiguration',
    'The public access block configuration was not found',
  ],
  GetObjectLockConfiguration: [
    'ObjectLockConfiguration',
    'ObjectLockConfigurationNotFoundError',
    'Object Lock configuration does not exist for this bucket',
  ],
  GetBucketTagging: ['Tagging', 'NoSuchTagSet', 'The TagSet does not exist'],
  GetBucketOwnershipControls: [
    'OwnershipControls',
    'OwnershipControlsNotFoundError',
    'The bucket ownership controls were not found',
  ],
} as const;

/** The service's answer to a read of one bucket; undefined for an operation it does not know. */
export function readAnswer(asked: Asked, bucket: SandboxBucket): Answer | undefined {
  const { name, encryption, ownership, tiering = [] } = bucket;
  const optional = (operation: keyof typeof OPTIONAL, value: object | undefined): Answer => {
    const [root, code, message] = OPTIONAL[operation];
    return value === undefined ? errorOf('s3', 404, code, message, { BucketName: name }) : ok(root, value);
  };
  switch (asked.operation) {
    case 'HeadBucket':
      return headAnswer(bucket);
    case 'GetBucketLocation':
      return ok('LocationConstraint', bucket.region === 'us-east-1' ? undefined : bucket.region);
    case 'GetBucketCors':
      return optional('GetBucketCors', bucket.cors);
    case 'GetBucketPolicy':
      return policyAnswer(bucket, (policy) => ({
        status: 200,
        body: textOf(policy),
        headers: { 'content-type': 'application/json' },
      }));
    case 'GetBucketPolicyStatus':
      return policyAnswer(bucket, (policy) =>
        ok('PolicyStatus', { IsPublic: bucket.policyIsPublic ?? isPublic(textOf(policy)) }),
      );
    case 'GetPublicAccessBlock':
      return optional('GetPublicAccessBlock', bucket.publicAccessBlock);
    case 'GetBucketEncryption':
      return optional('GetBucketEncryption', encryption === 'none' ? undefined : (encryption ?? AES256));
    case 'GetBucketLifecycleConfiguration':
      return lifecycleAnswer(optional('GetBucketLifecycleConfiguration', rulesOf(bucket.lifecycle)), bucket);
    case 'GetBucketVersioning':
      return ok('VersioningConfiguration', versioningOf(bucket.versioning));
    case 'GetObjectLockConfiguration':
      return optional('GetObjectLockConfiguration', bucket.objectLock);
    case 'GetBucketTagging':
      return optional('GetBucketTagging', tagsOf(bucket.tags));
    case 'GetBucketOwnershipControls':
      return optional(
        'GetBucketOwnershipControls',
        ownership === undefined ? undefined : { Rules: [{ ObjectOwnership: ownership }] },
      );
    case 'GetBucketAcl':
      return ok('AccessControlPolicy', bucket.acl ?? OWNER_ACL);
    case 'GetBucketRequestPayment':
      return ok('RequestPaymentConfiguration', { Payer: bucket.requestPayment ?? 'BucketOwner' });
    case 'GetBucketLogging':
      return ok('BucketLoggingStatus', bucket.logging ?? {});
    case 'ListBucketIntelligentTieringConfigurations':
      return ok('ListBucketIntelligentTieringConfigurationsOutput', tieringPage(tiering, asked.query));
    case 'ListObjects':
    case 'ListObjectsV2':
      return listingOf(name, asked.query);
    case 'GetObject':
    case 'HeadObject':
      return errorOf('s3', 404, 'NoSuchKey', 'The specified key does not exist.');
    default:
      return undefined;
  }
}

/** The buckets of an account: in pages, with regions, where `max-buckets` asks for it. */
export function bucketsAnswer(buckets: Iterable<SandboxBucket>, query: URLSearchParams): Answer {
  const all = [...buckets].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const from = Number(query.get('continuation-token') ?? 0);
  const to = from + Number(query.get('max-buckets') ?? all.length);
  const Buckets = all.slice(from, to).map((bucket) => ({
    Name: bucket.name,
    CreationDate: CREATED,
    BucketRegion: regionOf(bucket),
  }));
  const next = to < all.length ? { ContinuationToken: String(to) } : {};
  return ok('ListAllMyBucketsResult', { Owner: OWNER, Buckets, ...next });
}

/** A bucket listing without objects: the sandbox holds none. */
export function listingOf(name: string, query: URLSearchParams): Answer {
  const Prefix = query.get('prefix') ?? '';
  const MaxKeys = Number(query.get('max-keys') ?? 1000);
  return ok('ListBucketResult', { Name: name, Prefix, KeyCount: 0, MaxKeys, IsTruncated: false });
}

function headAnswer(bucket: SandboxBucket): Answer {
  const headers = {
    'x-amz-bucket-region': regionOf(bucket),
    'x-amz-access-point-alias': 'false',
    'x-amz-bucket-arn': `arn:aws:s3:::${bucket.name}`,
  };
  return { status: 200, body: '', headers };
}

function policyAnswer({ name, policy }: SandboxBucket, answer: (policy: object | string) => Answer): Answer {
  return policy === undefined
    ? errorOf('s3', 404, 'NoSuchBucketPolicy', 'The bucket policy does not exist', { BucketName: name })
    : answer(policy);
}

function textOf(policy: object | string): string {
  return typeof policy === 'string' ? policy : JSON.stringify(policy);
}

interface Lifecycle {
  readonly Rules?: readonly object[];
  readonly TransitionDefaultMinimumObjectSize?: string;
}

function rulesOf(lifecycle: Lifecycle | undefined): object | undefined {
  return lifecycle === undefined ? undefined : { Rules: lifecycle.Rules ?? [] };
}

/** One member of the configuration is a header on the wire. */
function lifecycleAnswer(answer: Answer, { lifecycle }: SandboxBucket): Answer {
  const { TransitionDefaultMinimumObjectSize: size = 'all_storage_classes_128K' } = (lifecycle ??
    {}) as Lifecycle;
  return { ...answer, headers: { 'x-amz-transition-default-minimum-object-size': size } };
}

function tagsOf(tags: Readonly<Record<string, string>> | undefined): object | undefined {
  if (tags === undefined) return undefined;
  return { TagSet: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
}

/** `MFADelete` is spelled `MfaDelete` on the wire. */
function versioningOf(versioning: object = {}): object {
  const { MFADelete: MfaDelete, ...rest } = versioning as { MFADelete?: string };
  return { ...rest, ...(MfaDelete !== undefined && { MfaDelete }) };
}

const TIERING_PAGE = 100;

function tieringPage(all: readonly object[], query: URLSearchParams): object {
  const start = Number(query.get('continuation-token') ?? 0);
  const end = start + TIERING_PAGE;
  const IntelligentTieringConfigurationList = all.slice(start, end);
  return end < all.length
    ? { IsTruncated: true, NextContinuationToken: String(end), IntelligentTieringConfigurationList }
    : { IsTruncated: false, IntelligentTieringConfigurationList };
}

function ok(root: string, value: unknown): Answer {
  return { status: 200, body: documentOf(root, value) };
}
