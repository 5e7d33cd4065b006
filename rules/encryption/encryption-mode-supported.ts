// Default encryption is a mode W&B works with.

import { defineRule, open } from '../../src/model/rule.ts';
import type { Remediation, RemediationContext, Violation } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import { parsePolicy } from '../../src/semantics/policy/document.ts';
import type { PolicyDocument } from '../../src/semantics/policy/document.ts';
import { evaluatePolicy } from '../../src/semantics/policy/evaluate.ts';
import type { Decider } from '../../src/semantics/policy/evaluate.ts';
import { isFaulty, policyFix, showPolicy, statementsOf } from '../views/bucket-policy.ts';
import { wandbIdentity } from '../views/wandb-identity.ts';
import { nameOf, objectsArn } from '../views/wandb-request.ts';
import { applied, encryptionFix, ENCRYPTION_REFERENCES, showEncryption } from './default-encryption.ts';

const HEADER = 's3:x-amz-server-side-encryption-customer-algorithm';

export default defineRule({
  id: 'encryption-mode-supported',
  severity: 'medium',
  providers: ['aws', 's3-compatible'],
  reads: ['encryption'],
  considers: ['policy'],
  messages: {
    dsse: 'Default encryption is {{algorithm}}, which W&B does not document.',
    customerKeys:
      "{{statement}} of the bucket policy refuses uploads without a key of the client's own (SSE-C), which W&B does not send.",
  },
  docs: {
    title: 'Default encryption is a mode W&B works with',
    why: 'Dual-layer encryption is not among the modes W&B documents. Customer-provided keys (SSE-C) would have to be sent with each request, which pre-signed URLs of W&B do not.',
    references: ENCRYPTION_REFERENCES,
    verify: {
      aws: showEncryption,
      's3-compatible': (target) => `${showEncryption(target)} && ${showPolicy['s3-compatible'](target)}`,
    },
    remediation: { aws: fix, 's3-compatible': fix },
  },
  check({ encryption: { algorithm }, policy }, target) {
    const found: Violation[] = [];
    if (algorithm === 'aws:kms:dsse')
      found.push({ messageId: 'dsse', data: { algorithm }, facet: 'encryption', path: '/algorithm' });
    // Where W&B's principal is known on AWS, a Deny that asks it for a header is uploads-need-no-extra-headers'.
    const reportedThere = target.provider === 'aws' && wandbIdentity(target).kind === 'known';
    if (policy.status === 'known' && !reportedThere) {
      for (const deny of customerKeyDenies(parsePolicy(policy.value.document), target)) {
        const data = { statement: nameOf(deny) };
        found.push({ messageId: 'customerKeys', data, facet: 'policy', path: `/document${deny.path}` });
      }
    }
    if (found.length === 0 && policy.status === 'unreadable' && !reportedThere)
      return open("whether the bucket policy asks uploads for keys of the client's own");
    return found;
  },
});

/** Denies for certain that hold for an upload without the header, because it is without. */
function customerKeyDenies(policy: PolicyDocument, target: Target): Decider[] {
  const { denies } = evaluatePolicy(policy, {
    principal: 'arn:aws:iam::000000000000:user/anyone',
    action: 's3:PutObject',
    resource: objectsArn(target),
    context: { 'aws:SecureTransport': ['true'], [HEADER]: 'absent' },
  });
  return denies.filter(
    ({ certain, clauses }) => certain && clauses.some(({ key }) => key.toLowerCase() === HEADER),
  );
}

function fix(context: RemediationContext): Remediation {
  const { target, violations } = context;
  if (violations.some(({ messageId }) => messageId === 'customerKeys')) {
    const kept = policyFix('Take the Deny out: default encryption encrypts every upload.', ({ readings }) =>
      statementsOf(readings).filter(
        (_, index) =>
          !isFaulty({ path: `/Statement/${index}` }, violations) &&
          !isFaulty({ path: '/Statement' }, violations),
      ),
    )[target.provider];
    if (kept !== undefined) return kept(context);
  }
  if (target.provider === 'aws') return encryptionFix('Use aws:kms with a key of yours.')(context);
  return applied('Use plain server-side encryption.', context, { algorithm: 'AES256' });
}
