// Every facet of Google Cloud Storage with its call and the permission it needs: what `byob permissions` is made from.

import type { Facet, Facets } from '../../model/evidence.ts';
import type { Call } from '../provider.ts';
import { aclOf, publicAccessPreventionOf, uniformAccessOf } from './access.ts';
import { corsOf } from './cors.ts';
import { lifecycleOf } from './lifecycle.ts';
import {
  encryptionOf,
  locationOf,
  loggingOf,
  networkOf,
  requestPaymentOf,
  retentionOf,
  softDeleteOf,
  versioningOf,
} from './settings.ts';
import type { GoogleBucket } from './wire.ts';

/** One side of a bucket out of its one document. */
export interface GoogleReader<F extends Facet = Facet> {
  readonly facet: F;
  /** Undefined: the document does not tell. */
  readonly read: (bucket: GoogleBucket) => Facets[F] | undefined;
  /** A permission beyond that of the call, without which Google leaves this out of the document. */
  readonly alsoNeeds?: string;
}

/** https://cloud.google.com/storage/docs/json_api/v1/buckets/get#required-permissions */
export const BUCKET_READERS: readonly GoogleReader[] = [
  { facet: 'location', read: locationOf },
  { facet: 'cors', read: corsOf },
  { facet: 'lifecycle', read: lifecycleOf },
  { facet: 'encryption', read: encryptionOf },
  { facet: 'versioning', read: versioningOf },
  { facet: 'requestPayment', read: requestPaymentOf },
  { facet: 'logging', read: loggingOf },
  { facet: 'softDelete', read: softDeleteOf },
  { facet: 'retention', read: retentionOf },
  { facet: 'uniformAccess', read: uniformAccessOf },
  { facet: 'publicAccessPrevention', read: publicAccessPreventionOf },
  { facet: 'network', read: networkOf, alsoNeeds: 'storage.buckets.getIpFilter' },
  { facet: 'acl', read: aclOf, alsoNeeds: 'storage.buckets.getIamPolicy' },
];

export const GET_BUCKET: Call = { call: 'storage.buckets.get', permission: 'storage.buckets.get' };

/** https://cloud.google.com/storage/docs/json_api/v1/buckets/list */
export const LIST_BUCKETS: Call = { call: 'storage.buckets.list', permission: 'storage.buckets.list' };

/** Asks which permissions the caller has; needs none itself. */
export const TEST_PERMISSIONS = 'storage.buckets.testIamPermissions';

export const GET_IAM_POLICY: Call = {
  call: 'storage.buckets.getIamPolicy',
  permission: 'storage.buckets.getIamPolicy',
};

export const GET_PROJECT_POLICY: Call = {
  call: 'cloudresourcemanager.projects.getIamPolicy',
  permission: 'resourcemanager.projects.getIamPolicy',
};

/** Custom roles are read of projects and of organizations alike. */
const READ_ROLE = 'iam.roles.get';

/** The permissions that reading a facet takes; a facet that Google has not takes none. */
export function permissionsOf(facet: Facet): readonly string[] {
  if (facet === 'iam') return [GET_IAM_POLICY.permission, READ_ROLE];
  // The project is known from the bucket.
  if (facet === 'projectIam') return [GET_BUCKET.permission, GET_PROJECT_POLICY.permission, READ_ROLE];
  const reader = BUCKET_READERS.find((r) => r.facet === facet);
  if (reader === undefined) return [];
  return reader.alsoNeeds === undefined ? [GET_BUCKET.permission] : [GET_BUCKET.permission, reader.alsoNeeds];
}
