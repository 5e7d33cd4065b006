// Who may do what, as the bucket itself tells: uniform access, public access prevention, ACLs.

import type { AclGrant, Facets } from '../../model/evidence.ts';
import type { GoogleAclEntry, GoogleBucket } from './wire.ts';

/** Google always tells it since 2019: one that is not told is not known. */
export function uniformAccessOf({ iamConfiguration }: GoogleBucket): Facets['uniformAccess'] | undefined {
  const enabled = iamConfiguration?.uniformBucketLevelAccess?.enabled;
  return enabled === undefined ? undefined : { enabled };
}

/** `unspecified` is the older word for `inherited`: https://cloud.google.com/storage/docs/public-access-prevention */
export function publicAccessPreventionOf({
  iamConfiguration,
}: GoogleBucket): Facets['publicAccessPrevention'] | undefined {
  const setting = iamConfiguration?.publicAccessPrevention;
  return setting === undefined ? undefined : { enforced: setting === 'enforced', setting };
}

/**
 * The ACLs, which uniform access switches off. Undefined where they are left out: Google does so for callers without
 * `storage.buckets.getIamPolicy`, as every bucket with ACLs has one for its owners.
 */
export function aclOf(bucket: GoogleBucket): Facets['acl'] | undefined {
  const uniform = uniformAccessOf(bucket);
  if (uniform?.enabled === true) return { grants: [] };
  const { acl, defaultObjectAcl, owner } = bucket;
  if (acl === undefined) return undefined;
  return {
    ...(owner?.entity !== undefined && { owner: owner.entity }),
    grants: acl.map(grantOf),
    ...(defaultObjectAcl !== undefined && { defaultObjectGrants: defaultObjectAcl.map(grantOf) }),
  };
}

/** https://cloud.google.com/storage/docs/access-control/lists#permissions */
const PERMISSIONS: Readonly<Record<string, string>> = {
  OWNER: 'FULL_CONTROL',
  WRITER: 'WRITE',
  READER: 'READ',
};

function grantOf({ entity = '', role = '' }: GoogleAclEntry): AclGrant {
  return {
    grantee: entity === 'allAuthenticatedUsers' ? 'authenticatedUsers' : entity,
    permission: PERMISSIONS[role] ?? role,
  };
}
