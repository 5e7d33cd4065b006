// Default encryption uses a KMS key of yours.

import { defineRule } from '../../src/model/rule.ts';
import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import { s3api } from '../views/s3-documents.ts';

export default defineRule({
  id: 'encryption-uses-customer-key',
  severity: 'medium',
  providers: ['aws'],
  reads: ['encryption'],
  messages: { s3: 'Default encryption is {{algorithm}}; W&B’s guide asks for a KMS key of yours.' },
  docs: {
    title: 'Default encryption uses a KMS key of yours',
    why: 'W&B’s guide asks for a KMS key of your own: its policy is a second gate that you hold. With SSE-S3 W&B works as well, and its own Terraform offers it.',
    references: [
      'https://docs.wandb.ai/platform/hosting/data-security/secure-storage-connector',
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html',
    ],
    verify: { aws: (target) => s3api(target, 'get-bucket-encryption') },
    remediation: { aws: fix },
  },
  check({ encryption: { algorithm } }) {
    return algorithm === 'AES256'
      ? [{ messageId: 's3', data: { algorithm }, facet: 'encryption', path: '/algorithm' }]
      : [];
  },
});

function fix({ target }: RemediationContext): Remediation {
  const key = target.kmsKey ?? 'arn:aws:kms:REGION:ACCOUNT:key/KEY';
  return {
    text: 'Encrypt by default with a KMS key whose policy lets WTEXTB use it.',
    command: s3api(
      target,
      'put-bucket-encryption --server-side-encryption-configuration file://encryption.json',
    ),
    document: {
      file: 'encryption.json',
      facet: 'encryption',
      content: {
        Rules: [
          {
            ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key },
            BucketKeyEnabled: true,
          },
        ],
      },
    },
  };
}
