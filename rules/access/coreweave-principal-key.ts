// W&B's grant on CoreWeave names the principal under CW.

import { defineRule } from '../../src/model/rule.ts';
import { addWandb, policyFix, POLICY_REFERENCES, showPolicy } from '../views/bucket-policy.ts';
import { askedOf, isVerdict, principalsIn } from '../views/wandb-request.ts';

export default defineRule({
  id: 'coreweave-principal-key',
  severity: 'medium',
  providers: ['coreweave'],
  reads: ['policy'],
  messages: { aws: 'The bucket policy names {{principal}} under {{kind}}; CoreWeave documents CW.' },
  docs: {
    title: 'CoreWeave principals stand under CW',
    why: 'W&B’s guide writes {"CW": ...}. CoreWeave takes AWS today as well, but documents only its own key.',
    references: POLICY_REFERENCES,
    verify: showPolicy,
    remediation: policyFix('Write the principal under CW.', ({ readings, target, violations }) => {
      const kept = addWandb({ readings, target, violations });
      return kept.filter(
        (statement) => !principalsIn({ Statement: [statement] }).some(({ kind }) => kind === 'AWS'),
      );
    }),
  },
  check({ policy }, target) {
    const asked = askedOf(policy, target);
    if (isVerdict(asked)) return asked;
    return principalsIn(policy.document)
      .filter(({ principal, kind }) => asked.principals.includes(principal) && kind !== 'CW')
      .map(({ principal, kind, path }) => ({
        messageId: 'aws',
        data: { principal, kind },
        facet: 'policy' as const,
        path: `/document${path}`,
      }));
  },
});
