// Access to the bucket is logged.

import { defineRule } from '../../src/model/rule.ts';
import { s3api } from '../views/s3-documents.ts';

export default defineRule({
  id: 'access-logging-enabled',
  severity: 'low',
  providers: ['aws'],
  reads: ['logging'],
  messages: { off: 'Server access logging is off (CloudTrail data events cannot be seen from the bucket).' },
  docs: {
    title: 'Access to the bucket is logged',
    why: 'Whoever holds a pre-signed URL can use it while it lives. W&B recommends audit logs of the bucket to see who did.',
    references: ['https://docs.wandb.ai/platform/hosting/data-security/presigned-urls'],
    verify: { aws: (target) => s3api(target, 'get-bucket-logging') },
    remediation: {
      aws: ({ target }) => ({
        text: 'Log to another bucket of yours, or use CloudTrail data events and waive this rule.',
        command: s3api(
          target,
          `put-bucket-logging --bucket-logging-status '{"LoggingEnabled":{"TargetBucket":"LOG-BUCKET","TargetPrefix":"${target.bucket}/"}}'`,
        ),
      }),
    },
  },
  check({ logging }) {
    return logging.enabled ? [] : [{ messageId: 'off', facet: 'logging', path: '' }];
  },
});
