// The S3 and KMS actions that W&B asks for.
// Source: https://docs.wandb.ai/platform/hosting/data-security/secure-storage-connector, the same list as in
// https://github.com/wandb/terraform-aws-wandb/blob/main/modules/secure_storage_connector/manual.md

export interface WantedAction {
  readonly action: string;
  /** The ARN the action is tested against: the bucket's or an object's. */
  readonly on: 'bucket' | 'object';
  /** Without an essential action W&B, its browsers or its data break; the rest is documented but works without. */
  readonly essential: boolean;
}

/** The eleven actions, as the guide writes them. */
export const S3_ACTIONS: readonly WantedAction[] = [
  { action: 's3:GetObject*', on: 'object', essential: true },
  { action: 's3:GetEncryptionConfiguration', on: 'bucket', essential: false },
  { action: 's3:ListBucket', on: 'bucket', essential: true },
  { action: 's3:ListBucketMultipartUploads', on: 'bucket', essential: false },
  { action: 's3:ListBucketVersions', on: 'bucket', essential: false },
  { action: 's3:AbortMultipartUpload', on: 'object', essential: false },
  { action: 's3:DeleteObject', on: 'object', essential: true },
  { action: 's3:PutObject', on: 'object', essential: true },
  { action: 's3:GetBucketCORS', on: 'bucket', essential: true },
  { action: 's3:GetBucketLocation', on: 'bucket', essential: true },
  { action: 's3:GetBucketVersioning', on: 'bucket', essential: false },
];

/** What `s3:GetObject*` names today that W&B has a use for; https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html */
export const GET_OBJECT_ACTIONS: readonly string[] = [
  's3:GetObject',
  's3:GetObjectVersion',
  's3:GetObjectAttributes',
  's3:GetObjectTagging',
];

/** The key policy's actions for W&B, as the guide writes them. */
export const KMS_ACTIONS: readonly string[] = [
  'kms:Decrypt',
  'kms:Describe*',
  'kms:Encrypt',
  'kms:ReEncrypt*',
  'kms:GenerateDataKey*',
];

/** What S3 itself calls on behalf of a request: without these, reads and writes are refused. https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html */
export const KMS_ESSENTIAL_ACTIONS: readonly string[] = ['kms:Decrypt', 'kms:GenerateDataKey'];
