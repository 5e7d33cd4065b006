// The key is not open to everyone.

import { defineRule, notApplicable } from '../../src/model/rule.ts';
import { parsePolicy } from '../../src/semantics/policy/document.ts';
import { publicStatements } from '../../src/semantics/policy/public.ts';
import { keyPolicyFix, KMS_REFERENCES, showKeyPolicy } from '../views/kms-request.ts';
import { nameOf } from '../views/wandb-request.ts';

export default defineRule({
  id: 'kms-key-not-public',
  severity: 'critical',
  providers: ['aws'],
  reads: ['key', 'keyPolicy'],
  messages: { everyone: '{{statement}} of the policy of {{key}} allows everyone {{actions}}.' },
  docs: {
    title: 'The KMS key is not open to everyone',
    why: 'A key policy that names everyone without a condition that fixes who lets any AWS account use the key: the second gate before run history stands open.',
    references: KMS_REFERENCES,
    verify: { aws: showKeyPolicy },
    remediation: { aws: keyPolicyFix('Take the statement out; name principals instead.') },
  },
  check({ key, keyPolicy }) {
    if (key === null || keyPolicy === null) return notApplicable('the bucket uses no KMS key of its own');
    return publicStatements(parsePolicy(keyPolicy.document)).map(({ statement, actions }) => ({
      messageId: 'everyone',
      data: { statement: nameOf(statement), key: key.arn, actions },
      facet: 'keyPolicy' as const,
      path: `/document${statement.path}`,
    }));
  },
});
