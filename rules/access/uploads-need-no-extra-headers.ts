// Uploads need no headers beyond what W&B sends.

import { defineRule } from '../../src/model/rule.ts';
import type { Context } from '../../src/semantics/policy/evaluate.ts';
import { policyFix, POLICY_REFERENCES, showPolicy } from '../views/bucket-policy.ts';
import { deniesOn, verdictOn } from '../views/denies.ts';
import { withWandbExempt } from '../views/merged-policy.ts';
import { askedOf, isVerdict, nameOf } from '../views/wandb-request.ts';

/** An upload without any of the headers a policy can ask for. */
const NO_HEADERS: Context = {
  's3:x-amz-acl': 'absent',
  's3:x-amz-grant-full-control': 'absent',
  's3:x-amz-grant-read': 'absent',
  's3:x-amz-grant-read-acp': 'absent',
  's3:x-amz-grant-write': 'absent',
  's3:x-amz-grant-write-acp': 'absent',
  's3:x-amz-server-side-encryption': 'absent',
  's3:x-amz-server-side-encryption-aws-kms-key-id': 'absent',
  's3:x-amz-server-side-encryption-customer-algorithm': 'absent',
};

export default defineRule({
  id: 'uploads-need-no-extra-headers',
  severity: 'medium',
  providers: ['aws'],
  reads: ['policy'],
  messages: {
    denied:
      '{{statement}} of the bucket policy may deny W&B {{actions}}: it depends on the header {{keys}}, which W&B may not send.',
  },
  docs: {
    title: 'Uploads need no headers beyond what W&B sends',
    why: 'The policy is evaluated on the request, before default encryption applies. A Deny on uploads without an encryption or ACL header refuses pre-signed uploads that do not carry it, although the object would have been encrypted.',
    references: POLICY_REFERENCES,
    verify: showPolicy,
    remediation: policyFix(
      "Rely on default encryption and bucket-owner-enforced ownership instead of the Deny, or exempt W&B's principal.",
      withWandbExempt,
    ),
  },
  check({ policy }, target) {
    const asked = askedOf(policy, target);
    if (isVerdict(asked)) return asked;
    return verdictOn(deniesOn(asked, target, 'headers', NO_HEADERS), ({ deny, actions }) => ({
      messageId: 'denied',
      data: { statement: nameOf(deny), actions, keys: deny.clauses.map(({ key }) => key) },
      facet: 'policy',
      path: `/document${deny.path}`,
    }));
  },
});
