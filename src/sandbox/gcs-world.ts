// What the sandbox holds of Google Cloud: buckets, projects, custom roles and accounts in the shape of Google's own API.

export interface SandboxGoogle {
  readonly buckets: readonly SandboxGoogleBucket[];
  /** Allow policies of projects, by project number. */
  readonly projects?: Readonly<Record<string, object>>;
  /** Custom roles (`projects/acme/roles/reader`) and the members of their definition. */
  readonly roles?: Readonly<Record<string, object>>;
  /** The only permissions that callers have; without, they have all. */
  readonly granted?: readonly string[];
  /** Service accounts that were deleted: they get no token. */
  readonly deletedAccounts?: readonly string[];
  /** The only service accounts that callers may act as. */
  readonly actAs?: readonly string[];
  readonly faults?: readonly GoogleFault[];
}

export interface SandboxGoogleBucket {
  readonly name: string;
  /** Id of the project; default {@link PROJECT}. */
  readonly project?: string;
  /** Members of the bucket resource over those of a new bucket; with a `kind`, the whole resource as it is answered. */
  readonly resource?: object;
  /** The bucket's allow policy; by default the one of a new bucket. */
  readonly policy?: object;
}

/** Something that goes wrong, for one operation or all, on one bucket or all. */
export interface GoogleFault {
  readonly bucket?: string;
  /** `storage.buckets.get` */
  readonly operation?: string;
  /**
   * `expired` a token that is no longer good, `rateLimit` 429, `backendError` 500, `unavailable` 503, `hang` never answers,
   * `truncate` sends half of the body and breaks off, `reset` closes the socket, `html` is a proxy's page, `otherDocument` a
   * 200 with other JSON; an object is answered as it is.
   */
  readonly kind:
    | 'denied'
    | 'expired'
    | 'rateLimit'
    | 'backendError'
    | 'unavailable'
    | 'hang'
    | 'truncate'
    | 'reset'
    | 'html'
    | 'otherDocument'
    | {
        readonly status: number;
        readonly body: unknown;
        readonly headers?: Readonly<Record<string, string>>;
      };
  /** Seconds in the `Retry-After` of `rateLimit` and `unavailable`. */
  readonly retryAfter?: number;
  /** How often; for ever without. */
  readonly times?: number;
}

export const PROJECT_NUMBER = '123456789012';
/** Its id. */
export const PROJECT = 'acme';

/** The resource of a bucket: https://cloud.google.com/storage/docs/json_api/v1/buckets#resource */
export function resourceOf({ name, resource = {} }: SandboxGoogleBucket): object {
  if ('kind' in resource) return resource;
  return { ...newBucket(name), ...resource };
}

/** As a bucket is right after it was made with W&B's Terraform, but for CORS. */
function newBucket(name: string): object {
  return {
    kind: 'storage#bucket',
    selfLink: `https://www.googleapis.com/storage/v1/b/${name}`,
    id: name,
    name,
    projectNumber: PROJECT_NUMBER,
    generation: '1767225600000000000',
    metageneration: '1',
    location: 'EUROPE-WEST1',
    locationType: 'region',
    storageClass: 'STANDARD',
    etag: 'CAE=',
    timeCreated: '2026-01-01T00:00:00.000Z',
    updated: '2026-01-01T00:00:00.000Z',
    softDeletePolicy: { retentionDurationSeconds: '604800', effectiveTime: '2026-01-01T00:00:00.000Z' },
    iamConfiguration: {
      bucketPolicyOnly: { enabled: true, lockedTime: '2026-04-01T00:00:00.000Z' },
      uniformBucketLevelAccess: { enabled: true, lockedTime: '2026-04-01T00:00:00.000Z' },
      publicAccessPrevention: 'inherited',
    },
  };
}

/** What every bucket's policy has from the start. */
export const NEW_BINDINGS: readonly object[] = [
  {
    role: 'roles/storage.legacyBucketOwner',
    members: [`projectEditor:${PROJECT}`, `projectOwner:${PROJECT}`],
  },
  { role: 'roles/storage.legacyBucketReader', members: [`projectViewer:${PROJECT}`] },
];

export function policyOf({ name, policy }: SandboxGoogleBucket): object {
  const frame = {
    kind: 'storage#policy',
    resourceId: `projects/_/buckets/${name}`,
    version: 1,
    etag: 'CAE=',
  };
  return { ...frame, bindings: NEW_BINDINGS, ...policy };
}
