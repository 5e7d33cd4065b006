// W&B is granted what it needs, not everything.

import { defineRule } from '../../src/model/rule.ts';
import {
  addWandb,
  policyFix,
  POLICY_REFERENCES,
  showPolicy,
  withoutFaulty,
  withWandb,
} from '../views/bucket-policy.ts';
import { askedOf, decisionFor, isVerdict, nameOf } from '../views/wandb-request.ts';

/** Actions that change or open the bucket itself: W&B never needs one. */
const FAR_BEYOND = [
  's3:PutBucketPolicy',
  's3:DeleteBucket',
  's3:PutBucketAcl',
  's3:PutLifecycleConfiguration',
];

export default defineRule({
  id: 'grant-is-minimal',
  severity: 'medium',
  providers: ['aws', 'coreweave'],
  reads: ['policy'],
  messages: {
    wide: '{{statement}} of the bucket policy allows W&B {{actions}}; the eleven actions of the guide are enough.',
  },
  docs: {
    title: 'W&B is granted no more than it needs',
    why: 'With s3:* W&B’s account could replace the policy, open the bucket or delete it. The eleven actions of the guide are all it uses.',
    references: POLICY_REFERENCES,
    verify: showPolicy,
    remediation: policyFix('Replace the statement by the one of W&B’s guide.', (context) =>
      context.violations.length === 0 ? addWandb(context) : withWandb(withoutFaulty(context), context.target),
    ),
  },
  check({ policy }, target) {
    const asked = askedOf(policy, target);
    if (isVerdict(asked)) return asked;
    const wide = new Map<number, { path: string; name: string; actions: string[] }>();
    for (const action of FAR_BEYOND) {
      for (const allow of decisionFor(asked, target, { action, on: 'bucket', essential: false }).allows) {
        const entry = wide.get(allow.index) ?? { path: allow.path, name: nameOf(allow), actions: [] };
        entry.actions.push(action);
        wide.set(allow.index, entry);
      }
    }
    return [...wide.values()].map(({ path, name, actions }) => ({
      messageId: 'wide',
      data: { statement: name, actions },
      facet: 'policy' as const,
      path: `/document${path}`,
    }));
  },
});
