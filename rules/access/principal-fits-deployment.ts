// The grant names the principal of this deployment type, not of another.

import { defineRule } from '../../src/model/rule.ts';
import { addWandb, policyFix, POLICY_REFERENCES, showPolicy } from '../views/bucket-policy.ts';
import { otherDeployment } from '../views/grantees.ts';
import { askedOf, decisionFor, isVerdict, principalsIn } from '../views/wandb-request.ts';

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
    remediation: policyFix('Grant the principal of this deployment.', addWandb),
  },
  check({ policy }, target) {
    const asked = askedOf(policy, target);
    if (isVerdict(asked)) return asked;
    const granted = decisionFor(asked, target, { action: 's3:GetObject', on: 'object', essential: true });
    if (granted.allows.length > 0) return [];
    return principalsIn(policy.document).flatMap(({ principal, path }) => {
      const other = otherDeployment(principal, target);
      if (other === undefined) return [];
      const data = { principal, other, deployment: target.deployment.type ?? '' };
      return [{ messageId: 'other', data, facet: 'policy' as const, path: `/document${path}` }];
    });
  },
});
