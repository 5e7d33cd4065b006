// Default encryption uses a KMS key of yours.

import { defineRule } from '../../src/model/rule.ts';
import { encryptionFix, ENCRYPTION_REFERENCES, showEncryption } from './default-encryption.ts';

export default defineRule({
  id: 'encryption-uses-customer-key',
  severity: 'medium',
  providers: ['aws'],
  reads: ['encryption'],
  messages: { s3: "Default encryption is {{algorithm}}; W&B's guide asks for a KMS key of yours." },
  docs: {
    title: 'Default encryption uses a KMS key of yours',
    why: "W&B's guide asks for a KMS key of your own: its policy is a second gate that you hold. With SSE-S3 W&B works as well, and its own Terraform offers it.",
    references: ENCRYPTION_REFERENCES,
    verify: { aws: showEncryption },
    remediation: {
      aws: encryptionFix(
        'Encrypt by default with a KMS key whose policy lets W&B use it, and give W&B its ARN. Objects written before keep their encryption.',
      ),
    },
  },
  check({ encryption: { algorithm } }) {
    // Without a key of its own, aws:kms is encryption-key-shareable's.
    if (algorithm.startsWith('aws:kms')) return [];
    return [{ messageId: 's3', data: { algorithm }, facet: 'encryption', path: '/algorithm' }];
  },
});
