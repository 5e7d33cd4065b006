// Plain http is denied.

import { defineRule, notApplicable } from '../../src/model/rule.ts';
import { parsePolicy } from '../../src/semantics/policy/document.ts';
import { evaluatePolicy } from '../../src/semantics/policy/evaluate.ts';
import { policyFix, showPolicy, statementsOf } from '../views/bucket-policy.ts';
import { bucketArn } from '../views/wandb-request.ts';

/** Somebody of an account that no policy names, over plain http. */
const STRANGER = 'arn:aws:iam::000000000000:user/anyone';
const PLAIN_HTTP = { 'aws:SecureTransport': ['false'], 's3:TlsVersion': 'absent' } as const;

export default defineRule({
  id: 'https-only',
  severity: 'medium',
  providers: ['aws', 'coreweave', 's3-compatible'],
  reads: ['policy'],
  messages: { open: { severity: 'low', text: 'The bucket policy does not deny plain http.' } },
  docs: {
    title: 'Only https is allowed',
    why: 'A request over http carries a pre-signed URL, and the data, readable over the network. W&B uses https; a Deny keeps everything else from doing otherwise.',
    references: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html'],
    verify: showPolicy,
    remediation: policyFix(
      'Add a Deny of plain http; the statements that stand there stay.',
      ({ readings, target }) => [
        ...statementsOf(readings),
        {
          Sid: 'DenyHTTPRequests',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: [bucketArn(target), `${bucketArn(target)}/*`],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    ),
  },
  check({ policy }, target) {
    if (policy.invalid !== undefined) return notApplicable('the policy is not JSON: see bucket-grants-wandb');
    const document = parsePolicy(policy.document);
    const denied = (action: string, resource: string): boolean =>
      evaluatePolicy(document, { principal: STRANGER, action, resource, context: PLAIN_HTTP }).effect ===
      'denied';
    const everywhere =
      denied('s3:GetObject', `${bucketArn(target)}/any`) &&
      denied('s3:PutObject', `${bucketArn(target)}/any`);
    return everywhere ? [] : [{ messageId: 'open', facet: 'policy', path: '/document' }];
  },
});
