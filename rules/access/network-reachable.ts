// W&B, its SDK and browsers are inside allowed networks.

import { defineRule } from '../../src/model/rule.ts';
import type { Context } from '../../src/semantics/policy/evaluate.ts';
import { policyFix, POLICY_REFERENCES, showPolicy } from '../views/bucket-policy.ts';
import { deniesOn, isNetwork, verdictOn } from '../views/denies.ts';
import { withWandbExempt } from '../views/merged-policy.ts';
import { askedOf, isVerdict, nameOf, NO_ENDPOINT } from '../views/wandb-request.ts';

/** A host in nobody's network: the benchmarking range of RFC 2544. A Deny of some listed networks does not reach it. */
const OUTSIDE: Context = { ...NO_ENDPOINT, 'aws:SourceIp': ['198.18.0.1'] };

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
      'List every network that uses the bucket in the condition, or exempt W&B’s principal, whose pre-signed URLs are then used from everywhere.',
      withWandbExempt,
    ),
  },
  check({ policy }, target) {
    const asked = askedOf(policy, target);
    if (isVerdict(asked)) return asked;
    return verdictOn(deniesOn(asked, target, 'network', OUTSIDE), ({ deny, actions }) => ({
      messageId: 'denied',
      data: {
        statement: nameOf(deny),
        actions,
        keys: deny.clauses.filter(isNetwork).map(({ key }) => key),
      },
      facet: 'policy',
      path: `/document${deny.path}`,
    }));
  },
});
