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
  ],
  notApplicable: [
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
