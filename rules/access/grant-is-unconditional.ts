// W&B's grant rests on nothing that cannot be seen from here.

import { defineRule } from '../../src/model/rule.ts';
import type { Decider } from '../../src/semantics/policy/evaluate.ts';
import { policyFix, POLICY_REFERENCES, showPolicy } from '../views/bucket-policy.ts';
import { withWandb } from '../views/merged-policy.ts';
import { allowsFor, askedOf, ESSENTIAL_REQUESTS, isVerdict, nameOf } from '../views/wandb-request.ts';

export default defineRule({
  id: 'grant-is-unconditional',
  severity: 'medium',
  providers: ['aws', 'coreweave'],
  reads: ['policy'],
  messages: {
    conditional:
      'W&B’s grant in {{statement}} depends on {{conditions}}, which cannot be verified from here.',
  },
  docs: {
    title: 'W&B’s grant holds without unknown conditions',
    why: 'A grant under a condition works only for requests that meet it. Whether W&B’s do cannot be seen from the bucket: it may work today and stop when W&B changes a client, a network or a role.',
    references: POLICY_REFERENCES,
    verify: showPolicy,
    remediation: policyFix(
      'Grant W&B without the condition; the statements that stand there stay.',
      (context) => withWandb(context, true),
    ),
  },
  check({ policy }, target) {
    const asked = askedOf(policy, target);
    if (isVerdict(asked)) return asked;
    const resting = ESSENTIAL_REQUESTS.map((wanted) => allowsFor(asked, target, wanted))
      .filter((allows) => allows.every((allow) => unknownsOf(allow).length > 0))
      .flatMap((allows) => allows.slice(0, 1));
    return [...new Map(resting.map((allow) => [allow.index, allow])).values()].map((allow) => {
      const conditions = unknownsOf(allow);
      const data = { statement: nameOf(allow), conditions };
      return { messageId: 'conditional', data, facet: 'policy' as const, path: `/document${allow.path}` };
    });
  },
});

/** What leaves a grant open. The organization id is coreweave-org-condition's. */
function unknownsOf({ certain, clauses, reasons }: Decider): string[] {
  if (certain) return [];
  return [
    ...clauses.filter(({ key }) => key.toLowerCase() !== 'wandb:orgid').map(({ key }) => key),
    ...reasons,
  ];
}
