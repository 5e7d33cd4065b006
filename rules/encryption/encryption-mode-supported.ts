// Default encryption is a mode W&B works with.

import { defineRule } from '../../src/model/rule.ts';
import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import { s3api } from '../views/s3-documents.ts';

export default defineRule({
  id: 'encryption-mode-supported',
  severity: 'medium',
  providers: ['aws', 's3-compatible'],
  reads: ['encryption'],
  messages: { dsse: 'Default encryption is {{algorithm}}, which W&B does not document.' },
  docs: {
    title: 'Default encryption is a mode W&B works with',
    why: 'Dual-layer encryption is not among the modes W&B documents. Customer-provided keys would have to be sent with each request, which pre-signed URLs of W&B do not.',
    references: [
      'https://docs.wandb.ai/platform/hosting/data-security/secure-storage-connector',
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html',
    ],
    verify: {
      aws: (target) => s3api(target, 'get-bucket-encryption'),
      's3-compatible': (target) => s3api(target, 'get-bucket-encryption'),
    },
    remediation: { aws: fix, 's3-compatible': fix },
  },
  check({ encryption: { algorithm } }) {
    return algorithm === 'aws:kms:dsse'
      ? [{ messageId: 'dsse', data: { algorithm }, facet: 'encryption', path: '/algorithm' }]
      : [];
  },
});

function fix({ target }: RemediationContext): Remediation {
  const key = target.kmsKey ?? 'arn:aws:kms:REGION:ACCOUNT:key/KEY';
  return {
    text: 'Use aws:kms with a key of yours.',
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
