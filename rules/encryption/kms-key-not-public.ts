// The key is not open to everyone.

import { defineRule, open } from '../../src/model/rule.ts';
import { parsePolicy } from '../../src/semantics/policy/document.ts';
import { openStatements } from '../../src/semantics/policy/public.ts';
import { isDeniedToAll, KMS_STRANGERS } from '../exposure/strangers.ts';
import { KMS_REFERENCES, NO_KEY } from '../views/kms-request.ts';
import { nameOf } from '../views/wandb-request.ts';
import { keyPolicyFix, showKeyPolicy } from './key-policy-fix.ts';
import { withoutFaulty } from './merged-key-policy.ts';

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
    remediation: {
      aws: keyPolicyFix(
        'Take the statement out; W&B gets one of its own where it had its access from there.',
        withoutFaulty,
      ),
    },
  },
  check({ key, keyPolicy }) {
    if (key === null || keyPolicy === null) return NO_KEY;
    if (keyPolicy.invalid !== undefined) return open('the key policy is not JSON');
    const policy = parsePolicy(keyPolicy.document);
    return openStatements(policy)
      .filter(({ statement }) => !isDeniedToAll(policy, statement, KMS_STRANGERS))
      .map(({ statement, actions }) => ({
        messageId: 'everyone',
        data: { statement: nameOf(statement), key: key.arn, actions },
        facet: 'keyPolicy' as const,
        path: `/document${statement.path}`,
      }));
  },
});
