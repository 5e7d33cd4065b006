// The bucket's owner pays for requests.

import { defineRule } from '../../src/model/rule.ts';
import { gcloudDescribe, gcloudUpdate } from '../views/gcs-documents.ts';
import { s3api } from '../views/s3-documents.ts';

export default defineRule({
  id: 'requester-pays-off',
  severity: 'high',
  providers: ['aws', 'gcp'],
  reads: ['requestPayment'],
  messages: { requester: 'The requester pays: pre-signed URLs that do not name who pays are refused.' },
  docs: {
    title: 'The bucket owner pays for requests',
    why: "With Requester Pays, S3 refuses every request that does not say it will pay (x-amz-request-payer), and Google every one that names no project to bill. W&B's pre-signed URLs do neither, so uploads and reads fail.",
    references: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/RequesterPaysBuckets.html',
      'https://cloud.google.com/storage/docs/requester-pays',
    ],
    verify: {
      aws: (target) => s3api(target, 'get-bucket-request-payment'),
      gcp: (target) => gcloudDescribe(target, 'billing'),
    },
    remediation: {
      aws: ({ target }) => ({
        text: 'Let the bucket owner pay.',
        command: s3api(
          target,
          'put-bucket-request-payment --request-payment-configuration Payer=BucketOwner',
        ),
      }),
      gcp: ({ target }) => ({
        text: "Let the bucket's project pay.",
        command: gcloudUpdate(target, '--no-requester-pays'),
      }),
    },
  },
  check({ requestPayment }) {
    return requestPayment.payer === 'Requester'
      ? [{ messageId: 'requester', facet: 'requestPayment', path: '/payer' }]
      : [];
  },
});
