// The KMS key is in the bucket’s region.

import { defineRule, notApplicable } from '../../src/model/rule.ts';
import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import { s3api } from '../views/s3-documents.ts';

export default defineRule({
  id: 'encryption-key-in-region',
  severity: 'high',
  providers: ['aws'],
  reads: ['encryption', 'location'],
  messages: { elsewhere: 'The key {{key}} is in {{region}}; the bucket is in {{bucketRegion}}.' },
  docs: {
    title: 'The KMS key is in the bucket’s region',
    why: 'S3 uses only keys of the bucket’s own region. With a key elsewhere every write fails.',
    references: [
      'https://docs.wandb.ai/platform/hosting/data-security/secure-storage-connector',
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html',
    ],
    verify: { aws: (target) => s3api(target, 'get-bucket-encryption') },
    remediation: { aws: fix },
  },
  check({ encryption: { keyId }, location: { region: bucketRegion } }) {
    const region = /^arn:[^:]+:kms:([^:]+):/.exec(keyId ?? '')?.[1];
    if (keyId === undefined || region === undefined)
      return notApplicable('no KMS key ARN is configured: see encryption-key-shareable');
    return region === bucketRegion
      ? []
      : [
          {
            messageId: 'elsewhere',
            data: { key: keyId, region, bucketRegion },
            facet: 'encryption',
            path: '/keyId',
          },
        ];
  },
});

function fix({ target }: RemediationContext): Remediation {
  const key = target.kmsKey ?? 'arn:aws:kms:REGION:ACCOUNT:key/KEY';
  return {
    text: 'Name a key of the bucket’s region.',
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
