// Rows about Amazon S3: a bucket without any fault, and what a case changes.

import type { SandboxBucket, SandboxKey } from '../../src/sandbox/world.ts';
import { ACCOUNT } from '../../src/sandbox/world.ts';
import { DEDICATED, originOf } from './case.ts';
import type { AccuracyCase, AccuracyTarget, Deployed } from './case.ts';

export { ACCOUNT };
/** W&B's account of Dedicated Cloud, its role of Multi-tenant Cloud. */
export const WANDB_ACCOUNT = '830241207209';
export const WANDB = `arn:aws:iam::${WANDB_ACCOUNT}:root`;
export const WANDB_ROLE = 'arn:aws:iam::725579432336:role/WandbIntegration';
/** Of the owner, and of a second one whose block public access is on. */
export const OWNER = `arn:aws:iam::${ACCOUNT}:root`;
export const BLOCKED_ACCOUNT = '444455556666';

export const OBJECT_ACTIONS: readonly string[] = [
  's3:GetObject*',
  's3:PutObject',
  's3:DeleteObject',
  's3:AbortMultipartUpload',
];
export const BUCKET_ACTIONS: readonly string[] = [
  's3:GetEncryptionConfiguration',
  's3:ListBucket',
  's3:ListBucketMultipartUploads',
  's3:ListBucketVersions',
  's3:GetBucketCORS',
  's3:GetBucketLocation',
  's3:GetBucketVersioning',
];
/** The eleven of the guide. */
export const ACTIONS: readonly string[] = [...OBJECT_ACTIONS, ...BUCKET_ACTIONS];
export const KMS_ACTIONS: readonly string[] = [
  'kms:Decrypt',
  'kms:Describe*',
  'kms:Encrypt',
  'kms:ReEncrypt*',
  'kms:GenerateDataKey*',
];

export const BLOCKED = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};
export const UNBLOCKED = {
  BlockPublicAcls: false,
  IgnorePublicAcls: false,
  BlockPublicPolicy: false,
  RestrictPublicBuckets: false,
};

export const STALE_UPLOADS = {
  ID: 'stale-uploads',
  Status: 'Enabled',
  Filter: { Prefix: '' },
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
};
export const OLD_VERSIONS = {
  ID: 'old-versions',
  Status: 'Enabled',
  Filter: { Prefix: '' },
  NoncurrentVersionExpiration: { NoncurrentDays: 30 },
};

/** The bucket and all of its objects. */
export function both(arn: string): string[] {
  return [arn, `${arn}/*`];
}

/** W&B's statement, with what a case changes. */
export function grant(arn: string, over: object = {}): object {
  return {
    Sid: 'WandbAccountAccess',
    Effect: 'Allow',
    Principal: { AWS: WANDB },
    Action: ACTIONS,
    Resource: both(arn),
    ...over,
  };
}

/** Plain http is denied, as W&B's Terraform writes it. */
export function https(arn: string, over: object = {}): object {
  return {
    Sid: 'DenyHTTPRequests',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: both(arn),
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    ...over,
  };
}

/** Everything is denied to everyone under a condition. */
export function deny(arn: string, Condition: object, over: object = {}): object {
  return https(arn, { Sid: 'DenyOthers', Condition, ...over });
}

/** The rule browsers need, with what a case changes. */
export function corsRule(over: object = {}): object {
  return {
    AllowedOrigins: ['https://acme.wandb.io'],
    AllowedMethods: ['GET', 'HEAD', 'PUT'],
    AllowedHeaders: ['*'],
    ExposeHeaders: ['ETag'],
    MaxAgeSeconds: 3000,
    ...over,
  };
}

export function cors(...CORSRules: readonly object[]): Partial<SandboxBucket> {
  return { cors: { CORSRules } };
}

/** Lifecycle rules beside the two that every bucket should have. */
export function lifecycle(...rules: readonly object[]): Partial<SandboxBucket> {
  return { lifecycle: { Rules: [STALE_UPLOADS, OLD_VERSIONS, ...rules] } };
}

export function encryption(sse: object, BucketKeyEnabled = true): Partial<SandboxBucket> {
  return { encryption: { Rules: [{ ApplyServerSideEncryptionByDefault: sse, BucketKeyEnabled }] } };
}

export const INTERNAL = {
  Sid: 'Internal',
  Effect: 'Allow',
  Principal: { AWS: OWNER },
  Action: 'kms:*',
  Resource: '*',
};

/** W&B's statement of the key policy, with what a case changes. */
export function external(over: object = {}): object {
  return {
    Sid: 'External',
    Effect: 'Allow',
    Principal: { AWS: WANDB },
    Action: KMS_ACTIONS,
    Resource: '*',
    ...over,
  };
}

