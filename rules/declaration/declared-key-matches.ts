// The KMS key given to W&B is the bucket's default key.

import { defineRule, notApplicable } from '../../src/model/rule.ts';
import { s3api } from '../views/s3-documents.ts';

const show = (target: Parameters<typeof s3api>[0]): string => s3api(target, 'get-bucket-encryption');
const fix = {
  text: 'Give W&B the key of the bucket’s default encryption, or none where the bucket uses none.',
};

export default defineRule({
  id: 'declared-key-matches',
  severity: 'medium',
  providers: ['aws', 'coreweave'],
  considers: ['encryption'],
  messages: {
    differs: 'W&B is given {{declared}}; the bucket’s default key is {{key}}.',
    unused: 'W&B is given {{declared}}; the bucket uses no KMS key.',
    notTaken: 'W&B is given {{declared}}; CoreWeave buckets take no KMS key.',
  },
  docs: {
    title: 'The key given to W&B is the bucket’s default key',
    why: 'W&B names the key it was given when it writes. Where the bucket’s default is another, objects are encrypted with two keys, and a policy kept for one of them is not enough.',
    references: ['https://docs.wandb.ai/platform/hosting/data-security/secure-storage-connector'],
    verify: { aws: show, coreweave: show },
    remediation: { aws: () => fix, coreweave: () => fix },
  },
  check({ encryption }, target) {
    const { kmsKey: declared, provider } = target;
    if (declared === undefined) return notApplicable('no kmsKey is declared');
    if (provider === 'coreweave') return [{ messageId: 'notTaken', data: { declared }, key: 'kmsKey' }];
    if (encryption.status === 'unreadable')
      return { kind: 'open', message: 'the default encryption could not be read' };
    if (encryption.status === 'unsupported') return notApplicable('this store has no default encryption');
    const { keyId: key } = encryption.value;
    if (key === undefined)
      return [{ messageId: 'unused', data: { declared }, facet: 'encryption', path: '', key: 'kmsKey' }];
    if (key === declared) return [];
    return [
      { messageId: 'differs', data: { declared, key }, facet: 'encryption', path: '/keyId', key: 'kmsKey' },
    ];
  },
});
