import uniformBucketAccess from '../../../rules/exposure/uniform-bucket-access.ts';
import { testRule } from '../test-rule.ts';

testRule(uniformBucketAccess, {
  pass: [{ name: 'on', provider: 'gcp', facets: { uniformAccess: { enabled: true } } }],
  fail: [
    {
      name: 'off',
      provider: 'gcp',
      facets: { uniformAccess: { enabled: false } },
      violations: [{ messageId: 'off', path: '/enabled' }],
    },
  ],
});
