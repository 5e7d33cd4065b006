// Pre-signed URLs are allowed, and live as long as W&B needs them.

import { defineRule } from '../../src/model/rule.ts';
import { S3_ACTIONS } from '../../src/wandb/actions.ts';
import { PRESIGNED_READ_SECONDS, PRESIGNED_WRITE_SECONDS } from '../../src/wandb/browser.ts';
import { policyFix, POLICY_REFERENCES, showPolicy, withoutFaulty } from '../views/bucket-policy.ts';
import { subjectOf } from '../views/denies.ts';
import { askedOf, deniesOf, isVerdict, nameOf } from '../views/wandb-request.ts';
import type { Decider } from '../../src/semantics/policy/evaluate.ts';

/** Whether the Deny hits pre-signed URLs that W&B makes: by their kind, or by an age they reach. */
function bites({ clauses }: Decider, actions: readonly string[]): boolean {
  return clauses.every(({ key, operator, values }) => {
    if (key.toLowerCase() === 's3:authtype') {
      const listed = values.some((value) => value.toUpperCase() === 'REST-QUERY-STRING');
      return /Not/i.test(operator) ? !listed : listed;
    }
    if (key.toLowerCase() !== 's3:signatureage') return true;
    const life = actions.includes('s3:PutObject') ? PRESIGNED_WRITE_SECONDS : PRESIGNED_READ_SECONDS;
    // Milliseconds; "greater than" denies older signatures.
    return /GreaterThan/i.test(operator) && values.some((value) => Number(value) < life * 1000);
  });
}

export default defineRule({
  id: 'presigned-urls-allowed',
  severity: 'high',
  providers: ['aws', 'coreweave'],
  reads: ['policy'],
  messages: {
    denied: '{{statement}} of the bucket policy denies {{actions}} with pre-signed URLs ({{keys}}).',
  },
  docs: {
    title: 'Pre-signed URLs are allowed for as long as they live',
    why: 'Pre-signed URLs are the only way W&B’s SDK and browsers reach the bucket: read URLs live one hour, write URLs a day. A Deny on query-string authentication, or on signatures younger than that, breaks uploads and media though the server’s own calls work.',
    references: ['https://docs.wandb.ai/platform/hosting/data-security/presigned-urls', ...POLICY_REFERENCES],
    verify: showPolicy,
    remediation: policyFix('Take the statement out, or raise s3:signatureAge to a day.', withoutFaulty),
  },
  check({ policy }, target) {
    const asked = askedOf(policy, target);
    if (isVerdict(asked)) return asked;
    return deniesOf(asked, target, S3_ACTIONS)
      .filter(({ deny, actions }) => subjectOf(deny, target) === 'presigned' && bites(deny, actions))
      .map(({ deny, actions }) => ({
        messageId: 'denied',
        data: { statement: nameOf(deny), actions, keys: deny.clauses.map(({ key }) => key) },
        facet: 'policy' as const,
        path: `/document${deny.path}`,
      }));
  },
});
