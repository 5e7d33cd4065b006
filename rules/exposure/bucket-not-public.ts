// Nobody but the named can read or write the bucket.

import { defineRule, notApplicable, open } from '../../src/model/rule.ts';
import type { Violation } from '../../src/model/rule.ts';
import type { PublicAccessBlock, Reading } from '../../src/model/evidence.ts';
import { parsePolicy } from '../../src/semantics/policy/document.ts';
import { publicStatements } from '../../src/semantics/policy/public.ts';
import { policyFix, showPolicy, withoutFaulty } from '../views/bucket-policy.ts';
import { nameOf } from '../views/wandb-request.ts';

type Blocks = readonly Reading<PublicAccessBlock>[];

/** Whether block public access of bucket or account neutralises; unknown where one could not be read. */
function neutralised(blocks: Blocks, flag: keyof PublicAccessBlock): boolean | 'unknown' {
  if (blocks.some((block) => block.status === 'known' && block.value[flag])) return true;
  return blocks.some((block) => block.status === 'unreadable') ? 'unknown' : false;
}

export default defineRule({
  id: 'bucket-not-public',
  severity: 'critical',
  providers: ['aws', 'coreweave', 's3-compatible'],
  considers: ['policy', 'acl', 'publicAccess', 'accountPublicAccess'],
  messages: {
    policy: '{{statement}} of the bucket policy allows everyone {{actions}}.',
    acl: 'The bucket’s ACL gives {{grantee}} {{permission}}.',
  },
  docs: {
    title: 'The bucket is not public',
    why: 'Run history, artifacts and media are open to anyone who knows the bucket’s name. Grants that block public access neutralises are not counted.',
    references: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
    ],
    verify: showPolicy,
    remediation: policyFix(
      'Take the public statement out, reset the ACL to private, and block public access.',
      withoutFaulty,
    ),
  },
  check({ policy, acl, publicAccess, accountPublicAccess }) {
    const blocks: Blocks = [publicAccess, accountPublicAccess];
    const found: Violation[] = [];
    if (policy.status === 'known') {
      for (const { statement, actions } of publicStatements(parsePolicy(policy.value.document))) {
        const data = { statement: nameOf(statement), actions };
        found.push({ messageId: 'policy', data, facet: 'policy', path: `/document${statement.path}` });
      }
    }
    const byPolicy = found.length > 0 ? neutralised(blocks, 'restrictPublicBuckets') : false;
    if (byPolicy !== false) found.length = 0;
    const grants = acl.status === 'known' ? acl.value.grants : [];
    const open_ = grants.flatMap(({ grantee, permission }, index): Violation[] =>
      grantee === 'allUsers' || grantee === 'authenticatedUsers'
        ? [{ messageId: 'acl', data: { grantee, permission }, facet: 'acl', path: `/grants/${index}` }]
        : [],
    );
    const byAcl = open_.length > 0 ? neutralised(blocks, 'ignorePublicAcls') : false;
    if (byAcl === false) found.push(...open_);
    if (found.length > 0) return found;
    if (byPolicy === 'unknown' || byAcl === 'unknown')
      return open('there is a public grant, and block public access could not be read');
    if (policy.status === 'unreadable' || acl.status === 'unreadable')
      return open('could not verify: the bucket policy or the ACL could not be read');
    if (policy.status === 'unsupported' && acl.status === 'unsupported')
      return notApplicable('this store has neither bucket policies nor ACLs');
    return [];
  },
});
