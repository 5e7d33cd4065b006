// Evidence: what was read of a bucket, in one shape for all providers.

import type { JsonValue } from './json.ts';
import type { Target } from './target.ts';
import type { DeclaredWaiver } from './waiver.ts';

/** Version of the evidence file's shape; see `schema/evidence.schema.json`. */
export const EVIDENCE_SCHEMA_VERSION = 1;

/** Why a side of a bucket could not be read. */
export type Cause =
  'denied' | 'credentials' | 'absent' | 'throttled' | 'unreachable' | 'malformed' | 'interrupted';

/** A value with the call that gave it; "nothing configured" is a known value. */
export interface Known<T> {
  readonly status: 'known';
  readonly value: T;
  /** `s3:GetBucketCors`: service and operation. */
  readonly call: string;
}

/** The call failed: nothing is known of this facet. */
export interface Unreadable {
  readonly status: 'unreadable';
  readonly cause: Cause;
  readonly call: string;
  /** The permission the call needs, e.g. `s3:GetBucketCORS`. */
  readonly permission?: string;
  /** One clear line of what happened and what to do, without secrets. */
  readonly detail?: string;
}

/** This provider has no such thing, or this store does not implement the call. */
export interface Unsupported {
  readonly status: 'unsupported';
  readonly call?: string;
  readonly detail?: string;
}

export type Reading<T> = Known<T> | Unreadable | Unsupported;

/** CORS rules in the provider's order; the provider's dialect ends in the collector. */
export interface Cors {
  /** `account` on Azure: one set for all containers. */
  readonly scope: 'bucket' | 'account';
  readonly rules: readonly CorsRule[];
}

export interface CorsRule {
  readonly id?: string;
  readonly origins: readonly string[];
  /** Upper case, as browsers send them; `*` only on GCS. */
  readonly methods: readonly string[];
  readonly allowedHeaders: readonly string[];
  readonly exposedHeaders: readonly string[];
  readonly maxAgeSeconds?: number;
}

export interface Lifecycle {
  readonly rules: readonly LifecycleRule[];
  /**
   * Google and Azure: the configuration as stored (`{ rule: [...] }`, `{ rules: [...] }`; an empty list where none is), which
   * the rules above do not give back whole. What is proposed is made from it: rule by index on Google (the same order and
   * number), by name on Azure ({@link LifecycleRule.id}).
   */
  readonly stored?: JsonValue;
}

/** One lifecycle rule. All filters must hold together; within a list one entry suffices. */
export interface LifecycleRule {
  readonly id?: string;
  readonly enabled: boolean;
  /** Empty: every key. Azure's container name is already taken off. */
  readonly prefixes: readonly string[];
  readonly suffixes: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** Bytes. */
  readonly sizeGreaterThan?: number;
  /** Bytes. */
  readonly sizeLessThan?: number;
  /** Google: a regular expression (RE2) of names. */
  readonly pattern?: string;
  /** Conditions that W&B's objects never meet (GCS customTime, Azure append blobs): the rule never reaches them. */
  readonly neverReachesWandb?: boolean;
  readonly actions: readonly LifecycleAction[];
}

export type LifecycleAction =
  /** Live objects expire or are deleted. */
  | { readonly type: 'expire'; readonly days?: number; readonly date?: string }
  /** Live objects move; `storageClass` in the provider's own word (`GLACIER`, `Archive`). */
  | {
      readonly type: 'transition';
      readonly storageClass: string;
      readonly days?: number;
      readonly date?: string;
    }
  | { readonly type: 'expireNoncurrent'; readonly days?: number; readonly keep?: number }
  | { readonly type: 'transitionNoncurrent'; readonly storageClass: string; readonly days?: number }
  | { readonly type: 'abortUploads'; readonly days: number }
  | { readonly type: 'removeDeleteMarkers' };

/** Default encryption. `none` only on stores that have none. */
export interface Encryption {
  readonly algorithm:
    | 'none'
    | 'AES256'
    | 'aws:kms'
    | 'aws:kms:dsse'
    | 'google-managed'
    | 'customer-managed'
    | 'microsoft-managed';
  /** The key as it is configured: ARN, alias, bare id; absent with the provider's own key. */
  readonly keyId?: string;
  /** S3 Bucket Key. */
  readonly bucketKeyEnabled?: boolean;
  /** Encryption types the bucket refuses (`SSE-C`). */
  readonly blockedTypes?: readonly string[];
}

