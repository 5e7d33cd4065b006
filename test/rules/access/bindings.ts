// Google IAM policies for the cases of the access and exposure rules.

import type { IamBinding } from '../../../src/model/evidence.ts';

export const DEPLOY = 'serviceAccount:deploy@wandb-production.iam.gserviceaccount.com';
export const INTEGRATION = 'serviceAccount:wandb-integration@wandb-production.iam.gserviceaccount.com';
export const DELETED = `deleted:${DEPLOY}?uid=123456789012345678901`;
export const UNTIL = "request.time < timestamp('2027-01-01T00:00:00Z')";

/** What every bucket has: https://cloud.google.com/storage/docs/access-control/iam#convenience-values */
export const CONVENIENCE: readonly IamBinding[] = [
  { role: 'roles/storage.legacyBucketOwner', members: ['projectEditor:acme', 'projectOwner:acme'] },
  { role: 'roles/storage.legacyBucketReader', members: ['projectViewer:acme'] },
];

export function binding(
  role: string,
  members: string | readonly string[] = DEPLOY,
  over: Partial<IamBinding> = {},
): IamBinding {
  return { role: `roles/${role}`, members: typeof members === 'string' ? [members] : members, ...over };
}

/** The bucket's own policy, with the bindings that every bucket has. */
export function iam(...bindings: readonly IamBinding[]) {
  return { iam: { version: 3, bindings: [...CONVENIENCE, ...bindings] } };
}

/** The project's policy. */
export function project(...bindings: readonly IamBinding[]) {
  return { projectIam: { version: 1, bindings } };
}

export const PREVENTED = { publicAccessPrevention: { enforced: true, setting: 'enforced' } };
export const INHERITED = { publicAccessPrevention: { enforced: false, setting: 'inherited' } };
