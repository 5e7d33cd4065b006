// W&B's grant on CoreWeave names the principal under CW.

import { defineRule } from '../../src/model/rule.ts';
import { policyFix, POLICY_REFERENCES, showPolicy } from '../views/bucket-policy.ts';
import { withWandb } from '../views/merged-policy.ts';
import { askedOf, granteesIn, isVerdict } from '../views/wandb-request.ts';

export default defineRule({
  id: 'coreweave-principal-key',
  severity: 'medium',
  providers: ['coreweave'],
  reads: ['policy'],
  messages: { aws: 'The bucket policy names {{principal}} under {{kind}}; CoreWeave documents CW.' },
  docs: {
    title: 'CoreWeave principals stand under CW',
    why: 'W&B\'s guide writes {"CW": ...}. CoreWeave takes AWS today as well, but documents only its own key.',
    references: POLICY_REFERENCES,
    verify: showPolicy,
    remediation: policyFix('Write the principal under CW.', (context) => withWandb(context)),
  },
  check({ policy }, target) {
    const asked = askedOf(policy, target);
    if (isVerdict(asked)) return asked;
    const own = [...asked.identity.principals, ...asked.identity.former];
    return granteesIn(asked.policy)
      .filter(({ principal, kind }) => kind === 'AWS' && own.includes(principal))
      .map(({ principal, kind, path }) => ({
        messageId: 'aws',
        data: { principal, kind },
        facet: 'policy' as const,
        path: `/document${path}`,
      }));
  },
});
