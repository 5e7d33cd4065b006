import encryptionBucketKeyEnabled from '../../../rules/encryption/encryption-bucket-key-enabled.ts';
import { testRule } from '../test-rule.ts';
import { ARN } from './keys.ts';

testRule(encryptionBucketKeyEnabled, {
  pass: [
    {
      name: 'on',
      provider: 'aws',
      facets: { encryption: { algorithm: 'aws:kms', keyId: ARN, bucketKeyEnabled: true } },
    },
  ],
  fail: [
    {
      name: 'off',
      provider: 'aws',
      facets: { encryption: { algorithm: 'aws:kms', keyId: ARN } },
      violations: ['off'],
    },
  ],
  notApplicable: [
    {
      name: 'dual-layer',
      provider: 'aws',
      facets: { encryption: { algorithm: 'aws:kms:dsse', keyId: ARN } },
      message: /encryption-mode-supported/,
    },
    { name: 'SSE-S3', provider: 'aws', facets: { encryption: { algorithm: 'AES256' } } },
  ],
});
