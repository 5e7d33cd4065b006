// W&B may use the key, not administer it.

import { defineRule } from '../../src/model/rule.ts';
import {
  askedKey,
  decideKey,
  isVerdict,
  keyPolicyFix,
  KMS_REFERENCES,
  showKeyPolicy,
} from '../views/kms-request.ts';
import { nameOf } from '../views/wandb-request.ts';

const ADMINISTRATION = ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion', 'kms:DisableKey', 'kms:CreateGrant'];

export default defineRule({
  id: 'kms-grant-minimal',
  severity: 'medium',
  providers: ['aws'],
  reads: ['key', 'keyPolicy'],
  messages: { wide: '{{statement}} of the policy of {{key}} lets {{principal}} {{actions}}.' },
  docs: {
    title: 'W&B may use the KMS key, not administer it',
    why: 'With kms:* W&B’s account could replace the key’s policy or delete the key, and all run history with it. Five actions are enough.',
    references: KMS_REFERENCES,
    verify: { aws: showKeyPolicy },
    remediation: { aws: keyPolicyFix('Replace the statement by the one of W&B’s guide.') },
  },
  check({ key, keyPolicy }, target) {
    const asked = askedKey(key, keyPolicy, target);
    if (isVerdict(asked)) return asked;
    const wide = new Map<number, { path: string; name: string; actions: string[] }>();
    for (const action of ADMINISTRATION) {
      for (const allow of decideKey(asked, action).allows) {
        const entry = wide.get(allow.index) ?? { path: allow.path, name: nameOf(allow), actions: [] };
        entry.actions.push(action);
        wide.set(allow.index, entry);
      }
    }
    return [...wide.values()].map(({ path, name, actions }) => ({
      messageId: 'wide',
      data: { statement: name, key: asked.key.arn, principal: asked.principal, actions },
      facet: 'keyPolicy' as const,
      path: `/document${path}`,
    }));
  },
});
