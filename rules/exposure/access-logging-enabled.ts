// Access to the bucket is logged.

import { defineRule } from '../../src/model/rule.ts';
import { gcloudDescribe, gcloudUpdate } from '../views/gcs-documents.ts';
import { quoted, s3api } from '../views/s3-documents.ts';

export default defineRule({
  id: 'access-logging-enabled',
  severity: 'low',
  providers: ['aws', 'gcp'],
  reads: ['logging'],
  messages: {
    off: 'Server access logging is off (CloudTrail data events cannot be seen from the bucket).',
    usageLogsOff: 'Usage logs are off (Cloud Audit Logs of the project cannot be seen from the bucket).',
  },
  docs: {
    title: 'Access to the bucket is logged',
    why: 'Whoever holds a pre-signed URL can use it while it lives. W&B recommends audit logs of the bucket to see who did.',
    references: [
      'https://docs.wandb.ai/platform/hosting/data-security/presigned-urls',
      'https://cloud.google.com/storage/docs/audit-logging',
    ],
    verify: {
      aws: (target) => s3api(target, 'get-bucket-logging'),
      gcp: (target) => gcloudDescribe(target, 'logging'),
    },
    remediation: {
      aws: ({ target }) => {
        const enabled = { TargetBucket: 'LOG-BUCKET', TargetPrefix: `${target.bucket}/` };
        const status = quoted(JSON.stringify({ LoggingEnabled: enabled }));
        return {
          text: 'Log to another bucket of yours, or use CloudTrail data events and waive this rule.',
          command: s3api(target, `put-bucket-logging --bucket-logging-status ${status}`),
        };
      },
      gcp: ({ target }) => ({
        text: 'Log to another bucket of yours, or turn on Data Access audit logs of Cloud Storage and waive this rule.',
        command: gcloudUpdate(
          target,
          `--log-bucket=gs://LOG-BUCKET --log-object-prefix=${quoted(target.bucket)}`,
        ),
      }),
    },
  },
  check({ logging }, { provider }) {
    const messageId = provider === 'gcp' ? 'usageLogsOff' : 'off';
    return logging.enabled ? [] : [{ messageId, facet: 'logging', path: '' }];
  },
});
