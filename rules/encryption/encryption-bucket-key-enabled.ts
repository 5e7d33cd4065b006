// The S3 Bucket Key is on.

import { defineRule, notApplicable } from '../../src/model/rule.ts';
import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import { s3api } from '../views/s3-documents.ts';

export default defineRule({
  id: 'encryption-bucket-key-enabled',
  severity: 'low',
  providers: ['aws'],
  reads: ['encryption'],
  messages: { off: 'The S3 Bucket Key is off: every read and write costs a KMS request.' },
  docs: {
    title: 'The S3 Bucket Key is on',
    why: 'Without it every object costs a KMS request, for each read and write: money, and a rate limit that large uploads meet.',
    references: [
      'https://docs.wandb.ai/platform/hosting/data-security/secure-storage-connector',
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html',
    ],
    verify: { aws: (target) => s3api(target, 'get-bucket-encryption') },
    remediation: { aws: fix },
  },
  check({ encryption: { algorithm, bucketKeyEnabled = false } }) {
    if (!algorithm.startsWith('aws:kms')) return notApplicable('the bucket uses no KMS key');
    return bucketKeyEnabled || algorithm === 'aws:kms:dsse'
      ? []
      : [{ messageId: 'off', facet: 'encryption', path: '' }];
  },
});

function fix({ target }: RemediationContext): Remediation {
  const key = target.kmsKey ?? 'arn:aws:kms:REGION:ACCOUNT:key/KEY';
  return {
    text: 'Turn the S3 Bucket Key on.',
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
