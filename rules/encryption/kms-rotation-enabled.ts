// The key rotates.

import { defineRule, notApplicable } from '../../src/model/rule.ts';
import { keyName } from '../views/kms-request.ts';

export default defineRule({
  id: 'kms-rotation-enabled',
  severity: 'low',
  providers: ['aws'],
  reads: ['keyRotation'],
  messages: { off: 'The KMS key of the bucket does not rotate.' },
  docs: {
    title: 'The KMS key rotates',
    why: 'Rotation makes new key material every year and keeps the old for reading. Auditors ask for it, and it costs W&B nothing: the key’s ARN and policy stay.',
    references: ['https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html'],
    verify: { aws: ({ kmsKey = '<key ARN>' }) => `aws kms get-key-rotation-status --key-id ${kmsKey}` },
    remediation: {
      aws: ({ readings, target }) => ({
        text: 'Turn rotation on.',
        command: `aws kms enable-key-rotation --key-id ${keyName(readings, target)}`,
      }),
    },
  },
  check({ keyRotation }) {
    if (keyRotation === null) return notApplicable('the bucket uses no KMS key of its own');
    return keyRotation.enabled ? [] : [{ messageId: 'off', facet: 'keyRotation', path: '/enabled' }];
  },
});
