// The bucket's KMS key can encrypt and decrypt, now and tomorrow.

import { defineRule, notApplicable } from '../../src/model/rule.ts';
import type { Violation } from '../../src/model/rule.ts';
import { keyName, KMS_REFERENCES } from '../views/kms-request.ts';

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
    references: KMS_REFERENCES,
    verify: { aws: ({ kmsKey = '<key ARN>' }) => `aws kms describe-key --key-id ${kmsKey}` },
    remediation: {
      aws: ({ readings, target }) => {
        const key = keyName(readings, target);
        const deleting = readings.key?.status === 'known' && readings.key.value?.state === 'PendingDeletion';
        return deleting
          ? {
              text: 'Cancel the deletion, then enable the key.',
              command: `aws kms cancel-key-deletion --key-id ${key} && aws kms enable-key --key-id ${key}`,
            }
          : {
              text: 'Enable the key; where it is of the wrong kind, make a symmetric one and name it in the bucket’s default encryption.',
              command: `aws kms enable-key --key-id ${key}`,
            };
      },
    },
  },
  check({ key }) {
    if (key === null) return notApplicable('the bucket uses no KMS key of its own');
    const { arn, usage, spec, state, deletionDate: date, validTo } = key;
    const found: Violation[] = [];
    if (usage !== 'ENCRYPT_DECRYPT')
      found.push({ messageId: 'usage', data: { key: arn, usage }, path: '/usage' });
    else if (spec !== 'SYMMETRIC_DEFAULT')
      found.push({ messageId: 'spec', data: { key: arn, spec }, path: '/spec' });
    if (state === 'PendingDeletion' && date !== undefined)
      found.push({ messageId: 'deletion', data: { key: arn, date }, path: '/deletionDate' });
    else if (state !== 'Enabled')
      found.push({ messageId: 'state', data: { key: arn, state }, path: '/state' });
    if (validTo !== undefined)
      found.push({ messageId: 'expiring', data: { key: arn, date: validTo }, path: '/validTo' });
    return found.map((violation) => ({ ...violation, facet: 'key' as const }));
  },
});
