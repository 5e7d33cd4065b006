// W&B, its SDK and browsers are inside allowed networks.

import { defineRule } from '../../src/model/rule.ts';
import { S3_ACTIONS } from '../../src/wandb/actions.ts';
import { policyFix, POLICY_REFERENCES, showPolicy, withoutFaulty } from '../views/bucket-policy.ts';
import { subjectOf } from '../views/denies.ts';
import { askedOf, deniesOf, isVerdict, nameOf } from '../views/wandb-request.ts';

export default defineRule({
  id: 'network-reachable',
  severity: 'medium',
  providers: ['aws', 'coreweave'],
  reads: ['policy'],
  messages: {
    denied:
      '{{statement}} of the bucket policy limits access to networks ({{keys}}): W&B, the hosts of the SDK and the browsers of your users must all be inside.',
  },
  docs: {
    title: 'W&B, its SDK and browsers are inside allowed networks',
    why: 'W&B recommends limiting networks, but pre-signed URLs are used from everywhere people work: the servers of W&B, training hosts, and browsers. Whoever is outside gets an access denied that nothing in W&B explains.',
    references: POLICY_REFERENCES,
    verify: showPolicy,
    remediation: policyFix(
      'List every network that uses the bucket in the condition, or apply the policy without the statement.',
      withoutFaulty,
    ),
  },
  check({ policy }, target) {
    const asked = askedOf(policy, target);
    if (isVerdict(asked)) return asked;
    return deniesOf(asked, target, S3_ACTIONS)
      .filter(({ deny }) => subjectOf(deny, target) === 'network')
      .map(({ deny, actions }) => ({
        messageId: 'denied',
        data: { statement: nameOf(deny), actions, keys: deny.clauses.map(({ key }) => key) },
        facet: 'policy' as const,
        path: `/document${deny.path}`,
      }));
  },
});
