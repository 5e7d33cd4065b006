// The default encryption of a bucket.

import type { GetBucketEncryptionCommandOutput } from '@aws-sdk/client-s3';
import type { Encryption } from '../../model/evidence.ts';
import { s3Reader } from './reader.ts';

const ALGORITHMS: readonly string[] = ['AES256', 'aws:kms', 'aws:kms:dsse'];

/** S3's encryption configuration as the facet; undefined where the document holds none. */
export function encryptionOf({
  ServerSideEncryptionConfiguration: configuration,
}: Pick<GetBucketEncryptionCommandOutput, 'ServerSideEncryptionConfiguration'>): Encryption | undefined {
  const rule = configuration?.Rules?.[0];
  const algorithm = rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm;
  if (rule === undefined) return undefined;
  if (algorithm !== undefined && !ALGORITHMS.includes(algorithm)) return undefined;
  const keyId = rule.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID;
  const blocked = rule.BlockedEncryptionTypes?.EncryptionType;
  return {
    algorithm: (algorithm as 'AES256' | 'aws:kms' | 'aws:kms:dsse' | undefined) ?? 'AES256',
    ...(keyId !== undefined && keyId !== '' && { keyId }),
    ...(rule.BucketKeyEnabled !== undefined && { bucketKeyEnabled: rule.BucketKeyEnabled }),
    ...(blocked !== undefined && { blockedTypes: blocked }),
  };
}

export const encryption = s3Reader<'encryption', GetBucketEncryptionCommandOutput>({
  facet: 'encryption',
  command: 'GetBucketEncryptionCommand',
  permission: 's3:GetEncryptionConfiguration',
  // AWS answers AES256 for every bucket since 2023; other stores know "none".
  none: { code: 'ServerSideEncryptionConfigurationNotFoundError', value: { algorithm: 'none' } },
  read: encryptionOf,
});
