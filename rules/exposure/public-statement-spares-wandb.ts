// No public statement makes block public access cut W&B off, too.

import { defineRule, open } from '../../src/model/rule.ts';
import { parsePolicy } from '../../src/semantics/policy/document.ts';
import { publicStatements } from '../../src/semantics/policy/public.ts';
import { policyFix, showPolicy } from '../views/bucket-policy.ts';
import { nameOf } from '../views/wandb-request.ts';
import { sameAccount } from './bucket-account.ts';
import { isBlocked } from './public-access.ts';
import { withoutPublic } from './public-fix.ts';

export default defineRule({
  id: 'public-statement-spares-wandb',
  severity: 'high',
  providers: ['aws'],
  reads: ['policy', 'publicAccess'],
  considers: ['accountPublicAccess', 'owner'],
  messages: {
    cut: "{{statement}} makes the bucket policy public: RestrictPublicBuckets then blocks W&B's own statement as well.",
  },
  docs: {
    title: 'No public statement cuts W&B off',
    why: 'RestrictPublicBuckets blocks all cross-account access of a policy that AWS deems public, "including non-public delegation to specific accounts". One stray statement for everyone therefore locks W&B out.',
    references: ['https://docs.aws.amazon.com/AmazonS3/latest/API/API_PublicAccessBlockConfiguration.html'],
    verify: showPolicy,
    remediation: policyFix(
      'Take the public statement out; W&B gets one of its own where it had its access from there.',
      withoutPublic,
    ),
  },
  check({ policy, publicAccess, accountPublicAccess, owner }, target) {
    const verdict = sameAccount(target, owner);
    if (verdict?.kind === 'notApplicable') return verdict;
    if (policy.invalid !== undefined) return open('the policy is not JSON');
    // What AWS deems public counts here, whatever a Deny takes back.
    const statements = publicStatements(parsePolicy(policy.document));
    if (statements.length === 0) return [];
    const bucket = { status: 'known', value: publicAccess, call: 's3:GetPublicAccessBlock' } as const;
    const restricted = isBlocked('restrictPublicBuckets', bucket, accountPublicAccess, target);
    if (restricted === false) return [];
    if (verdict !== undefined) return verdict;
    if (restricted === 'unknown')
      return open("the policy is public, and block public access of the bucket's account is not known");
    return statements.map(({ statement }) => ({
      messageId: 'cut',
      data: { statement: nameOf(statement) },
      facet: 'policy' as const,
      path: `/document${statement.path}`,
    }));
  },
});
