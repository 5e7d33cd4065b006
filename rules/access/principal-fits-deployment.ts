// The grant names the principal of this deployment type, not of another.

import { defineRule } from '../../src/model/rule.ts';
import { policyFix, POLICY_REFERENCES, showPolicy } from '../views/bucket-policy.ts';
import { strayGrants } from '../views/grantees.ts';
import { withWandb } from '../views/merged-policy.ts';
import { askedOf, isVerdict } from '../views/wandb-request.ts';

export default defineRule({
  id: 'principal-fits-deployment',
  severity: 'high',
  providers: ['aws', 'coreweave'],
  reads: ['policy'],
  messages: {
    other:
      'The bucket policy names {{principal}}, W&B’s principal of {{other}}; this deployment is {{deployment}}.',
  },
  docs: {
    title: 'The grant names this deployment’s principal',
    why: 'Dedicated, Multi-tenant and Self-Managed W&B use different identities. A policy copied for another deployment type lets somebody in who never comes, and keeps this W&B out.',
    references: POLICY_REFERENCES,
    verify: showPolicy,
    remediation: policyFix('Grant the principal of this deployment.', (context) => withWandb(context)),
  },
  check({ policy }, target) {
    const asked = askedOf(policy, target);
    if (isVerdict(asked)) return asked;
    return strayGrants(asked, target).flatMap(({ principal, path, deployment: other }) => {
      if (other === undefined) return [];
      const data = { principal, other, deployment: target.deployment.type ?? '' };
      return [{ messageId: 'other', data, facet: 'policy' as const, path: `/document${path}` }];
    });
  },
});
