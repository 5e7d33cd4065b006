// The bucket's owner pays for requests.

import { defineRule } from '../../src/model/rule.ts';
import { s3api } from '../views/s3-documents.ts';

export default defineRule({
  id: 'requester-pays-off',
  severity: 'high',
  providers: ['aws'],
  reads: ['requestPayment'],
  messages: { requester: 'The requester pays: pre-signed URLs without x-amz-request-payer are refused.' },
  docs: {
    title: 'The bucket owner pays for requests',
    why: 'With Requester Pays, S3 refuses every request that does not say it will pay. W&B’s pre-signed URLs do not, so uploads and reads fail.',
    references: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/RequesterPaysBuckets.html'],
    verify: { aws: (target) => s3api(target, 'get-bucket-request-payment') },
    remediation: {
      aws: ({ target }) => ({
        text: 'Let the bucket owner pay.',
        command: s3api(
          target,
          'put-bucket-request-payment --request-payment-configuration Payer=BucketOwner',
        ),
      }),
    },
  },
  check({ requestPayment }) {
    return requestPayment.payer === 'Requester'
      ? [{ messageId: 'requester', facet: 'requestPayment', path: '/payer' }]
      : [];
  },
});
