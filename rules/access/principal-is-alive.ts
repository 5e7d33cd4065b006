// The grant names an identity that still exists.

import { defineRule } from '../../src/model/rule.ts';
import { addWandb, policyFix, showPolicy } from '../views/bucket-policy.ts';
import { isDead } from '../views/grantees.ts';
import { askedOf, decisionFor, isVerdict, principalsIn } from '../views/wandb-request.ts';

export default defineRule({
  id: 'principal-is-alive',
  severity: 'high',
  providers: ['aws'],
  reads: ['policy'],
  messages: { dead: 'The bucket policy grants {{principal}}: the id of a role or user that was deleted.' },
  docs: {
    title: 'The grant names a living principal',
    why: 'When a role is deleted AWS shows its unique id in the policy. A role made again under the same name is another one: the grant stays dead until the ARN is written anew.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
    ],
    verify: showPolicy,
    remediation: policyFix('Write the ARN of the principal again.', addWandb),
  },
  check({ policy }, target) {
    const asked = askedOf(policy, target);
    if (isVerdict(asked)) return asked;
    const granted = decisionFor(asked, target, { action: 's3:GetObject', on: 'object', essential: true });
    if (granted.allows.length > 0) return [];
    return principalsIn(policy.document)
      .filter(({ principal }) => isDead(principal))
      .map(({ principal, path }) => ({
        messageId: 'dead',
        data: { principal },
        facet: 'policy' as const,
        path: `/document${path}`,
      }));
  },
});
