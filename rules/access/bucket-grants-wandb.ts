// The bucket policy allows W&B's principal what W&B cannot do without.

import { defineRule, notApplicable, open } from '../../src/model/rule.ts';
import { policyFix, POLICY_REFERENCES, showPolicy } from '../views/bucket-policy.ts';
import { strayGrants } from '../views/grantees.ts';
import { DECLARE_ORGANIZATION, withWandb } from '../views/merged-policy.ts';
import { wandbIdentity } from '../views/wandb-identity.ts';
import { allowsFor, askedOf, ESSENTIAL_REQUESTS, isVerdict } from '../views/wandb-request.ts';

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
      "Add the statement of W&B's guide; the statements of others stay.",
      (context) => withWandb(context),
      DECLARE_ORGANIZATION,
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
    const allows = ESSENTIAL_REQUESTS.map((wanted) => allowsFor(asked, target, wanted));
    const actions = ESSENTIAL_REQUESTS.filter((_, i) => allows[i]?.length === 0).map(({ action }) => action);
    if (actions.length === 0) return [];
    const [stray] = strayGrants(asked, target);
    if (stray !== undefined) return notApplicable(`the grant is for ${stray.principal}: see ${stray.rule}`);
    // W&B's own statement where there is one: other statements may change without making this another finding.
    const own = allows.flat()[0];
    const path = own && { path: `/document${own.path}` };
    return [
      { messageId: 'missing', data: { principal: asked.principal, actions }, facet: 'policy', ...path },
    ];
  },
});
