// What the sandbox holds: buckets, keys and accounts in the shape of the cloud's own API, and scripted faults.

import type { SandboxAzure } from './azure-world.ts';
import type { SandboxGoogle } from './gcs-world.ts';

/** A bucket; an absent sub-resource gives the real service's answer for "not configured". */
export interface SandboxBucket {
  readonly name: string;
  /** Default `us-east-1`; `EU` is what old buckets of eu-west-1 answer. */
  readonly region?: string;
  /** Owner, 12 digits; default {@link ACCOUNT}. */
  readonly account?: string;
  readonly cors?: object;
  /** A document, or the text as stored. */
  readonly policy?: object | string;
  /** What GetBucketPolicyStatus says; by default told from the policy. */
  readonly policyIsPublic?: boolean;
  readonly lifecycle?: object;
  /** Default: AES256, as S3 answers since 2023; `none` is what a store without default encryption answers. */
  readonly encryption?: object | 'none';
  readonly publicAccessBlock?: object;
  readonly ownership?: string;
  readonly versioning?: object;
  readonly objectLock?: object;
  readonly acl?: object;
  readonly requestPayment?: 'Requester' | 'BucketOwner';
  readonly logging?: object;
  readonly tags?: Readonly<Record<string, string>>;
  /** Intelligent-Tiering configurations. */
  readonly tiering?: readonly object[];
}

export interface SandboxKey {
  readonly arn: string;
  /** Names that lead to the key, e.g. `alias/wandb`. */
  readonly aliases?: readonly string[];
  /** A document, or the text as stored. */
  readonly policy: object | string;
  /** Members of KeyMetadata that differ from an enabled symmetric customer key; dates in epoch seconds. */
  readonly metadata?: object;
  readonly grants?: readonly object[];
  /** Whether the key is rotated, or the members of GetKeyRotationStatus. */
  readonly rotation?: boolean | object;
}

/** An access key that exists. */
export interface SandboxAccessKey {
  readonly id: string;
  /** Where it is declared, signatures are verified. */
  readonly secret?: string;
  /** Account of the user, 12 digits; default {@link ACCOUNT}. */
  readonly account?: string;
  /** The only IAM actions that the user has, `s3:GetBucketCORS`; without, all. */
  readonly granted?: readonly string[];
}

/** Something that goes wrong, for one operation or all, on one bucket or all. */
export interface Fault {
  readonly bucket?: string;
  /** `GetBucketCors`. */
  readonly operation?: string;
  /**
   * `hang` never answers, `truncate` sends half of the body and breaks off, `reset` closes the socket, `redirect` names
   * another region each time, `html` is a proxy's page, `wrongDocument` a 200 with a bucket listing.
   */
  readonly kind:
    | 'denied'
    | 'slowDown'
    | 'internalError'
    | 'hang'
    | 'truncate'
    | 'reset'
    | 'redirect'
    | 'notImplemented'
    | 'clockSkew'
    | 'html'
    | 'wrongDocument'
    | 'expired';
  /** Status of `html`; default 200. */
  readonly status?: 200 | 502;
  /** How often; for ever without. */
  readonly times?: number;
}

/** Refusals with SlowDown: of a share of the calls at random, or of all that go beyond a bucket of tokens. */
export type SlowDown = { readonly share: number } | { readonly perSecond: number; readonly atOnce: number };

export interface SandboxWorld {
  readonly buckets: readonly SandboxBucket[];
  readonly keys?: readonly SandboxKey[];
  /** The access keys that exist; without any, all do and belong to {@link ACCOUNT}. */
  readonly accessKeys?: readonly SandboxAccessKey[];
  /** Block public access of accounts. */
  readonly accountPublicAccess?: Readonly<Record<string, object>>;
  readonly faults?: readonly Fault[];
  /** Of Amazon's services. */
  readonly slowDown?: SlowDown;
  readonly google?: SandboxGoogle;
  /** On an https address of its own, started where it is given. */
  readonly azure?: SandboxAzure;
  /** Waited before every answer. */
  readonly delayMs?: number;
}

export const ACCOUNT = '111122223333';

/** The region a bucket is signed for. */
export function regionOf({ region = 'us-east-1' }: SandboxBucket): string {
  return region === 'EU' ? 'eu-west-1' : region;
}
