// Only IAM decides who reaches the bucket and its objects.

import { defineRule } from '../../src/model/rule.ts';
import { gcloudDescribe, gcloudUpdate } from '../views/gcs-documents.ts';

export default defineRule({
  id: 'uniform-bucket-access',
  severity: 'low',
  providers: ['gcp'],
  reads: ['uniformAccess'],
  messages: { off: 'Uniform bucket-level access is off: each object has an ACL of its own beside IAM.' },
  docs: {
    title: 'Uniform bucket-level access is on',
    why: 'With ACLs on, one object of many may be open to somebody and no policy of the bucket shows it. W&B needs no ACL, and its Terraform turns them off.',
    references: ['https://cloud.google.com/storage/docs/uniform-bucket-level-access'],
    verify: { gcp: (target) => gcloudDescribe(target, 'iamConfiguration') },
    remediation: {
      gcp: ({ target }) => ({
        text: 'Turn it on. Access that rests on ACLs ends then: give whoever needs it a role on the bucket first.',
        command: gcloudUpdate(target, '--uniform-bucket-level-access'),
      }),
    },
  },
  check({ uniformAccess: { enabled } }) {
    return enabled ? [] : [{ messageId: 'off', facet: 'uniformAccess', path: '/enabled' }];
  },
});
