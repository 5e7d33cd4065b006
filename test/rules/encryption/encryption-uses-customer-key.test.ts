import encryptionUsesCustomerKey from '../../../rules/encryption/encryption-uses-customer-key.ts';
import { testRule } from '../test-rule.ts';
import { ARN } from './keys.ts';

testRule(encryptionUsesCustomerKey, {
  pass: [
    {
      name: 'a key',
      provider: 'aws',
      facets: { encryption: { algorithm: 'aws:kms', keyId: ARN, bucketKeyEnabled: true } },
    },
    {
      name: 'aws/s3: the fault of encryption-key-shareable',
      provider: 'aws',
      facets: { encryption: { algorithm: 'aws:kms' } },
    },
  ],
  fail: [
    { name: 'none', provider: 'aws', facets: { encryption: { algorithm: 'none' } }, violations: ['s3'] },
    { name: 'SSE-S3', provider: 'aws', facets: { encryption: { algorithm: 'AES256' } }, violations: ['s3'] },
    {
      name: 'SSE-S3, with SSE-C refused, of no known account',
      provider: 'aws',
      deployment: { type: 'self-managed' },
      facets: { encryption: { algorithm: 'AES256', blockedTypes: ['SSE-C'] } },
      violations: ['s3'],
    },
  ],
});
