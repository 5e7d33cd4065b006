// W&B's grant on CoreWeave is for this organization only.

import { defineRule, notApplicable } from '../../src/model/rule.ts';
import { isEveryone, matchesPrincipal } from '../../src/semantics/policy/principal.ts';
import { policyFix, POLICY_REFERENCES, showPolicy } from '../views/bucket-policy.ts';
import { isPlaceholder } from '../views/front-end.ts';
import { DECLARE_ORGANIZATION, isConcrete, organizationsIn, withWandb } from '../views/merged-policy.ts';
import { askedOf, isVerdict, nameOf, organizationOf } from '../views/wandb-request.ts';

export default defineRule({
  id: 'coreweave-org-condition',
  severity: 'high',
  providers: ['coreweave'],
  reads: ['policy'],
  messages: {
    missing:
      '{{statement}} of the bucket policy has no wandb:OrgID condition: every W&B organization could reach the bucket.',
    open: '{{statement}} of the bucket policy allows wandb:OrgID {{value}}, which is no single organization.',
    other: '{{statement}} of the bucket policy is for wandb:OrgID {{value}}; declared is {{declared}}.',
  },
  docs: {
    title: "W&B's grant is limited to your organization",
    why: "W&B's principal on CoreWeave is shared by its customers; the wandb:OrgID condition is what keeps other organizations out, and the wrong id keeps yours out.",
    references: POLICY_REFERENCES,
    verify: showPolicy,
    remediation: policyFix(
      'Limit the statement to your organization id (Multi-tenant) or customer namespace.',
      (context) => withWandb(context),
      DECLARE_ORGANIZATION,
    ),
  },
  check({ policy }, target) {
    const asked = askedOf(policy, target);
    if (isVerdict(asked)) return asked;
    const declared = organizationOf(target);
    const { principals, former } = asked.identity;
    const statements = asked.policy.statements.filter(
      ({ effect, raw }) =>
        effect === 'Allow' &&
        !isEveryone(raw['Principal']) &&
        [...principals, ...former].some((principal) => matchesPrincipal(raw, principal) !== false),
    );
    if (statements.length === 0) return notApplicable('W&B is not granted access: see bucket-grants-wandb');
    const violations = statements.flatMap((statement) => {
      const name = nameOf(statement);
      const at = { facet: 'policy', path: `/document${statement.path}` } as const;
      const values = organizationsIn(statement.raw);
      if (values.length === 0) return [{ messageId: 'missing', data: { statement: name }, ...at }];
      const open = values.find((value) => !isConcrete(value) && !isPlaceholder(value));
      if (open !== undefined)
        return [
          {
            messageId: 'open',
            data: { statement: name, value: open.trim() === '' ? 'nothing' : open },
            ...at,
          },
        ];
      if (declared === undefined || values.includes(declared) || values.some(isPlaceholder)) return [];
      return [{ messageId: 'other', data: { statement: name, value: values, declared }, ...at }];
    });
    const isLeft = statements.some(({ raw }) => organizationsIn(raw).some(isPlaceholder));
    return violations.length === 0 && isLeft
      ? notApplicable('a placeholder stands for the organization: see placeholders-replaced')
      : violations;
  },
});
