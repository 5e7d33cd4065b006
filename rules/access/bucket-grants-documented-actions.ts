// The bucket policy allows all eleven actions of W&B's guide.

import { defineRule, notApplicable } from '../../src/model/rule.ts';
import { GET_OBJECT_ACTIONS, S3_ACTIONS } from '../../src/wandb/actions.ts';
import { addWandb, policyFix, POLICY_REFERENCES, showPolicy } from '../views/bucket-policy.ts';
import { askedOf, decisionFor, isVerdict } from '../views/wandb-request.ts';

export default defineRule({
  id: 'bucket-grants-documented-actions',
  severity: 'medium',
  providers: ['aws', 'coreweave'],
  reads: ['policy'],
  messages: {
    missing: 'The bucket policy does not allow {{principal}} {{actions}}, which W&B’s guide asks for.',
  },
  docs: {
    title: 'The bucket policy allows every action of W&B’s guide',
    why: 'Beside reading, writing and deleting, W&B’s guide asks for actions that its checks, garbage collection and multipart uploads use. Without them W&B starts, and fails later in places that are hard to trace to the policy.',
    references: POLICY_REFERENCES,
    verify: showPolicy,
    remediation: policyFix(
      'Add the statement of W&B’s guide; the statements that stand there stay.',
      addWandb,
    ),
  },
  check({ policy }, target) {
    const asked = askedOf(policy, target);
    if (isVerdict(asked)) return asked;
    const allowed = (action: string, on: 'bucket' | 'object'): boolean =>
      decisionFor(asked, target, { action, on, essential: false }).allows.length > 0;
    if (!allowed('s3:GetObject', 'object'))
      return notApplicable('W&B is not granted access: see bucket-grants-wandb');
    const reads = GET_OBJECT_ACTIONS.filter((action) => !allowed(action, 'object'));
    const rest = S3_ACTIONS.filter(({ essential, action, on }) => !essential && !allowed(action, on));
    const actions = [...reads, ...rest.map(({ action }) => action)];
    if (actions.length === 0) return [];
    return [
      {
        messageId: 'missing',
        data: { principal: asked.principals[0], actions },
        facet: 'policy',
        path: '/document',
      },
    ];
  },
});
