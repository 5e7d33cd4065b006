// The grant names the principal W&B uses today.

import { defineRule } from '../../src/model/rule.ts';
import { addWandb, policyFix, POLICY_REFERENCES, showPolicy } from '../views/bucket-policy.ts';
import { wandbIdentity } from '../views/wandb-identity.ts';
import { askedOf, isVerdict, principalsIn } from '../views/wandb-request.ts';

export default defineRule({
  id: 'principal-is-current',
  severity: 'medium',
  providers: ['coreweave'],
  reads: ['policy'],
  messages: {
    former: 'The bucket policy names {{principal}}, which W&B used formerly; today it is {{current}}.',
  },
  docs: {
    title: 'The grant names W&B’s current principal',
    why: 'W&B published another principal for this deployment in an earlier guide. It may still be in use, but the documented one is the one that will be kept.',
    references: POLICY_REFERENCES,
    verify: showPolicy,
    remediation: policyFix('Grant the current principal.', ({ readings, target, violations }) => {
      const former = new Set(violations.map(({ data }) => data?.['principal']));
      return addWandb({ readings, target, violations }).filter(
        (statement) =>
          !principalsIn({ Statement: [statement] }).some(({ principal }) => former.has(principal)),
      );
    }),
  },
  check({ policy }, target) {
    const asked = askedOf(policy, target);
    if (isVerdict(asked)) return asked;
    const identity = wandbIdentity(target);
    const former = identity.kind === 'known' ? identity.former : [];
    return principalsIn(policy.document)
      .filter(({ principal }) => former.includes(principal))
      .map(({ principal, path }) => ({
        messageId: 'former',
        data: { principal, current: asked.principals[0] },
        facet: 'policy' as const,
        path: `/document${path}`,
      }));
  },
});