export interface AwsChange {
  readonly source?: string;
  readonly deployment?: Deployed;
  /** All statements of the bucket policy instead of the faultless ones. */
  readonly statements?: (arn: string) => readonly object[];
  /** Statements beside the faultless ones. */
  readonly more?: (arn: string) => readonly object[];
  readonly bucket?: Partial<SandboxBucket>;
  /** Sub-resources that are not configured. */
  readonly without?: readonly (keyof SandboxBucket)[];
  /** Statements of the policy of a key of the bucket's own. */
  readonly keyStatements?: readonly object[];
  readonly key?: Partial<SandboxKey>;
  /** Where the key is; default the bucket's region. */
  readonly keyRegion?: string;
  /** Put over the entry of the fleet file. */
  readonly declared?: object;
  /** The bucket's name where it is not the case's id. */
  readonly name?: string;
}

/** `KEY_ARN` and `BARE_ID` stand for the key of the case. */
function keyed<T extends object>(value: T, arn: string): T {
  return JSON.parse(
    JSON.stringify(value)
      .replaceAll('KEY_ARN', arn)
      .replaceAll('BARE_ID', arn.slice(arn.lastIndexOf('/') + 1)),
  ) as T;
}

let keys = 0;

/** A key of the region, one for each case. */
function nextKey(region: string): string {
  const last = String(++keys).padStart(12, '0');
  return `arn:aws:kms:${region}:${ACCOUNT}:key/00000000-0000-4000-8000-${last}`;
}

/** A bucket with one target. */
export function aws(
  id: string,
  reason: string,
  change: AwsChange,
  finds: readonly string[],
  open: readonly string[] = [],
): AccuracyCase {
  return awsShared(id, reason, change, [{ declared: {}, finds, open }]);
}

/** A bucket with several targets; each is a team of its own unless it says otherwise. */
export function awsShared(
  id: string,
  reason: string,
  change: AwsChange,
  targets: readonly AccuracyTarget[],
): AccuracyCase {
  const { deployment = DEDICATED, name = id, source } = change;
  const arn = nextKey(change.keyRegion ?? 'eu-west-1');
  return {
    id,
    reason,
    ...(source !== undefined && { source }),
    deployment,
    world: { buckets: [bucketOf(name, arn, change)], keys: [keyOf(arn, change)] },
    targets: targets.map(({ declared, finds, open }, index) => ({
      declared: keyed(
        {
          address: `s3://${name}`,
          level: 'team',
          team: targets.length === 1 ? id : `${id}-${index + 1}`,
          ...change.declared,
          ...declared,
        },
        arn,
      ),
      finds,
      open,
    })),
  };
}

function bucketOf(name: string, keyArn: string, change: AwsChange): SandboxBucket {
  const { deployment = DEDICATED, bucket = {}, without = [] } = change;
  const arn = `arn:aws:s3:::${name}`;
  const statements = change.statements?.(arn) ?? [
    grant(arn, { Principal: { AWS: principalOf(deployment) } }),
    https(arn),
    ...(change.more?.(arn) ?? []),
  ];
  const faultless: SandboxBucket = {
    name,
    region: 'eu-west-1',
    ...cors(corsRule({ AllowedOrigins: [originOf(deployment)] })),
    policy: { Version: '2012-10-17', Statement: statements },
    ...encryption({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyArn }),
    publicAccessBlock: BLOCKED,
    ownership: 'BucketOwnerEnforced',
    versioning: { Status: 'Enabled' },
    ...lifecycle(),
    logging: { LoggingEnabled: { TargetBucket: 'acme-logs', TargetPrefix: `${name}/` } },
  };
  const whole = keyed({ ...faultless, ...bucket }, keyArn);
  return Object.fromEntries(
    Object.entries(whole).filter(([member]) => !without.includes(member as keyof SandboxBucket)),
  ) as unknown as SandboxBucket;
}

function keyOf(arn: string, { deployment = DEDICATED, keyStatements, key = {} }: AwsChange): SandboxKey {
  const Statement = keyStatements ?? [INTERNAL, external({ Principal: { AWS: principalOf(deployment) } })];
  return keyed({ arn, policy: { Version: '2012-10-17', Statement }, rotation: true, ...key }, arn);
}

/** Whom a faultless policy names; on Self-Managed nobody of W&B's is known, and the owner's own role stands there. */
function principalOf({ type }: Deployed): string {
  if (type === 'multi-tenant') return WANDB_ROLE;
  return type === 'dedicated' ? WANDB : `arn:aws:iam::${ACCOUNT}:role/wandb`;
}
