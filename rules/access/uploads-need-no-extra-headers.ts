// Uploads need no headers beyond what W&B sends.

import { defineRule } from '../../src/model/rule.ts';
import { S3_ACTIONS } from '../../src/wandb/actions.ts';
import { policyFix, POLICY_REFERENCES, showPolicy, withoutFaulty } from '../views/bucket-policy.ts';
import { subjectOf } from '../views/denies.ts';
import { askedOf, deniesOf, isVerdict, nameOf } from '../views/wandb-request.ts';

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
      'Rely on default encryption and bucket-owner-enforced ownership instead of the Deny.',
      withoutFaulty,
    ),
  },
  check({ policy }, target) {
    const asked = askedOf(policy, target);
    if (isVerdict(asked)) return asked;
    return deniesOf(asked, target, S3_ACTIONS)
      .filter(({ deny }) => subjectOf(deny, target) === 'headers')
      .map(({ deny, actions }) => ({
        messageId: 'denied',
        data: { statement: nameOf(deny), actions, keys: deny.clauses.map(({ key }) => key) },
        facet: 'policy' as const,
        path: `/document${deny.path}`,
      }));
  },
});
