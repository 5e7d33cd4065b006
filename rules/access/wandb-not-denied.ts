// No Deny of the bucket policy reaches W&B's requests.

import { defineRule } from '../../src/model/rule.ts';
import { policyFix, POLICY_REFERENCES, showPolicy } from '../views/bucket-policy.ts';
import { deniesOn, verdictOn } from '../views/denies.ts';
import { withWandbExempt } from '../views/merged-policy.ts';
import { askedOf, isVerdict, nameOf } from '../views/wandb-request.ts';

export default defineRule({
  id: 'wandb-not-denied',
  severity: 'high',
  providers: ['aws', 'coreweave'],
  reads: ['policy'],
  messages: { denied: '{{statement}} of the bucket policy denies W&B {{actions}}.' },
  docs: {
    title: 'No Deny of the bucket policy reaches W&B',
    why: 'An explicit Deny beats every Allow. One that spares the organization, the account or a VPC endpoint denies everybody else, and W&B is somebody else: its requests come from its own account and network.',
    references: POLICY_REFERENCES,
    verify: showPolicy,
    remediation: policyFix(
      "Exempt W&B's principal from the Deny; for everybody else it holds as before.",
      withWandbExempt,
    ),
  },
  check({ policy }, target) {
    const asked = askedOf(policy, target);
    if (isVerdict(asked)) return asked;
    return verdictOn(deniesOn(asked, target, 'wandb'), ({ deny, actions }) => ({
      messageId: 'denied',
      data: { statement: nameOf(deny), actions },
      facet: 'policy',
      path: `/document${deny.path}`,
    }));
  },
});
