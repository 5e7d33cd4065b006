// No Deny of the bucket policy reaches W&B's requests.

import { defineRule, open } from '../../src/model/rule.ts';
import { S3_ACTIONS } from '../../src/wandb/actions.ts';
import { policyFix, POLICY_REFERENCES, showPolicy, withoutFaulty } from '../views/bucket-policy.ts';
import { subjectOf } from '../views/denies.ts';
import { askedOf, deniesOf, isVerdict, nameOf } from '../views/wandb-request.ts';

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
      'Exempt W&B’s principal from the Deny, or apply the policy without it.',
      withoutFaulty,
    ),
  },
  check({ policy }, target) {
    const asked = askedOf(policy, target);
    if (isVerdict(asked)) return asked;
    const denies = deniesOf(asked, target, S3_ACTIONS).filter(
      ({ deny }) => subjectOf(deny, target) === 'wandb',
    );
    const certain = denies.filter(({ deny }) => deny.certain);
    if (certain.length > 0) {
      return certain.map(({ deny, actions }) => ({
        messageId: 'denied',
        data: { statement: nameOf(deny), actions },
        facet: 'policy' as const,
        path: `/document${deny.path}`,
      }));
    }
    const [maybe] = denies;
    if (maybe === undefined) return [];
    const on = [
      ...maybe.deny.clauses.map(({ key, operator }) => `${operator} ${key}`),
      ...maybe.deny.reasons,
    ];
    return open(
      `${nameOf(maybe.deny)} may deny W&B: it depends on ${on.join(', ')}, which cannot be seen from here`,
    );
  },
});
