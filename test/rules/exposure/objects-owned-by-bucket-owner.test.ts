import objectsOwnedByBucketOwner from '../../../rules/exposure/objects-owned-by-bucket-owner.ts';
import { testRule } from '../test-rule.ts';

testRule(objectsOwnedByBucketOwner, {
  pass: [{ name: 'enforced', provider: 'aws', facets: { ownership: { mode: 'BucketOwnerEnforced' } } }],
  fail: [
    {
      name: 'the writer',
      provider: 'aws',
      facets: { ownership: { mode: 'ObjectWriter' } },
      violations: [{ messageId: 'writer', severity: 'medium' }],
    },
    {
      name: 'preferred',
      provider: 'aws',
      facets: { ownership: { mode: 'BucketOwnerPreferred' } },
      violations: [{ messageId: 'preferred', severity: 'low' }],
    },
  ],
});
