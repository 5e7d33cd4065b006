// No public statement makes block public access cut W&B off, too.

import { defineRule, notApplicable, open } from '../../src/model/rule.ts';
import { parsePolicy } from '../../src/semantics/policy/document.ts';
import { publicStatements } from '../../src/semantics/policy/public.ts';
import { policyFix, showPolicy, withoutFaulty } from '../views/bucket-policy.ts';
import { wandbIdentity } from '../views/wandb-identity.ts';
import { nameOf } from '../views/wandb-request.ts';

export default defineRule({
  id: 'public-statement-spares-wandb',
  severity: 'high',
  providers: ['aws'],
  reads: ['policy', 'publicAccess'],
  considers: ['accountPublicAccess'],
  messages: {
    cut: '{{statement}} makes the bucket policy public: RestrictPublicBuckets then blocks W&B’s own statement as well.',
  },
  docs: {
    title: 'No public statement cuts W&B off',
    why: 'RestrictPublicBuckets blocks all cross-account access of a policy that AWS deems public, "including non-public delegation to specific accounts". One stray statement for everyone therefore locks W&B out.',
    references: ['https://docs.aws.amazon.com/AmazonS3/latest/API/API_PublicAccessBlockConfiguration.html'],
    verify: showPolicy,
    remediation: policyFix('Take the public statement out.', withoutFaulty),
  },
  check({ policy, publicAccess, accountPublicAccess }, target) {
    const identity = wandbIdentity(target);
    if (identity.kind === 'unknown')
      return identity.why === 'undeclared' ? open(identity.message) : notApplicable(identity.message);
    const statements = publicStatements(parsePolicy(policy.document));
    if (statements.length === 0) return [];
    const account = accountPublicAccess.status === 'known' && accountPublicAccess.value.restrictPublicBuckets;
    if (!publicAccess.restrictPublicBuckets && !account) {
      return accountPublicAccess.status === 'unreadable'
        ? open('block public access of the account could not be read')
        : [];
    }
    return statements.map(({ statement }) => ({
      messageId: 'cut',
      data: { statement: nameOf(statement) },
      facet: 'policy' as const,
      path: `/document${statement.path}`,
    }));
  },
});
