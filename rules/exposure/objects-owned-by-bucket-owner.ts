// What W&B writes belongs to the bucket's owner.

import { defineRule } from '../../src/model/rule.ts';
import { s3api } from '../views/s3-documents.ts';

export default defineRule({
  id: 'objects-owned-by-bucket-owner',
  severity: 'medium',
  providers: ['aws'],
  reads: ['ownership'],
  messages: {
    writer: "Objects belong to who writes them (ObjectWriter): W&B's account would own your run history.",
    preferred: {
      severity: 'low',
      text: 'BucketOwnerPreferred: objects are yours only where the writer sends an ACL header.',
    },
  },
  docs: {
    title: "Objects belong to the bucket's owner",
    why: 'W&B writes from its own account. With ObjectWriter that account owns the objects, and the bucket policy does not apply to objects of others: you may not be able to read or delete your own data.',
    references: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html'],
    verify: { aws: (target) => s3api(target, 'get-bucket-ownership-controls') },
    remediation: {
      aws: ({ target }) => ({
        text: 'Let the bucket owner own everything; ACLs are then off.',
        command: s3api(
          target,
          "put-bucket-ownership-controls --ownership-controls 'Rules=[{ObjectOwnership=BucketOwnerEnforced}]'",
        ),
      }),
    },
  },
  check({ ownership: { mode } }) {
    if (mode === 'BucketOwnerEnforced') return [];
    return [
      { messageId: mode === 'ObjectWriter' ? 'writer' : 'preferred', facet: 'ownership', path: '/mode' },
    ];
  },
});
