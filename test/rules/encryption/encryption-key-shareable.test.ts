import encryptionKeyShareable from '../../../rules/encryption/encryption-key-shareable.ts';
import { testRule } from '../test-rule.ts';
import { ARN } from './keys.ts';

testRule(encryptionKeyShareable, {
  pass: [
    {
      name: 'an ARN',
      provider: 'aws',
      facets: { encryption: { algorithm: 'aws:kms', keyId: ARN, bucketKeyEnabled: true } },
    },
  ],
  fail: [
    {
      name: 'no key named',
      provider: 'aws',
      facets: { encryption: { algorithm: 'aws:kms' } },
      violations: ['awsManaged'],
    },
    {
      name: 'aws/s3 by its alias',
      provider: 'aws',
      facets: {
        encryption: { algorithm: 'aws:kms', keyId: 'arn:aws:kms:eu-west-1:111122223333:alias/aws/s3' },
      },
      violations: ['awsManaged'],
    },
    {
      name: 'an alias',
      provider: 'aws',
      facets: { encryption: { algorithm: 'aws:kms', keyId: 'alias/acme' } },
      violations: ['alias'],
    },
    {
      name: 'a bare id',
      provider: 'aws',
      facets: { encryption: { algorithm: 'aws:kms', keyId: '11111111-1111-4111-8111-111111111111' } },
      violations: ['alias'],
    },
  ],
  notApplicable: [
    { name: 'SSE-S3', provider: 'aws', facets: { encryption: { algorithm: 'AES256' } } },
    {
      name: 'self-managed in its own account',
      provider: 'aws',
      deployment: { type: 'self-managed' },
      facets: { encryption: { algorithm: 'aws:kms' } },
    },
  ],
});
