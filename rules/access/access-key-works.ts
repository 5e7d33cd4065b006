// The key inside the storage address is accepted and may list the bucket.

import { defineRule, open } from '../../src/model/rule.ts';
import { s3api, S3_PROVIDERS } from '../views/s3-documents.ts';

const show = (target: Parameters<typeof s3api>[0]): string => s3api(target, 'list-objects-v2 --max-keys 1');
const fix = {
  text: 'Make a new key that may get, put, delete and list, and put it into the storage address, percent-encoded.',
};

export default defineRule({
  id: 'access-key-works',
  severity: 'high',
  providers: S3_PROVIDERS,
  reads: ['addressKey'],
  messages: {
    refused: 'The key in the storage address is refused: {{error}}.',
    cannotList: 'The key in the storage address may not list the bucket; get, put and delete were not tried.',
  },
  docs: {
    title: 'The key in the storage address works',
    why: 'W&B uses the key of the address for everything. A key that expired, was deleted or is written wrongly stops every upload; the only thing tried here is one listing, never a write.',
    references: ['https://docs.wandb.ai/platform/hosting/data-security/secure-storage-connector'],
    verify: { aws: show, coreweave: show, 's3-compatible': show },
    remediation: { aws: () => fix, coreweave: () => fix, 's3-compatible': () => fix },
  },
  check({ addressKey }) {
    if (addressKey.works) return [];
    const { error = 'AccessDenied' } = addressKey;
    // The clock of the audit's host, not the key.
    if (error === 'RequestTimeTooSkewed')
      return open('the store refuses the time of this host: set its clock and audit again');
    const messageId = error === 'AccessDenied' ? 'cannotList' : 'refused';
    return [{ messageId, data: { error }, facet: 'addressKey', path: '', key: 'address' }];
  },
});
