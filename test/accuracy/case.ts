// One row of the accuracy table: a whole bucket as its cloud answers it, how it is declared, and what must be found.

import type {
  SandboxAzureAccount,
  SandboxAzureIdentity,
  ArmResource,
} from '../../src/sandbox/azure-world.ts';
import type { SandboxGoogleBucket } from '../../src/sandbox/gcs-world.ts';
import type { SandboxBucket, SandboxKey } from '../../src/sandbox/world.ts';

/** `deployment` of a fleet file. */
export interface Deployed {
  readonly type: 'dedicated' | 'multi-tenant' | 'self-managed';
  readonly [key: string]: unknown;
}

/** One use of the bucket, and the truth about it. */
export interface AccuracyTarget {
  /** An entry of `buckets` of a fleet file; `URL` stands for the sandbox. */
  readonly declared: Readonly<Record<string, unknown>>;
  /** Every finding it must have and no other, as `rule/message`. */
  readonly finds: readonly string[];
  /** Every rule that must say "could not verify". */
  readonly open: readonly string[];
}

/** What the case puts into the sandbox, in the vendor's own shape. */
export interface AccuracyWorld {
  readonly buckets?: readonly SandboxBucket[];
  readonly keys?: readonly SandboxKey[];
  readonly google?: readonly SandboxGoogleBucket[];
  readonly azureAccounts?: readonly SandboxAzureAccount[];
  readonly azureIdentities?: readonly SandboxAzureIdentity[];
  readonly azureAssignments?: readonly ArmResource[];
}

export interface AccuracyCase {
  /** Unique; also the bucket's name where the cloud takes it. */
  readonly id: string;
  /** Why the expectation is the truth, in one sentence. */
  readonly reason: string;
  /** Where the cloud or W&B documents it, unless it is obvious. */
  readonly source?: string;
  readonly deployment: Deployed;
  readonly world: AccuracyWorld;
  readonly targets: readonly AccuracyTarget[];
}

export const DEDICATED: Deployed = {
  type: 'dedicated',
  origin: 'https://acme.wandb.io',
  customerNamespace: 'acme',
};
export const MULTI_TENANT: Deployed = { type: 'multi-tenant', organizationId: 'acme-org' };
export const SELF_MANAGED: Deployed = {
  type: 'self-managed',
  origin: 'https://acme.wandb.io',
  customerNamespace: 'acme',
};

/** The origin that browsers send. */
export function originOf({ origin }: Deployed): string {
  return typeof origin === 'string' ? origin : 'https://wandb.ai';
}

/** The documentation that reasons refer to more than once. */
export const SOURCES = {
  byob: 'https://docs.wandb.ai/platform/hosting/data-security/secure-storage-connector',
  presigned: 'https://docs.wandb.ai/platform/hosting/data-security/presigned-urls',
  meaningOfPublic:
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status',
  blockPublicAccess:
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_PublicAccessBlockConfiguration.html',
  evaluation: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html',
  conditions:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html',
  principal: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
  s3Cors: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html',
  s3Lifecycle: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html',
  s3Archived: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/archived-objects.html',
  s3Encryption: 'https://docs.aws.amazon.com/AmazonS3/latest/API/API_ServerSideEncryptionByDefault.html',
  s3Keys: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html',
  bucketKey: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html',
  foreignKeys:
    'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html',
  gcsCors: 'https://cloud.google.com/storage/docs/cross-origin',
  gcsLifecycle: 'https://cloud.google.com/storage/docs/lifecycle',
  gcsRoles: 'https://cloud.google.com/storage/docs/access-control/iam-roles',
  gcsPrevention: 'https://cloud.google.com/storage/docs/public-access-prevention',
  gcsSoftDelete: 'https://cloud.google.com/storage/docs/soft-delete',
  azureCors:
    'https://learn.microsoft.com/rest/api/storageservices/cross-origin-resource-sharing--cors--support-for-the-azure-storage-services',
  azureLifecycle: 'https://learn.microsoft.com/azure/storage/blobs/lifecycle-management-policy-structure',
  azurePublic: 'https://learn.microsoft.com/azure/storage/blobs/anonymous-read-access-prevent',
  azureRoles: 'https://learn.microsoft.com/azure/storage/blobs/authorize-access-azure-active-directory',
  azureFederation: 'https://learn.microsoft.com/entra/workload-id/workload-identity-federation',
  coreweaveNames: 'https://docs.coreweave.com/products/storage/object-storage/buckets/about',
} as const;
