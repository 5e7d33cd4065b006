import encryptionKeyInRegion from '../../../rules/encryption/encryption-key-in-region.ts';
import { testRule } from '../test-rule.ts';
import { ARN } from './keys.ts';

testRule(encryptionKeyInRegion, {
  pass: [
    {
      name: 'the same',
      provider: 'aws',
      facets: {
        encryption: { algorithm: 'aws:kms', keyId: ARN, bucketKeyEnabled: true },
        location: { region: 'eu-west-1' },
      },
    },
  ],
  fail: [
    {
      name: 'another',
      provider: 'aws',
      facets: {
        encryption: { algorithm: 'aws:kms', keyId: ARN, bucketKeyEnabled: true },
        location: { region: 'us-east-1' },
      },
      violations: ['elsewhere'],
    },
    {
      name: 'an alias elsewhere',
      provider: 'aws',
      facets: {
        encryption: { algorithm: 'aws:kms', keyId: 'arn:aws:kms:eu-west-1:111122223333:alias/acme' },
        location: { region: 'eu-central-1' },
      },
      violations: [{ messageId: 'elsewhere', path: '/keyId' }],
    },
  ],
  notApplicable: [
    {
      name: 'SSE-S3',
      provider: 'aws',
      facets: { encryption: { algorithm: 'AES256' }, location: { region: 'us-east-1' } },
      message: /no KMS key/,
    },
    {
      name: 'an alias',
      provider: 'aws',
      facets: {
        encryption: { algorithm: 'aws:kms', keyId: 'alias/acme' },
        location: { region: 'us-east-1' },
      },
    },
  ],
});
