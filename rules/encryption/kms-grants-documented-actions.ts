// The key's policy allows all actions of W&B's guide.

import { defineRule, notApplicable } from '../../src/model/rule.ts';
import { KMS_ACTIONS, KMS_ESSENTIAL_ACTIONS } from '../../src/wandb/actions.ts';
import {
  askedKey,
  decideKey,
  isVerdict,
  keyPolicyFix,
  KMS_REFERENCES,
  showKeyPolicy,
} from '../views/kms-request.ts';

export default defineRule({
  id: 'kms-grants-documented-actions',
  severity: 'medium',
  providers: ['aws'],
  reads: ['key', 'keyPolicy'],
  messages: {
    missing:
      'The policy of {{key}} does not allow {{principal}} all of {{actions}}, which W&B’s guide asks for.',
  },
  docs: {
    title: 'The key policy allows every action of W&B’s guide',
    why: 'S3 itself needs Decrypt and GenerateDataKey. W&B’s guide asks for more: describing the key, re-encrypting, encrypting directly; W&B may use them at any time.',
    references: KMS_REFERENCES,
    verify: { aws: showKeyPolicy },
    remediation: {
      aws: keyPolicyFix('Add W&B’s statement to the key policy; the statements that stand there stay.'),
    },
  },
  check({ key, keyPolicy }, target) {
    const asked = askedKey(key, keyPolicy, target);
    if (isVerdict(asked)) return asked;
    if (KMS_ESSENTIAL_ACTIONS.some((action) => decideKey(asked, action).allows.length === 0)) {
      return notApplicable('the key policy does not let W&B use the key: see kms-grants-wandb');
    }
    const actions = KMS_ACTIONS.filter((action) => {
      const { effect } = decideKey(asked, action);
      return effect === 'implicitlyDenied';
    });
    if (actions.length === 0) return [];
    return [
      {
        messageId: 'missing',
        data: { key: asked.key.arn, principal: asked.principal, actions },
        facet: 'keyPolicy',
        path: '/document',
      },
    ];
  },
});
