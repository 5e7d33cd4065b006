// The owner account can still administer the key.

import { defineRule, notApplicable } from '../../src/model/rule.ts';
import { parsePolicy } from '../../src/semantics/policy/document.ts';
import { evaluatePolicy } from '../../src/semantics/policy/evaluate.ts';
import { keyPolicyFix, showKeyPolicy } from '../views/kms-request.ts';

export default defineRule({
  id: 'kms-key-administrable',
  severity: 'medium',
  providers: ['aws'],
  reads: ['key', 'keyPolicy'],
  messages: {
    nobody: 'No statement of the policy of {{key}} lets its account administer it.',
    oneIdentity: {
      severity: 'low',
      text: 'Only single identities of account {{account}} administer {{key}}: once they are deleted nobody can.',
    },
  },
  docs: {
    title: 'The owner account can administer the KMS key',
    why: 'A key policy is the only way to a key. Without a statement for the account, or once the one identity in it is deleted, nobody can change the policy again, not even to let W&B in.',
    references: ['https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html'],
    verify: { aws: showKeyPolicy },
    remediation: { aws: keyPolicyFix('Add a statement that lets the account administer the key.') },
  },
  check({ key, keyPolicy }) {
    if (key === null || keyPolicy === null) return notApplicable('the bucket uses no KMS key of its own');
    if (key.manager === 'AWS') return notApplicable('the key is managed by AWS');
    const { allows } = evaluatePolicy(parsePolicy(keyPolicy.document), {
      principal: `arn:aws:iam::${key.account}:root`,
      action: 'kms:PutKeyPolicy',
      resource: key.arn,
      context: {},
    });
    if (allows.some(({ reasons }) => reasons.length === 0)) return [];
    const messageId = allows.length === 0 ? 'nobody' : 'oneIdentity';
    const data = { key: key.arn, account: key.account };
    return [{ messageId, data, facet: 'keyPolicy', path: `/document${allows[0]?.path ?? ''}` }];
  },
});
