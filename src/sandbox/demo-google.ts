// The demo's buckets of Google Cloud Storage: as W&B's Terraform makes them, and broken ones as organisations have them.

import { NEW_BINDINGS, PROJECT_NUMBER } from './gcs-world.ts';
import type { SandboxGoogle, SandboxGoogleBucket } from './gcs-world.ts';

/** W&B's service account of Dedicated Cloud; the other one is Multi-tenant's. */
const WANDB = 'serviceAccount:deploy@wandb-production.iam.gserviceaccount.com';
const OTHER_WANDB = 'serviceAccount:wandb-integration@wandb-production.iam.gserviceaccount.com';
const CUSTOM_ROLE = 'projects/acme/roles/wandbBucket';

const CORS = { origin: ['*'], method: ['GET', 'HEAD', 'PUT'], responseHeader: ['*'], maxAgeSeconds: 3000 };
const UNIFORM = { enabled: true, lockedTime: '2026-04-01T00:00:00.000Z' };
const PREVENTED = {
  bucketPolicyOnly: UNIFORM,
  uniformBucketLevelAccess: UNIFORM,
  publicAccessPrevention: 'enforced',
};

function granting(...bindings: readonly object[]): object {
  return { bindings: [...NEW_BINDINGS, ...bindings] };
}

function bound(role: string, ...members: readonly string[]): object {
  return { role, members };
}

const WANDB_BINDINGS = [bound('roles/storage.admin', WANDB), bound('roles/storage.objectAdmin', WANDB)];

/** As W&B's Terraform makes it (modules/secure_storage_connector of the Google modules), with what a case changes. */
function bucket(
  name: string,
  resource: object = {},
  policy = granting(...WANDB_BINDINGS),
): SandboxGoogleBucket {
  return { name, resource: { cors: [CORS], labels: { 'managed-by': 'terraform' }, ...resource }, policy };
}

/** What a careful owner adds. */
const CAREFUL = {
  cors: [{ ...CORS, origin: ['https://acme.wandb.io'] }],
  iamConfiguration: PREVENTED,
  versioning: { enabled: true },
  lifecycle: {
    rule: [
      { action: { type: 'Delete' }, condition: { daysSinceNoncurrentTime: 30, numNewerVersions: 3 } },
      { action: { type: 'AbortIncompleteMultipartUpload' }, condition: { age: 7 } },
    ],
  },
  logging: { logBucket: 'acme-logs', logObjectPrefix: 'wandb' },
};

const FINE_GRAINED = {
  iamConfiguration: {
    bucketPolicyOnly: { enabled: false },
    uniformBucketLevelAccess: { enabled: false },
    publicAccessPrevention: 'inherited',
  },
  owner: { entity: `project-owners-${PROJECT_NUMBER}` },
  acl: [
    { entity: `project-owners-${PROJECT_NUMBER}`, role: 'OWNER' },
    { entity: 'allAuthenticatedUsers', role: 'WRITER' },
  ],
  defaultObjectAcl: [{ entity: 'allUsers', role: 'READER' }],
};

export const DEMO_GOOGLE_BUCKETS: readonly SandboxGoogleBucket[] = [
  bucket('acme-gcs-wandb', CAREFUL),
  bucket('acme-gcs-evals', CAREFUL, granting(bound(CUSTOM_ROLE, WANDB))),
  // The CORS file of W&B's guide, taken literally, and soft delete switched off to save money.
  bucket('acme-gcs-guide', {
    cors: [{ ...CORS, responseHeader: ['Content-Type'] }],
    softDeletePolicy: { retentionDurationSeconds: '0' },
  }),
  bucket('acme-gcs-scratch', {
    lifecycle: {
      rule: [
        { action: { type: 'Delete' }, condition: { age: 30, matchesPrefix: ['teams/'] } },
        { action: { type: 'SetStorageClass', storageClass: 'NEARLINE' }, condition: { age: 7 } },
      ],
    },
  }),
  bucket('acme-gcs-records', {
    retentionPolicy: {
      retentionPeriod: '31536000',
      effectiveTime: '2026-01-01T00:00:00.000Z',
      isLocked: true,
    },
    billing: { requesterPays: true },
    encryption: {
      defaultKmsKeyName: 'projects/acme/locations/europe-west1/keyRings/acme/cryptoKeys/records',
    },
  }),
  bucket(
    'acme-gcs-shared',
    FINE_GRAINED,
    granting(bound('roles/storage.objectViewer', 'allUsers'), bound('roles/storage.objectAdmin', WANDB)),
  ),
  bucket(
    'acme-gcs-copied',
    {
      ipFilter: {
        mode: 'Enabled',
        publicNetworkSource: { allowedIpCidrRanges: ['203.0.113.0/24'] },
        vpcNetworkSources: [
          { network: 'projects/acme/global/networks/vpc', allowedIpCidrRanges: ['10.0.0.0/8'] },
        ],
      },
    },
    granting(
      bound('roles/storage.admin', OTHER_WANDB),
      bound('roles/storage.objectAdmin', `deleted:${WANDB}?uid=123456789012345678901`),
    ),
  ),
  bucket('acme-gcs-private', CAREFUL),
];

/** The buckets with their project, its custom role and the policy that may not be read. */
export const DEMO_GOOGLE: SandboxGoogle = {
  buckets: DEMO_GOOGLE_BUCKETS,
  projects: {
    [PROJECT_NUMBER]: { bindings: [bound('roles/owner', 'user:platform@acme.example')] },
  },
  roles: {
    [CUSTOM_ROLE]: {
      title: 'W&B bucket',
      includedPermissions: [
        'storage.buckets.get',
        'storage.buckets.getIamPolicy',
        'storage.multipartUploads.abort',
        'storage.multipartUploads.create',
        'storage.multipartUploads.list',
        'storage.multipartUploads.listParts',
        'storage.objects.create',
        'storage.objects.delete',
        'storage.objects.get',
        'storage.objects.list',
        'storage.objects.update',
      ],
    },
  },
  faults: [{ bucket: 'acme-gcs-private', operation: 'storage.buckets.getIamPolicy', kind: 'denied' }],
};

/** Team and bucket of the fleet's entries, in order. */
const TEAMS: readonly (readonly [team: string, bucket: string])[] = [
  ['genomics', 'gs://acme-gcs-wandb'],
  ['genomics-evals', 'gs://acme-gcs-evals'],
  ['forecasting', 'gs://acme-gcs-guide'],
  ['simulation', 'gs://acme-gcs-scratch/teams/simulation'],
  ['compliance', 'gs://acme-gcs-records'],
  ['partners', 'gs://acme-gcs-shared'],
  ['logistics', 'gs://acme-gcs-copied'],
  ['security', 'gs://acme-gcs-private'],
];

/** Entries of `buckets:` for the demo's fleet file. */
export const DEMO_GOOGLE_FLEET: string = TEAMS.map(
  ([team, address]) => `  - address: ${address}\n    level: team\n    team: ${team}\n`,
).join('');