/** KMS DescribeKey, of the bucket's default key. */
export interface Key {
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly usage: string;
  readonly spec: string;
  readonly state: string;
  /** `CUSTOMER` or `AWS`. */
  readonly manager: string;
  readonly origin: string;
  /** ISO 8601; imported material expires then. */
  readonly validTo?: string;
  /** ISO 8601. */
  readonly deletionDate?: string;
  readonly multiRegion: boolean;
}

/** A resource policy as stored. `document` is null where none is configured. */
export interface Policy {
  /** The parsed JSON; null: no policy. */
  readonly document: JsonValue;
  /** Set where the stored text is no JSON; `document` is null then. */
  readonly invalid?: string;
}

export interface KeyGrant {
  readonly id: string;
  readonly granteePrincipal: string;
  readonly operations: readonly string[];
  readonly constraints?: JsonValue;
}

export interface PublicAccessBlock {
  readonly blockPublicAcls: boolean;
  readonly ignorePublicAcls: boolean;
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
}

/** One binding of a Google IAM allow policy: https://cloud.google.com/iam/docs/reference/rest/v1/Policy#Binding */
export interface IamBinding {
  /** `roles/storage.admin`, `projects/acme/roles/bucketReader`. */
  readonly role: string;
  /** `serviceAccount:...`, `group:...`, `allUsers`, `deleted:serviceAccount:...?uid=...`, as stored. */
  readonly members: readonly string[];
  /** A CEL expression; only policies of version 3 have it. */
  readonly condition?: { readonly title?: string; readonly expression: string };
  /** Of a custom role that could be read; absent for Google's own roles and for those that could not. */
  readonly permissions?: readonly string[];
}

export interface IamPolicy {
  readonly version: number;
  readonly bindings: readonly IamBinding[];
}

/** What refuses to overwrite or delete objects. */
export interface RetentionPolicy {
  readonly kind: 'retentionPolicy' | 'eventBasedHold' | 'immutabilityPolicy' | 'legalHold';
  readonly scope: 'bucket' | 'container' | 'account';
  /** Absent where it has no end of its own. */
  readonly seconds?: number;
  readonly locked?: boolean;
  /** Azure: kept by version. What is overwritten stays as an older version; writing again is not refused. */
  readonly byVersion?: boolean;
}

/** From where a bucket answers. */
export interface Network {
  /** `restricted`: only the networks below; `disabled`: only private endpoints. */
  readonly access: 'open' | 'restricted' | 'disabled';
  /** CIDR blocks or single addresses of the internet. */
  readonly ipRanges: readonly string[];
  /** Virtual networks or subnets, by the cloud's own name. */
  readonly networks: readonly string[];
}

/** An Azure role assignment that reaches the storage account or the container, with its role. */
export interface RoleAssignment {
  readonly id: string;
  readonly principalId: string;
  /** Resource id at which it is given: account, container, resource group, subscription or management group. */
  readonly scope: string;
  readonly role: AzureRole;
  /** An ABAC condition. */
  readonly condition?: string;
}

export interface AzureRole {
  /** The GUID at the end of the definition's id, lower case. */
  readonly id: string;
  readonly name?: string;
  /** Absent where the definition could not be read. */
  readonly permissions?: readonly {
    readonly actions: readonly string[];
    readonly notActions: readonly string[];
    readonly dataActions: readonly string[];
    readonly notDataActions: readonly string[];
  }[];
}

/** A user-assigned managed identity and who may act as it. */
export interface ManagedIdentity {
  readonly resourceId: string;
  readonly clientId: string;
  readonly principalId: string;
  readonly tenantId: string;
  readonly federatedCredentials: readonly {
    readonly name: string;
    readonly issuer: string;
    readonly subject: string;
    readonly audiences: readonly string[];
  }[];
}

export interface AclGrant {
  /** `allUsers`, `authenticatedUsers`, `logDelivery`, or the canonical id, e-mail or URI. */
  readonly grantee: string;
  /** `READ`, `WRITE`, `READ_ACP`, `WRITE_ACP`, `FULL_CONTROL`. */
  readonly permission: string;
}

