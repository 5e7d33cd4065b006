// Every facet of the S3 family with its call and the permission it needs: what `byob permissions` is made from.

import type { Facet } from '../../model/evidence.ts';
import type { Call } from '../provider.ts';
import { cors } from './cors.ts';
import { encryption } from './encryption.ts';
import { lifecycle, tiering } from './lifecycle.ts';
import { acl, ownership, policy, publicAccess } from './policy.ts';
import type { S3Reader } from './reader.ts';
import { logging, objectLock, requestPayment, versioning } from './settings.ts';

/** Facets that one S3 call on the bucket reads. */
export const S3_READERS: readonly S3Reader[] = [
  cors,
  lifecycle,
  tiering,
  encryption,
  policy,
  acl,
  publicAccess,
  ownership,
  versioning,
  objectLock,
  requestPayment,
  logging,
];

/** Facets that take another service or more than one call. */
export const OTHER_CALLS = {
  location: { call: 's3:GetBucketLocation', permission: 's3:GetBucketLocation' },
  owner: { call: 's3:HeadBucket', permission: 's3:ListBucket' },
  accountPublicAccess: {
    call: 's3-control:GetPublicAccessBlock',
    permission: 's3:GetAccountPublicAccessBlock',
  },
  key: { call: 'kms:DescribeKey', permission: 'kms:DescribeKey' },
  keyPolicy: { call: 'kms:GetKeyPolicy', permission: 'kms:GetKeyPolicy' },
  keyGrants: { call: 'kms:ListGrants', permission: 'kms:ListGrants' },
  keyRotation: { call: 'kms:GetKeyRotationStatus', permission: 'kms:GetKeyRotationStatus' },
  addressKey: { call: 's3:ListObjectsV2', permission: 's3:ListBucket' },
} as const satisfies { readonly [F in Facet]?: Call };

/** Buckets that no fleet declares: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html, API_GetBucketTagging.html */
export const DISCOVER_CALLS = {
  list: { call: 's3:ListBuckets', permission: 's3:ListAllMyBuckets' },
  tags: { call: 's3:GetBucketTagging', permission: 's3:GetBucketTagging' },
} as const satisfies Readonly<Record<string, Call>>;

/** The call of a facet; undefined where it is another cloud's. */
export function callOf(facet: Facet): Call | undefined {
  const reader = S3_READERS.find((r) => r.facet === facet);
  return reader === undefined ? (OTHER_CALLS as Partial<Record<Facet, Call>>)[facet] : callOfReader(reader);
}

export function callOfReader({ command, permission }: S3Reader): Call {
  return { call: `s3:${command.replace(/Command$/, '')}`, permission };
}
