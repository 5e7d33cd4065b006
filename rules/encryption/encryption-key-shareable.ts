// W&B’s account can use the default key.

import { defineRule, notApplicable, open } from '../../src/model/rule.ts';
import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import { wandbIdentity } from '../views/wandb-identity.ts';
import { s3api } from '../views/s3-documents.ts';

export default defineRule({
  id: 'encryption-key-shareable',
  severity: 'high',
  providers: ['aws'],
  reads: ['encryption'],
  messages: {
    awsManaged: 'Default encryption names no key of yours: S3 uses aws/s3, which W&B’s account cannot use.',
    alias:
      'The default key is given as {{key}}: an alias or bare id is looked up in W&B’s account; name the key’s ARN.',
  },
  docs: {
    title: 'W&B’s account can use the default key',
    why: 'W&B writes from its own account. The key aws/s3 belongs to yours alone and its policy cannot be edited; an alias or bare id is looked up in the account of the requester, where it names nothing.',
    references: [
      'https://docs.wandb.ai/platform/hosting/data-security/secure-storage-connector',
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html',
    ],
    verify: { aws: (target) => s3api(target, 'get-bucket-encryption') },
    remediation: { aws: fix },
  },
  check({ encryption: { algorithm, keyId } }, target) {
    if (!algorithm.startsWith('aws:kms')) return notApplicable('the bucket uses no KMS key');
    const identity = wandbIdentity(target);
    if (identity.kind === 'unknown')
      return identity.why === 'undeclared' ? open(identity.message) : notApplicable(identity.message);
    if (keyId === undefined || keyId.endsWith('alias/aws/s3'))
      return [{ messageId: 'awsManaged', facet: 'encryption', path: '' }];
    if (/^arn:[^:]+:kms:[^:]+:\d{12}:key\//.test(keyId)) return [];
    return [{ messageId: 'alias', data: { key: keyId }, facet: 'encryption', path: '/keyId' }];
  },
});

function fix({ target }: RemediationContext): Remediation {
  const key = target.kmsKey ?? 'arn:aws:kms:REGION:ACCOUNT:key/KEY';
  return {
    text: 'Name the ARN of a KMS key of yours.',
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
