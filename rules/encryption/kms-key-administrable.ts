// The owner account can still administer the key.

import { defineRule, notApplicable, open } from '../../src/model/rule.ts';
import { parsePolicy } from '../../src/semantics/policy/document.ts';
import { administrators, NO_KEY } from '../views/kms-request.ts';
import { keyPolicyFix, showKeyPolicy } from './key-policy-fix.ts';
import { withOwner } from './merged-key-policy.ts';

export default defineRule({
  id: 'kms-key-administrable',
  severity: 'medium',
  providers: ['aws'],
  reads: ['key', 'keyPolicy'],
  messages: {
    nobody: 'No statement of the policy of {{key}} lets its account {{account}} administer it.',
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
    remediation: {
      aws: keyPolicyFix(
        'Add a statement that lets the account administer the key; the statements that stand there stay.',
        withOwner,
      ),
    },
  },
  check({ key, keyPolicy }) {
    if (key === null || keyPolicy === null) return NO_KEY;
    if (key.manager === 'AWS') return notApplicable('the key is managed by AWS');
    if (keyPolicy.invalid !== undefined) return open('the key policy is not JSON');
    const allows = administrators(parsePolicy(keyPolicy.document), key);
    if (allows.some(({ reasons }) => reasons.length === 0)) return [];
    const messageId = allows.length === 0 ? 'nobody' : 'oneIdentity';
    const data = { key: key.arn, account: key.account };
    return [{ messageId, data, facet: 'keyPolicy', path: `/document${allows[0]?.path ?? ''}` }];
  },
});
