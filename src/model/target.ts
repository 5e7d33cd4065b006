// A target: one use of a bucket by W&B, with all that rules need to know of it beyond the bucket itself.

import type { Unreadable } from './evidence.ts';
import type { DeploymentType, Level, Provider } from './provider.ts';
import type { Secret } from './secret.ts';

/** A place in a file; lines and columns count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where a target was declared. `file` is as the user gave it (`byob.yaml`) or `--bucket` for the command line. */
export interface Location extends Position {
  readonly file: string;
  /** The places of the keys of the declaration (`address`, `kmsKey`, `path`, ...), for findings about one of them. */
  readonly keys?: Readonly<Record<string, Position>>;
}

/** The W&B deployment that uses the buckets, as far as it was declared. */
export interface Deployment {
  readonly type?: DeploymentType;
  /** Scheme, host and port of the front end that browsers load, e.g. `https://acme.wandb.io`. */
  readonly origin?: string;
  /** W&B's organization id (Multi-tenant); the value of `wandb:OrgID` in a CoreWeave policy. */
  readonly organizationId?: string;
  /** The customer namespace (Dedicated and Self-Managed); the value of `wandb:OrgID` there. */
  readonly customerNamespace?: string;
  /** Identities that W&B uses here, where they are not W&B's published ones (Self-Managed). */
  readonly principals?: { readonly aws?: readonly string[]; readonly gcp?: readonly string[] };
  readonly serverVersion?: string;
  readonly chartVersion?: string;
  /** GORILLA_SUPPORTED_FILE_STORES, parsed; absent where it was not given. */
  readonly fileStores?: readonly FileStore[];
  readonly oidcIssuer?: string;
  readonly namespace?: string;
  /** Every team of the fleet with the bucket it uses. */
  readonly teamBuckets: readonly {
    readonly team?: string;
    readonly bucketId: string;
    readonly subpath: string;
  }[];
  /** The buckets that the fleet declares at instance level. */
  readonly instanceBuckets: readonly string[];
}

/** One entry of GORILLA_SUPPORTED_FILE_STORES. `cw://` alone has neither bucket nor bucketId. */
export interface FileStore {
  /** The entry without its secrets. */
  readonly text: string;
  readonly provider?: Provider;
  readonly bucket?: string;
  /** Comparable with {@link Target.bucketId}. */
  readonly bucketId?: string;
  readonly subpath?: string;
}

/** What was found wrong with the grammar of a storage address. */
export interface AddressFault {
  readonly kind:
    | 'unknownScheme'
    | 'missingHost'
    | 'missingBucket'
    | 'missingCredentials'
    | 'secondQuestionMark'
    | 'credentialsNotEncoded'
    | 'userNotAllowed'
    | 'userMissing'
    | 'unknownParameter'
    | 'notAnUrl';
  /** The part that is wrong, without secrets, e.g. `region`. */
  readonly detail: string;
}

/** What the storage address says, without its secrets. */
export interface Address {
  /** `plain` is a name (`s3://bucket/path`), `full` is what W&B is given (credentials, host or query). */
  readonly form: 'plain' | 'full';
  /** As written, secrets replaced by `[redacted]`. */
  readonly text: string;
  readonly scheme: string;
  /** Host and port, of full addresses. */
  readonly host?: string;
  readonly region?: string;
  readonly tls?: boolean;
  readonly forcePathStyle?: boolean;
  /** The bucket is in the host (`bucket.cwobject.com`), not in the path. */
  readonly bucketInHost?: boolean;
  /** The user part where it is no secret: the service account of `gs://`. */
  readonly user?: string;
  readonly hasCredentials: boolean;
  readonly faults: readonly AddressFault[];
}

/** Another target on the same bucket. */
export interface Peer {
  readonly id: string;
  readonly level: Level;
  readonly team?: string;
  readonly subpath: string;
}

/**
 * One use of a bucket: bucket + sub-path + level + team. Plain JSON, holds no secret: it travels in evidence files.
 * What is needed to reach the bucket is in {@link Access}.
 */
export interface Target {
  /** `s3://acme-wandb/teams/omega#team=omega`: unique in a fleet and stable over runs; what reports show and waivers name. */
  readonly id: string;
  /** The bucket alone: `s3://acme-wandb`, `cw://acme`, `s3://minio.acme.example:9000/acme`. */
  readonly bucketId: string;
  readonly provider: Provider;
  readonly bucket: string;
  /** Azure: the storage account. */
  readonly account?: string;
  /** The sub-path without leading or trailing slash; '' is the whole bucket. */
  readonly subpath: string;
  /** The sub-path exactly as declared (`/teams//omega?`), where one was declared. */
  readonly declaredSubpath?: string;
  readonly level: Level;
  readonly team?: string;
  /** The KMS key given to W&B for this bucket. */
  readonly kmsKey?: string;
  /** Endpoint of an S3-compatible store (`https://minio.acme.example:9000`). */
  readonly endpoint?: string;
  /** Declared region (key `region` or the address). */
  readonly region?: string;
  /** Azure: tenant of the managed identity given to W&B. */
  readonly tenantId?: string;
  /** Azure: client id of the managed identity given to W&B. */
  readonly clientId?: string;
  /** Azure: resource id of the storage account; found from its name where it is not declared. */
  readonly accountResourceId?: string;
  readonly address: Address;
  readonly deployment: Deployment;
  readonly peers: readonly Peer[];
  readonly location: Location;
  /** No declaration names the bucket: the `discover` entry at `location` found it. */
  readonly discovered?: true;
  /** No bucket at all: what a `discover` entry searched and could not list in full, with the calls that failed. */
  readonly search?: { readonly failures: readonly Unreadable[] };
}

/** Access keys of an S3 store. */
export interface AccessKeys {
  readonly accessKeyId: Secret;
  readonly secretAccessKey: Secret;
  readonly sessionToken?: Secret;
}

/** How to reach a bucket: the part of a declaration that is never written anywhere. */
export interface Access {
  readonly profile?: string;
  readonly roleArn?: string;
  readonly externalId?: string;
  /** `credentials` of the fleet file. */
  readonly credentials?: AccessKeys;
  /** The key inside the storage address: W&B's own key, judged by `access-key-works`. */
  readonly addressCredentials?: AccessKeys;
  /** The secret inside a `gs://` address (the service account's private key, PEM) or an `az://` address (the account's access key). */
  readonly addressSecret?: Secret;
  /** Google service account to act as: https://cloud.google.com/iam/docs/service-account-impersonation */
  readonly impersonateServiceAccount?: string;
  readonly addressing?: 'path' | 'virtual-host';
  /** PEM file of a certificate authority for the endpoint. */
  readonly caFile?: string;
}

/** A target and the way to reach its bucket. */
export interface FleetEntry {
  readonly target: Target;
  readonly access: Access;
}

/** The position of a key of the declaration, or of the declaration itself where the key was not written. */
export function locationOf(target: Target, key?: string): { file: string; line: number; column: number } {
  const at = (key !== undefined ? target.location.keys?.[key] : undefined) ?? target.location;
  return { file: target.location.file, line: at.line, column: at.column };
}
