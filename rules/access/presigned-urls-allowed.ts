// Pre-signed URLs are allowed, and live as long as W&B needs them.

import { defineRule } from '../../src/model/rule.ts';
import type { Context } from '../../src/semantics/policy/evaluate.ts';
import { GET_OBJECT_ACTIONS } from '../../src/wandb/actions.ts';
import { PRESIGNED_READ_SECONDS, PRESIGNED_WRITE_SECONDS } from '../../src/wandb/browser.ts';
import { policyFix, POLICY_REFERENCES, showPolicy } from '../views/bucket-policy.ts';
import { deniesOn, verdictOn } from '../views/denies.ts';
import type { Deny } from '../views/denies.ts';
import { withWandbExempt } from '../views/merged-policy.ts';
import { askedOf, isVerdict, nameOf, WANDB_REQUESTS } from '../views/wandb-request.ts';

/** A pre-signed URL in its last moment; `s3:signatureAge` is in milliseconds. */
function urlOf(seconds: number): Context {
  return { 's3:authType': ['REST-QUERY-STRING'], 's3:signatureAge': [String(seconds * 1000 - 1)] };
}

const READS = WANDB_REQUESTS.filter(({ action }) => GET_OBJECT_ACTIONS.includes(action));
const WRITES = WANDB_REQUESTS.filter(({ action }) => action === 's3:PutObject');

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
    remediation: policyFix(
      'Take the condition out, raise s3:signatureAge to a day, or exempt W&B’s principal.',
      withWandbExempt,
    ),
  },
  check({ policy }, target) {
    const asked = askedOf(policy, target);
    if (isVerdict(asked)) return asked;
    const denies = [
      ...deniesOn(asked, target, 'presigned', urlOf(PRESIGNED_READ_SECONDS), READS),
      ...deniesOn(asked, target, 'presigned', urlOf(PRESIGNED_WRITE_SECONDS), WRITES),
    ];
    return verdictOn(merged(denies), ({ deny, actions }) => ({
      messageId: 'denied',
      data: { statement: nameOf(deny), actions, keys: deny.clauses.map(({ key }) => key) },
      facet: 'policy',
      path: `/document${deny.path}`,
    }));
  },
});

/** One entry a statement, where it reaches reads and writes. */
function merged(denies: readonly Deny[]): Deny[] {
  const found = new Map<number, Deny>();
  for (const { deny, actions } of denies) {
    const before = found.get(deny.index);
    found.set(deny.index, {
      deny: before?.deny.certain === true ? before.deny : deny,
      actions: [...(before?.actions ?? []), ...actions],
    });
  }
  return [...found.values()];
}
