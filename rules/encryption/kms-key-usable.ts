// The bucket's KMS key can encrypt and decrypt, now and tomorrow.

import { defineRule } from '../../src/model/rule.ts';
import type { Remediation, RemediationContext, Violation } from '../../src/model/rule.ts';
import { KMS_REFERENCES, NO_KEY } from '../views/kms-request.ts';
import { keyOfBucket, keyOption } from './default-encryption.ts';

/** States in which KMS encrypts and decrypts; https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html */
const WORKING: ReadonlySet<string> = new Set(['Enabled', 'Updating']);

export default defineRule({
  id: 'kms-key-usable',
  severity: 'critical',
  providers: ['aws'],
  reads: ['key'],
  messages: {
    usage: 'The key {{key}} is for {{usage}}; S3 needs ENCRYPT_DECRYPT.',
    spec: 'The key {{key}} is {{spec}}; S3 needs SYMMETRIC_DEFAULT.',
    state: 'The key {{key}} is {{state}}: nothing in the bucket can be read or written.',
    deletion: 'The key {{key}} will be deleted on {{date}}: everything in the bucket is lost then.',
    expiring: { severity: 'medium', text: 'The imported material of the key {{key}} expires on {{date}}.' },
  },
  docs: {
    title: 'The KMS key of the bucket is usable',
    why: 'Every object is encrypted with this key. While it is disabled W&B can neither read nor write; once it is deleted all run history in the bucket is unreadable for ever.',
    references: [...KMS_REFERENCES, 'https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html'],
    verify: { aws: (target) => `aws kms describe-key --key-id ${keyOfBucket(target)}` },
    remediation: { aws: fix },
  },
  check({ key }) {
    if (key === null) return NO_KEY;
    const { arn, usage, spec, state, deletionDate: date, validTo } = key;
    const found: Violation[] = [];
    // A key for signatures has another spec of course: one fault.
    if (usage !== 'ENCRYPT_DECRYPT')
      found.push({ messageId: 'usage', data: { key: arn, usage }, path: '/usage' });
    else if (spec !== 'SYMMETRIC_DEFAULT')
      found.push({ messageId: 'spec', data: { key: arn, spec }, path: '/spec' });
    if (state === 'PendingDeletion' && date !== undefined)
      found.push({ messageId: 'deletion', data: { key: arn, date: dayOf(date) }, path: '/deletionDate' });
    else if (!WORKING.has(state))
      found.push({ messageId: 'state', data: { key: arn, state }, path: '/state' });
    if (validTo !== undefined)
      found.push({ messageId: 'expiring', data: { key: arn, date: dayOf(validTo) }, path: '/validTo' });
    return found.map((violation) => ({ ...violation, facet: 'key' as const }));
  },
});

/** `2027-03-31` of an ISO 8601 time, in UTC. */
function dayOf(time: string): string {
  return time.slice(0, 10);
}

/** One remediation for all that is wrong with the key, the most urgent first. */
function fix(context: RemediationContext): Remediation {
  const has = (...ids: readonly string[]): boolean =>
    context.violations.some(({ messageId }) => ids.includes(messageId));
  const { readings } = context;
  const state = readings.key?.status === 'known' ? readings.key.value?.state : undefined;
  const option = keyOption(context);
  const texts: string[] = [];
  const commands: string[] = [];
  if (state === 'PendingDeletion') {
    texts.push('Cancel the deletion, then enable the key.');
    commands.push(`aws kms cancel-key-deletion ${option}`, `aws kms enable-key ${option}`);
  } else if (state === 'Disabled' || context.violations.length === 0) {
    texts.push('Enable the key.');
    commands.push(`aws kms enable-key ${option}`);
  } else if (has('state')) {
    texts.push(STATE_FIXES[state ?? ''] ?? 'Bring the key to the state Enabled.');
  }
  if (has('expiring'))
    texts.push('Import the same key material again before that date, with a later date or none.');
  if (has('usage', 'spec'))
    texts.push(
      "S3 cannot use a key of this kind: make a symmetric one and name it in the bucket's default encryption.",
    );
  return { text: texts.join(' '), ...(commands.length > 0 && { command: commands.join(' && ') }) };
}

const STATE_FIXES: Readonly<Record<string, string>> = {
  PendingImport: 'Import the key material.',
  Unavailable: 'Connect the custom key store of the key again.',
  PendingReplicaDeletion: "Cancel the deletion; it waits for the key's replicas in other regions.",
};
