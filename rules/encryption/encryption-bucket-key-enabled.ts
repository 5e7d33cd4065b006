// The S3 Bucket Key is on.

import { defineRule, notApplicable } from '../../src/model/rule.ts';
import { applied, encryptionOf, ENCRYPTION_REFERENCES, showEncryption } from './default-encryption.ts';

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
      ...ENCRYPTION_REFERENCES,
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html',
    ],
    verify: { aws: showEncryption },
    remediation: {
      aws: (context) =>
        applied(
          "Turn the S3 Bucket Key on. The encryption context is then the bucket's ARN: conditions of the key policy on object ARNs have to follow.",
          context,
          {
            algorithm: 'aws:kms',
            // The rule's page is made from nothing that was read: without a key S3 would fall back to aws/s3.
            ...(context.readings.encryption === undefined && { keyId: '<the ARN of your key>' }),
            ...encryptionOf(context.readings),
            bucketKeyEnabled: true,
          },
        ),
    },
  },
  check({ encryption: { algorithm, bucketKeyEnabled = false } }) {
    if (algorithm === 'aws:kms:dsse')
      return notApplicable('dual-layer encryption takes no S3 Bucket Key: see encryption-mode-supported');
    if (algorithm !== 'aws:kms') return notApplicable('the bucket uses no KMS key');
    return bucketKeyEnabled ? [] : [{ messageId: 'off', facet: 'encryption', path: '' }];
  },
});
