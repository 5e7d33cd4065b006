// What Google's services answer, as far as it is read.
// Fields: https://cloud.google.com/storage/docs/json_api/v1/buckets#resource

/** A bucket. 64-bit numbers are text on the wire; what is not configured is left out. */
export interface GoogleBucket {
  readonly kind?: string;
  readonly projectNumber?: string;
  readonly location?: string;
  readonly cors?: readonly GoogleCorsRule[];
  readonly lifecycle?: { readonly rule?: readonly GoogleLifecycleRule[] };
  readonly encryption?: GoogleEncryption;
  readonly versioning?: { readonly enabled?: boolean };
  readonly billing?: { readonly requesterPays?: boolean };
  readonly logging?: { readonly logBucket?: string; readonly logObjectPrefix?: string };
  /** Seconds; `0` is off. */
  readonly softDeletePolicy?: { readonly retentionDurationSeconds?: string };
  /** Seconds. */
  readonly retentionPolicy?: { readonly retentionPeriod?: string; readonly isLocked?: boolean };
  readonly defaultEventBasedHold?: boolean;
  readonly iamConfiguration?: {
    readonly uniformBucketLevelAccess?: { readonly enabled?: boolean };
    readonly publicAccessPrevention?: string;
  };
  readonly ipFilter?: GoogleIpFilter;
  readonly owner?: { readonly entity?: string };
  readonly acl?: readonly GoogleAclEntry[];
  readonly defaultObjectAcl?: readonly GoogleAclEntry[];
}

export interface GoogleCorsRule {
  readonly origin?: readonly string[];
  readonly method?: readonly string[];
  readonly responseHeader?: readonly string[];
  readonly maxAgeSeconds?: number;
}

/** https://cloud.google.com/storage/docs/lifecycle#conditions */
export interface GoogleLifecycleRule {
  readonly action?: { readonly type?: string; readonly storageClass?: string };
  readonly condition?: {
    /** Days. */
    readonly age?: number;
    /** Date, `2025-01-01`. */
    readonly createdBefore?: string;
    readonly isLive?: boolean;
    readonly numNewerVersions?: number;
    readonly daysSinceNoncurrentTime?: number;
    readonly noncurrentTimeBefore?: string;
    readonly daysSinceCustomTime?: number;
    readonly customTimeBefore?: string;
    readonly matchesPrefix?: readonly string[];
    readonly matchesSuffix?: readonly string[];
    /** RE2. */
    readonly matchesPattern?: string;
    /** int64 as text. */
    readonly sizeAboveBytes?: string;
    readonly sizeBelowBytes?: string;
  };
}

interface Enforcement {
  /** `NotRestricted` or `FullyRestricted`. */
  readonly restrictionMode?: string;
}

export interface GoogleEncryption {
  /** `projects/P/locations/L/keyRings/R/cryptoKeys/K` */
  readonly defaultKmsKeyName?: string;
  readonly googleManagedEncryptionEnforcementConfig?: Enforcement;
  readonly customerManagedEncryptionEnforcementConfig?: Enforcement;
  readonly customerSuppliedEncryptionEnforcementConfig?: Enforcement;
}

/** https://cloud.google.com/storage/docs/ip-filtering-overview */
export interface GoogleIpFilter {
  /** `Enabled` or `Disabled`. */
  readonly mode?: string;
  readonly publicNetworkSource?: { readonly allowedIpCidrRanges?: readonly string[] };
  readonly vpcNetworkSources?: readonly { readonly network?: string }[];
}

export interface GoogleAclEntry {
  /** `allUsers`, `user-jane@acme.example`, `project-owners-123456789012` */
  readonly entity?: string;
  /** `OWNER`, `WRITER`, `READER` */
  readonly role?: string;
}

/** https://cloud.google.com/iam/docs/reference/rest/v1/Policy */
export interface GooglePolicy {
  readonly kind?: string;
  readonly version?: number;
  readonly etag?: string;
  readonly bindings?: readonly {
    readonly role?: string;
    readonly members?: readonly string[];
    readonly condition?: { readonly title?: string; readonly expression?: string };
  }[];
}

/** https://cloud.google.com/iam/docs/reference/rest/v1/projects.roles */
export interface GoogleRole {
  readonly name?: string;
  readonly includedPermissions?: readonly string[];
  readonly stage?: string;
  readonly deleted?: boolean;
}
