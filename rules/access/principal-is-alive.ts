// The grant names an identity that still exists.

import { defineRule } from '../../src/model/rule.ts';
import { policyFix, showPolicy } from '../views/bucket-policy.ts';
import { strayGrants } from '../views/grantees.ts';
import { withWandb } from '../views/merged-policy.ts';
import { askedOf, isVerdict } from '../views/wandb-request.ts';

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
    remediation: policyFix('Write the ARN of the principal again.', (context) => withWandb(context)),
  },
  check({ policy }, target) {
    const asked = askedOf(policy, target);
    if (isVerdict(asked)) return asked;
    return strayGrants(asked, target)
      .filter(({ rule }) => rule === 'principal-is-alive')
      .map(({ principal, path }) => ({
        messageId: 'dead',
        data: { principal },
        facet: 'policy' as const,
        path: `/document${path}`,
      }));
  },
});
