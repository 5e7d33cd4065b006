// The grant names the principal W&B uses today.

import { defineRule } from '../../src/model/rule.ts';
import { policyFix, POLICY_REFERENCES, showPolicy } from '../views/bucket-policy.ts';
import { withWandb } from '../views/merged-policy.ts';
import { askedOf, granteesIn, isVerdict } from '../views/wandb-request.ts';

export default defineRule({
  id: 'principal-is-current',
  severity: 'medium',
  providers: ['coreweave'],
  reads: ['policy'],
  messages: {
    former: 'The bucket policy names {{principal}}, which W&B used formerly; today it is {{current}}.',
  },
  docs: {
    title: "The grant names W&B's current principal",
    why: 'W&B published another principal for this deployment in an earlier guide. It may still be in use, but the documented one is the one that will be kept.',
    references: POLICY_REFERENCES,
    verify: showPolicy,
    remediation: policyFix('Grant the current principal.', (context) => withWandb(context)),
  },
  check({ policy }, target) {
    const asked = askedOf(policy, target);
    if (isVerdict(asked)) return asked;
    const { principals, former } = asked.identity;
    const [current = ''] = principals;
    return granteesIn(asked.policy)
      .filter(({ principal }) => former.includes(principal))
      .map(({ principal, path }) => ({
        messageId: 'former',
        data: { principal, current },
        facet: 'policy' as const,
        path: `/document${path}`,
      }));
  },
});
