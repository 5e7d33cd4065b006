// Versioning is on, as W&B's garbage collection wants it.

import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import { defineRule } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import { gcloudDescribe, gcloudUpdate } from '../views/gcs-documents.ts';
import { S3_PROVIDERS, forS3, s3api } from '../views/s3-documents.ts';

export default defineRule({
  id: 'versioning-enabled',
  severity: 'low',
  providers: [...S3_PROVIDERS, 'gcp'],
  reads: ['versioning'],
  messages: {
    off: "Versioning is off: W&B's guide to artifact garbage collection asks for it.",
    suspended: "Versioning is suspended: W&B's guide to artifact garbage collection asks for it.",
  },
  docs: {
    title: 'Versioning is on',
    why: "W&B's guide to deleting artifacts asks for versioning where the bucket is your own, and the versions are the only way back after a mistake. The BYOB guide itself does not ask for it, and W&B's Terraform modules leave it off.",
    references: [
      'https://docs.wandb.ai/models/artifacts/delete-artifacts',
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html',
      'https://cloud.google.com/storage/docs/object-versioning',
    ],
    verify: {
      ...forS3((target: Target) => s3api(target, 'get-bucket-versioning')),
      gcp: (target) => gcloudDescribe(target, 'versioning'),
    },
    remediation: { ...forS3(remediation), gcp: remediation },
  },
  check({ versioning: { status } }) {
    if (status === 'Enabled') return [];
    const messageId = status === 'Suspended' ? 'suspended' : 'off';
    return [{ messageId, facet: 'versioning', path: '/status' }];
  },
});

function remediation({ target }: RemediationContext): Remediation {
  return {
    text: 'Turn versioning on, together with a lifecycle rule that removes old versions (lifecycle-expires-noncurrent).',
    command:
      target.provider === 'gcp'
        ? gcloudUpdate(target, '--versioning')
        : s3api(target, 'put-bucket-versioning --versioning-configuration Status=Enabled'),
  };
}
