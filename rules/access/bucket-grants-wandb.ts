// The bucket policy allows W&B's principal what W&B cannot do without.

import { defineRule, notApplicable, open } from '../../src/model/rule.ts';
import { S3_ACTIONS } from '../../src/wandb/actions.ts';
import { addWandb, policyFix, POLICY_REFERENCES, showPolicy } from '../views/bucket-policy.ts';
import { askedOf, decisionFor, isVerdict, principalsIn } from '../views/wandb-request.ts';
import { misplaced } from '../views/grantees.ts';
import { wandbIdentity } from '../views/wandb-identity.ts';

export default defineRule({
  id: 'bucket-grants-wandb',
  severity: 'high',
  providers: ['aws', 'coreweave'],
  reads: ['policy'],
  messages: {
    missing:
      'The bucket policy does not allow {{principal}} {{actions}} on the bucket and all of its sub-path.',
    noPolicy: 'There is no bucket policy: nothing allows {{principal}} into the bucket.',
    invalid: 'The bucket policy is not JSON ({{reason}}).',
  },
  docs: {
    title: 'The bucket policy lets W&B read, write and delete',
    why: 'W&B reaches the bucket from its own account, which only the bucket policy can allow. Without one of these actions uploads, reads, deletions or the checks at team creation are refused. Denies are judged by other rules; what lies above the bucket is not checked.',
    references: POLICY_REFERENCES,
    verify: showPolicy,
    remediation: policyFix(
      'Add the statement of W&B’s guide; the statements that stand there stay.',
      addWandb,
    ),
  },
  check({ policy }, target) {
    const identity = wandbIdentity(target);
    if (identity.kind === 'unknown')
      return identity.why === 'undeclared' ? open(identity.message) : notApplicable(identity.message);
    const principal = identity.principals[0] ?? '';
    if (policy.invalid !== undefined) {
      return [{ messageId: 'invalid', data: { reason: policy.invalid }, facet: 'policy', path: '/document' }];
    }
    if (policy.document === null)
      return [{ messageId: 'noPolicy', data: { principal }, facet: 'policy', path: '/document' }];
    const asked = askedOf(policy, target);
    if (isVerdict(asked)) return asked;
    const actions = S3_ACTIONS.filter(({ essential }) => essential)
      // The essential part of `s3:GetObject*` is GetObject itself.
      .map((wanted) => (wanted.action === 's3:GetObject*' ? { ...wanted, action: 's3:GetObject' } : wanted))
      .filter((wanted) => decisionFor(asked, target, wanted).allows.length === 0)
      .map(({ action }) => action);
    if (actions.length === 0) return [];
    const other = misplaced(principalsIn(policy.document), target);
    if (other !== undefined) return notApplicable(`the grant is for ${other.principal}: see ${other.rule}`);
    return [{ messageId: 'missing', data: { principal, actions }, facet: 'policy', path: '/document' }];
  },
});
