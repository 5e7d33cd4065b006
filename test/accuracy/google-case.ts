// Rows about Google Cloud Storage: a bucket without any fault, and what a case changes.

import { NEW_BINDINGS } from '../../src/sandbox/gcs-world.ts';
import { DEDICATED, originOf } from './case.ts';
import type { AccuracyCase, Deployed } from './case.ts';

/** W&B's service accounts of Dedicated and of Multi-tenant Cloud. */
export const DEPLOY = 'serviceAccount:deploy@wandb-production.iam.gserviceaccount.com';
export const INTEGRATION = 'serviceAccount:wandb-integration@wandb-production.iam.gserviceaccount.com';

/** Custom roles: all that W&B needs, and the same without deletions. */
export const FULL_ROLE = 'projects/acme/roles/wandbBucket';
export const KEEPING_ROLE = 'projects/acme/roles/wandbBucketKeeping';
const PERMISSIONS: readonly string[] = [
  'storage.buckets.get',
  'storage.objects.create',
  'storage.objects.delete',
  'storage.objects.get',
  'storage.objects.list',
];
export const GOOGLE_ROLES: Readonly<Record<string, object>> = {
  [FULL_ROLE]: { title: 'W&B bucket', includedPermissions: PERMISSIONS },
  [KEEPING_ROLE]: {
    title: 'W&B bucket, nothing deleted',
    includedPermissions: PERMISSIONS.filter((permission) => !permission.endsWith('delete')),
  },
};

/** A project whose own policy makes W&B's account storage.admin of all of its buckets. */
export const GRANTING_PROJECT = '210987654321';
export const GOOGLE_PROJECTS: Readonly<Record<string, object>> = {
  [GRANTING_PROJECT]: { version: 1, bindings: [bound('roles/storage.admin', DEPLOY)] },
};

export function bound(role: string, ...members: readonly string[]): object {
  return { role, members };
}

export function entry(over: object = {}): object {
  return {
    origin: ['https://acme.wandb.io'],
    method: ['GET', 'HEAD', 'PUT'],
    responseHeader: ['*'],
    maxAgeSeconds: 3000,
    ...over,
  };
}

export const OLD_VERSIONS = {
  action: { type: 'Delete' },
  condition: { daysSinceNoncurrentTime: 30, numNewerVersions: 3 },
};
export const STALE_UPLOADS = { action: { type: 'AbortIncompleteMultipartUpload' }, condition: { age: 7 } };

/** Lifecycle rules beside the two that every bucket should have. */
export function rules(...more: readonly object[]): object {
  return { lifecycle: { rule: [OLD_VERSIONS, STALE_UPLOADS, ...more] } };
}

/** Uniform access and public access prevention, each as a case needs it. */
export function access(publicAccessPrevention: 'enforced' | 'inherited', isUniform = true): object {
  const uniform = isUniform ? { enabled: true, lockedTime: '2026-04-01T00:00:00.000Z' } : { enabled: false };
  return {
    iamConfiguration: {
      bucketPolicyOnly: uniform,
      uniformBucketLevelAccess: uniform,
      publicAccessPrevention,
    },
  };
}

export interface GoogleChange {
  readonly source?: string;
  readonly deployment?: Deployed;
  /** Members of the bucket resource; null takes one away. */
  readonly resource?: object;
  /** Bindings instead of W&B's. */
  readonly bindings?: readonly object[];
  readonly declared?: object;
}

export function google(
  id: string,
  reason: string,
  { source, deployment = DEDICATED, resource = {}, bindings, declared = {} }: GoogleChange,
  finds: readonly string[],
  open: readonly string[] = [],
): AccuracyCase {
  const account = deployment.type === 'multi-tenant' ? INTEGRATION : DEPLOY;
  const faultless = {
    cors: [entry({ origin: [originOf(deployment)] })],
    ...access('enforced'),
    versioning: { enabled: true },
    ...rules(),
    logging: { logBucket: 'acme-logs', logObjectPrefix: 'wandb' },
  };
  const kept = Object.entries({ ...faultless, ...resource }).filter(([, value]) => value !== null);
  const granted = bindings ?? [
    bound('roles/storage.admin', account),
    bound('roles/storage.objectAdmin', account),
  ];
  return {
    id,
    reason,
    ...(source !== undefined && { source }),
    deployment,
    world: {
      google: [
        {
          name: id,
          resource: Object.fromEntries(kept),
          policy: { version: 3, bindings: [...NEW_BINDINGS, ...granted] },
        },
      ],
    },
    targets: [{ declared: { address: `gs://${id}`, level: 'team', team: id, ...declared }, finds, open }],
  };
}
