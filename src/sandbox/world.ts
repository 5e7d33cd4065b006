// What the sandbox holds: buckets, keys and accounts in the shape of the cloud's own API, and scripted faults.

/** A bucket; an absent sub-resource gives the real service's answer for "not configured". */
export interface SandboxBucket {
  readonly name: string;
  /** Default `us-east-1`. */
  readonly region?: string;
  /** Owner, 12 digits; default {@link ACCOUNT}. */
  readonly account?: string;
  readonly cors?: object;
  /** A document, or the text as stored. */
  readonly policy?: object | string;
  readonly policyIsPublic?: boolean;
  readonly lifecycle?: object;
  /** Default: AES256, as S3 answers since 2023. */
  readonly encryption?: object;
  readonly publicAccessBlock?: object;
  readonly ownership?: string;
  readonly versioning?: object;
  readonly objectLock?: object;
  readonly acl?: object;
  readonly requestPayment?: 'Requester' | 'BucketOwner';
  readonly logging?: object;
  readonly tiering?: readonly object[];
}

export interface SandboxKey {
  readonly arn: string;
  readonly policy: object;
  /** Members of KeyMetadata that differ from an enabled symmetric customer key. */
  readonly metadata?: object;
  readonly grants?: readonly object[];
  readonly rotation?: boolean;
}

/** Something that goes wrong, for one operation or all, on one bucket or all. */
export interface Fault {
  readonly bucket?: string;
  /** `GetBucketCors`. */
  readonly operation?: string;
  readonly kind:
    | 'denied'
    | 'slowDown'
    | 'hang'
    | 'truncate'
    | 'reset'
    | 'redirect'
    | 'notImplemented'
    | 'clockSkew'
    | 'html'
    | 'wrongDocument'
    | 'expired';
  /** How often; for ever without. */
  readonly times?: number;
}

export interface SandboxWorld {
  readonly buckets: readonly SandboxBucket[];
  readonly keys?: readonly SandboxKey[];
  /** Access key ids that exist, with their account; without any, all do and belong to {@link ACCOUNT}. */
  readonly accessKeys?: Readonly<Record<string, string>>;
  /** Block public access of accounts. */
  readonly accountPublicAccess?: Readonly<Record<string, object>>;
  readonly faults?: readonly Fault[];
  readonly delayMs?: number;
}

export const ACCOUNT = '111122223333';
