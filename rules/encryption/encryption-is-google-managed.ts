// Google manages the bucket's default encryption.

import { defineRule } from '../../src/model/rule.ts';
import { gcloudDescribe, gcloudUpdate } from '../views/gcs-documents.ts';

export default defineRule({
  id: 'encryption-is-google-managed',
  severity: 'medium',
  providers: ['gcp'],
  reads: ['encryption'],
  messages: {
    customer:
      "New objects are encrypted with the customer-managed key {{key}}; W&B's guide asks for Google-managed encryption.",
  },
  docs: {
    title: 'Google manages the default encryption',
    why: "W&B's guide asks for Google-managed encryption. With a key of your own W&B works only while that key is enabled and Cloud Storage's service agent may use it: disable it, and every upload and read fails. W&B's own Terraform offers it for Self-Managed deployments; waive this rule where it is meant.",
    references: [
      'https://docs.wandb.ai/platform/hosting/data-security/secure-storage-connector',
      'https://cloud.google.com/storage/docs/encryption/customer-managed-keys',
    ],
    verify: { gcp: (target) => gcloudDescribe(target, 'encryption') },
    remediation: {
      gcp: ({ target }) => ({
        text: 'Take the default key off. Objects written before keep their key: it must stay enabled while they live.',
        command: gcloudUpdate(target, '--clear-default-encryption-key'),
      }),
    },
  },
  check({ encryption: { algorithm, keyId = 'of yours' } }) {
    if (algorithm !== 'customer-managed') return [];
    return [{ messageId: 'customer', data: { key: keyId }, facet: 'encryption', path: '' }];
  },
});
