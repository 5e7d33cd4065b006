// The bucket policy allows all eleven actions of W&B's guide.

import { defineRule, notApplicable } from '../../src/model/rule.ts';
import { GET_OBJECT_ACTIONS } from '../../src/wandb/actions.ts';
import { policyFix, POLICY_REFERENCES, showPolicy } from '../views/bucket-policy.ts';
import { holdsGrant } from '../views/grantees.ts';
import { DECLARE_ORGANIZATION, withWandb } from '../views/merged-policy.ts';
import { askedOf, ESSENTIAL_REQUESTS, isAllowed, isVerdict, WANDB_REQUESTS } from '../views/wandb-request.ts';

export default defineRule({
  id: 'bucket-grants-documented-actions',
  severity: 'medium',
  providers: ['aws', 'coreweave'],
  reads: ['policy'],
  messages: {
    missing: "The bucket policy does not allow {{principal}} {{actions}}, which W&B's guide asks for.",
  },
  docs: {
    title: "The bucket policy allows every action of W&B's guide",
    why: "Beside reading, writing and deleting, W&B's guide asks for actions that its checks, garbage collection and multipart uploads use. Without them W&B starts, and fails later in places that are hard to trace to the policy.",
    references: POLICY_REFERENCES,
    verify: showPolicy,
    remediation: policyFix(
      "Add the statement of W&B's guide; the statements of others stay.",
      (context) => withWandb(context),
      DECLARE_ORGANIZATION,
    ),
  },
  check({ policy }, target) {
    const asked = askedOf(policy, target);
    if (isVerdict(asked)) return asked;
    if (!holdsGrant(asked, target))
      return notApplicable('W&B is not granted access: see bucket-grants-wandb');
    const essential = new Set(ESSENTIAL_REQUESTS.map(({ action }) => action));
    const missing = WANDB_REQUESTS.filter((wanted) => !isAllowed(asked, target, wanted)).map(
      ({ action }) => action,
    );
    // Without GetObject itself all of s3:GetObject* is missing, which bucket-grants-wandb reports.
    const isReported = (action: string): boolean =>
      essential.has(action) || (missing.includes('s3:GetObject') && GET_OBJECT_ACTIONS.includes(action));
    const actions = missing.filter((action) => !isReported(action));
    if (actions.length === 0) return [];
    return [
      {
        messageId: 'missing',
        data: { principal: asked.principal, actions },
        facet: 'policy',
        path: '/document',
      },
    ];
  },
});
