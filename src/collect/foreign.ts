// Which cloud has which side of a bucket: what a family has not is `unsupported`, and never asked for.

import type { Facet } from '../model/evidence.ts';

/** Providers that share a reader. */
export type Family = 's3' | 'gcs' | 'azure';

const ALL: readonly Family[] = ['s3', 'gcs', 'azure'];

/** Every facet is answered for every family: one that is added to the evidence does not compile until it is. */
const HAVE: Readonly<Record<Facet, readonly Family[]>> = {
  accountPublicAccess: ['s3'],
  acl: ['s3', 'gcs'],
  addressKey: ['s3'],
  containerAccess: ['azure'],
  cors: ALL,
  encryption: ALL,
  iam: ['gcs'],
  identity: ['azure'],
  key: ['s3'],
  keyGrants: ['s3'],
  keyPolicy: ['s3'],
  keyRotation: ['s3'],
  lifecycle: ALL,
  location: ALL,
  logging: ['s3', 'gcs'],
  network: ['gcs', 'azure'],
  objectLock: ['s3'],
  owner: ['s3'],
  ownership: ['s3'],
  policy: ['s3'],
  projectIam: ['gcs'],
  publicAccess: ['s3'],
  publicAccessPrevention: ['gcs', 'azure'],
  requestPayment: ['s3', 'gcs'],
  retention: ['gcs', 'azure'],
  roleAssignments: ['azure'],
  sasPolicy: ['azure'],
  sharedKey: ['azure'],
  softDelete: ['gcs', 'azure'],
  tiering: ['s3'],
  transport: ['azure'],
  uniformAccess: ['gcs'],
  versioning: ALL,
};

/** All facets there are. */
export const FACETS = Object.keys(HAVE) as readonly Facet[];

/** True where the family has nothing of the kind. */
export function isForeign(facet: Facet, family: Family): boolean {
  return !HAVE[facet].includes(family);
}
