// The key's policy or a grant lets W&B's principal decrypt and make data keys.

import { defineRule, open } from '../../src/model/rule.ts';
import { KMS_ESSENTIAL_ACTIONS } from '../../src/wandb/actions.ts';
import {
  askedKey,
  decideKey,
  grantAllows,
  isVerdict,
  keyPolicyFix,
  KMS_REFERENCES,
  showKeyPolicy,
} from '../views/kms-request.ts';
import { nameOf } from '../views/wandb-request.ts';

export default defineRule({
  id: 'kms-grants-wandb',
  severity: 'high',
  providers: ['aws'],
  reads: ['key', 'keyPolicy'],
  considers: ['keyGrants'],
  messages: {
    missing: 'The policy of {{key}} does not allow {{principal}} {{actions}}, and no grant does.',
    denied: '{{statement}} of the policy of {{key}} denies {{principal}} {{actions}}.',
  },
  docs: {
    title: 'The KMS key lets W&B decrypt and encrypt',
    why: 'The bucket policy alone is not enough: S3 asks KMS with W&B’s identity for every object. Without Decrypt nothing can be read, without GenerateDataKey nothing written; both look like a denied bucket.',
    references: KMS_REFERENCES,
    verify: { aws: showKeyPolicy },
    remediation: {
      aws: keyPolicyFix(
        'Add W&B’s statement to the key policy; the statements that stand there stay, but for a Deny of W&B.',
      ),
    },
  },
  check({ key, keyPolicy, keyGrants }, target) {
    const asked = askedKey(key, keyPolicy, target);
    if (isVerdict(asked)) return asked;
    const { principal } = asked;
    const decisions = KMS_ESSENTIAL_ACTIONS.map((action) => ({ action, ...decideKey(asked, action) }));
    const denied = decisions.flatMap(({ action, denies }) =>
      denies.filter(({ certain }) => certain).map((deny) => ({ action, deny })),
    );
    const [first] = denied;
    if (first !== undefined) {
      const actions = denied.map(({ action }) => action);
      const data = { statement: nameOf(first.deny), key: asked.key.arn, principal, actions };
      return [{ messageId: 'denied', data, facet: 'keyPolicy', path: `/document${first.deny.path}` }];
    }
    const grants = keyGrants.status === 'known' ? (keyGrants.value ?? []) : [];
    const missing = decisions.filter(
      ({ action, allows }) => allows.length === 0 && !grantAllows(grants, principal, action),
    );
    if (missing.length > 0) {
      if (keyGrants.status === 'unreadable')
        return open('the key policy does not allow W&B, and the key’s grants could not be read');
      const data = { key: asked.key.arn, principal, actions: missing.map(({ action }) => action) };
      return [{ messageId: 'missing', data, facet: 'keyPolicy', path: '/document' }];
    }
    const maybe = decisions.flatMap(({ denies }) => denies)[0];
    return maybe === undefined
      ? []
      : open(
          `${nameOf(maybe)} of the key policy may deny W&B: it depends on ${maybe.clauses.map((c) => c.key).join(', ')}`,
        );
  },
});