/** Every readable side of a bucket and the shape of its value. */
export interface Facets {
  /** Where the bucket is; `region` is normalised (`us-east-1`, `eu-west-1`, a store's own word). */
  readonly location: { readonly region: string };
  /** Account of the caller and whether the bucket is in it (asked with an expected-owner header); absent: not known. */
  readonly owner: { readonly callerAccount: string; readonly ownedByCaller: boolean };
  readonly cors: Cors;
  readonly lifecycle: Lifecycle;
  /** Archive tiers of Intelligent-Tiering. */
  readonly tiering: {
    readonly configurations: readonly {
      readonly id: string;
      readonly enabled: boolean;
      readonly prefix?: string;
      readonly tags: Readonly<Record<string, string>>;
      readonly tiers: readonly { readonly tier: string; readonly days: number }[];
    }[];
  };
  readonly encryption: Encryption;
  /** Null where the bucket uses no KMS key of its own. */
  readonly key: Key | null;
  readonly keyPolicy: Policy | null;
  readonly keyGrants: readonly KeyGrant[] | null;
  readonly keyRotation: { readonly enabled: boolean; readonly periodDays?: number } | null;
  readonly policy: Policy;
  /** Google: `defaultObjectGrants` become the ACL of every new object. */
  readonly acl: {
    readonly owner?: string;
    readonly grants: readonly AclGrant[];
    readonly defaultObjectGrants?: readonly AclGrant[];
  };
  /** Block public access of the bucket. */
  readonly publicAccess: PublicAccessBlock;
  /** Block public access of the account that owns the bucket (only read where that is the caller's). */
  readonly accountPublicAccess: PublicAccessBlock;
  readonly ownership: { readonly mode: 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter' };
  readonly versioning: { readonly status: 'Enabled' | 'Suspended' | 'Off'; readonly mfaDelete: boolean };
  readonly objectLock: {
    readonly enabled: boolean;
    readonly defaultRetention?: { readonly mode: string; readonly days?: number; readonly years?: number };
  };
  readonly requestPayment: { readonly payer: 'BucketOwner' | 'Requester' };
  readonly logging: {
    readonly enabled: boolean;
    readonly targetBucket?: string;
    readonly targetPrefix?: string;
  };
  /** Google: the bucket's own allow policy. What is inherited is in `projectIam`, as far as it could be read. */
  readonly iam: IamPolicy;
  /** Google: the allow policy of the bucket's project. Folders and the organization above stay unknown. */
  readonly projectIam: IamPolicy;
  /** Google: uniform bucket-level access. */
  readonly uniformAccess: { readonly enabled: boolean };
  /** Google's public access prevention, Azure's allowBlobPublicAccess. `setting` in the provider's own word. */
  readonly publicAccessPrevention: { readonly enforced: boolean; readonly setting: string };
  /** Azure: anonymous access of the container, as configured there. */
  readonly containerAccess: { readonly level: 'none' | 'blob' | 'container' };
  readonly softDelete: { readonly enabled: boolean; readonly days?: number };
  readonly retention: { readonly policies: readonly RetentionPolicy[] };
  readonly network: Network;
  /** Azure: what the account's endpoint accepts. */
  readonly transport: {
    readonly httpsOnly: boolean;
    readonly minimumTls: '1.0' | '1.1' | '1.2' | '1.3';
  };
  /** Azure: whether access keys, and SAS signed by them, are accepted. */
  readonly sharedKey: { readonly allowed: boolean };
  /** Azure: how long a SAS may live. Null: no such policy. */
  readonly sasPolicy: { readonly seconds: number; readonly action: 'log' | 'block' } | null;
  /** Azure: assignments of the declared managed identity, from the container up. Null where none is declared. */
  readonly roleAssignments: readonly RoleAssignment[] | null;
  /** Azure: the declared managed identity. Null where none is declared. */
  readonly identity: ManagedIdentity | null;
  /** What a read signed with the address's own key answered. */
  readonly addressKey: { readonly works: boolean; readonly error?: string };
}

export type Facet = keyof Facets;

export type Readings = { readonly [F in Facet]?: Reading<Facets[F]> };

/** All that was read of one bucket, and the targets that share it. */
export interface BucketEvidence {
  /** {@link Target.bucketId}. */
  readonly id: string;
  readonly targets: readonly Target[];
  readonly readings: Readings;
  /** By target id, where targets differ: each team on one Azure container may have an identity of its own. */
  readonly own?: Readonly<Record<string, Readings>>;
}

/** What is known of one target: its bucket's readings, with its own in their place. */
export function readingsOf({ readings, own }: BucketEvidence, { id }: Target): Readings {
  return { ...readings, ...own?.[id] };
}

/** The evidence file: `byob collect -o evidence.json`. */
export interface Evidence {
  readonly schemaVersion: typeof EVIDENCE_SCHEMA_VERSION;
  readonly tool: { readonly name: string; readonly version: string };
  /** ISO 8601. */
  readonly collectedAt: string;
  /** False where the run was interrupted. */
  readonly complete: boolean;
  /** True where `--bucket` or `--rule` narrowed the run. */
  readonly narrowed?: boolean;
  /** Of the fleet file, so that a judgement from here is the same as there. */
  readonly waivers?: readonly DeclaredWaiver[];
  readonly buckets: readonly BucketEvidence[];
}
