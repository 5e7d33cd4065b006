// The key rotates.

import { defineRule, notApplicable } from '../../src/model/rule.ts';
import { NO_KEY } from '../views/kms-request.ts';
import { keyOfBucket, keyOption } from './default-encryption.ts';

export default defineRule({
  id: 'kms-rotation-enabled',
  severity: 'low',
  providers: ['aws'],
  reads: ['keyRotation'],
  considers: ['key'],
  messages: { off: 'The KMS key of the bucket does not rotate.' },
  docs: {
    title: 'The KMS key rotates',
    why: "Rotation makes new key material every year and keeps the old for reading. Auditors ask for it, and it costs W&B nothing: the key's ARN and policy stay.",
    references: ['https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html'],
    verify: { aws: (target) => `aws kms get-key-rotation-status --key-id ${keyOfBucket(target)}` },
    remediation: {
      aws: (context) => ({
        text: 'Turn rotation on.',
        command: `aws kms enable-key-rotation ${keyOption(context)}`,
      }),
    },
  },
  check({ keyRotation, key }) {
    if (keyRotation === null) return NO_KEY;
    if (keyRotation.enabled) return [];
    const used = key.status === 'known' ? key.value : null;
    // "Automatic key rotation is supported only on symmetric encryption KMS keys with key material that AWS KMS generates."
    if (used !== null && (used.origin !== 'AWS_KMS' || used.spec !== 'SYMMETRIC_DEFAULT'))
      return notApplicable(`KMS does not rotate a key of this kind (${used.origin}, ${used.spec})`);
    // "While a KMS key is pending deletion, the key rotation status is false": one cause, which kms-key-usable reports.
    if (used !== null && used.state.startsWith('Pending'))
      return notApplicable('the key waits for its deletion: see kms-key-usable');
    return [{ messageId: 'off', facet: 'keyRotation', path: '/enabled' }];
  },
});
