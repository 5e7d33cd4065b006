// W&B's grant rests on nothing that cannot be seen from here.

import { defineRule } from '../../src/model/rule.ts';
import { S3_ACTIONS } from '../../src/wandb/actions.ts';
import { addWandb, policyFix, POLICY_REFERENCES, showPolicy } from '../views/bucket-policy.ts';
import { askedOf, decisionFor, isVerdict, nameOf } from '../views/wandb-request.ts';

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
      addWandb,
    ),
  },
  check({ policy }, target) {
    const asked = askedOf(policy, target);
    if (isVerdict(asked)) return asked;
    const resting = S3_ACTIONS.filter(({ essential }) => essential)
      .map((wanted) => decisionFor(asked, target, wanted).allows)
      .filter((allows) => allows.length > 0 && !allows.some(({ certain }) => certain))
      .flatMap((allows) => allows.slice(0, 1));
    return [...new Map(resting.map((allow) => [allow.index, allow])).values()].flatMap((allow) => {
      // The organization id is coreweave-org-condition's.
      const conditions = [
        ...allow.clauses.filter(({ key }) => key.toLowerCase() !== 'wandb:orgid').map(({ key }) => key),
        ...allow.reasons,
      ];
      if (conditions.length === 0) return [];
      const data = { statement: nameOf(allow), conditions };
      return [{ messageId: 'conditional', data, facet: 'policy' as const, path: `/document${allow.path}` }];
    });
  },
});
