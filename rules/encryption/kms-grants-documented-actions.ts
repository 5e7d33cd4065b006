// The key's policy allows all actions of W&B's guide.

import { defineRule, notApplicable } from '../../src/model/rule.ts';
import { KMS_ACTIONS, KMS_ESSENTIAL_ACTIONS } from '../../src/wandb/actions.ts';
import { askedKey, decideKey, isVerdict, KMS_REFERENCES } from '../views/kms-request.ts';
import { keyPolicyFix, showKeyPolicy } from './key-policy-fix.ts';
import { withWandb } from './merged-key-policy.ts';

export default defineRule({
  id: 'kms-grants-documented-actions',
  severity: 'medium',
  providers: ['aws'],
  reads: ['key', 'keyPolicy'],
  considers: ['encryption'],
  messages: {
    missing:
      "The policy of {{key}} does not allow {{principal}} all of {{actions}}, which W&B's guide asks for.",
  },
  docs: {
    title: "The key policy allows every action of W&B's guide",
    why: "S3 itself needs Decrypt and GenerateDataKey. W&B's guide asks for more: describing the key, re-encrypting, encrypting directly; W&B may use them at any time.",
    references: KMS_REFERENCES,
    verify: { aws: showKeyPolicy },
    remediation: {
      aws: keyPolicyFix(
        "Add W&B's statement to the key policy; the statements that stand there stay.",
        withWandb,
      ),
    },
  },
  check(facets, target) {
    const asked = askedKey(facets, target);
    if (isVerdict(asked)) return asked;
    const allowed = (action: string): boolean => decideKey(asked, action).allows.length > 0;
    if (!KMS_ESSENTIAL_ACTIONS.every(allowed))
      return notApplicable('the key policy itself does not let W&B use the key: see kms-grants-wandb');
    // A Deny is kms-grants-wandb's: only what nothing allows is missing.
    const actions = KMS_ACTIONS.filter((action) => decideKey(asked, action).effect === 'implicitlyDenied');
    if (actions.length === 0) return [];
    const data = { key: asked.key.arn, principal: asked.principal, actions };
    return [{ messageId: 'missing', data, facet: 'keyPolicy', path: '/document' }];
  },
});
