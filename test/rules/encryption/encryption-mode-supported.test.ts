import encryptionModeSupported from '../../../rules/encryption/encryption-mode-supported.ts';
import { testRule } from '../test-rule.ts';
import { ARN } from './keys.ts';

testRule(encryptionModeSupported, {
  pass: [
    {
      name: 'a key',
      provider: 'aws',
      facets: { encryption: { algorithm: 'aws:kms', keyId: ARN, bucketKeyEnabled: true } },
    },
    { name: 'none', provider: 's3-compatible', facets: { encryption: { algorithm: 'none' } } },
  ],
  fail: [
    {
      name: 'dual-layer',
      provider: 'aws',
      facets: { encryption: { algorithm: 'aws:kms:dsse', keyId: ARN } },
      violations: ['dsse'],
    },
    {
      name: 'dual-layer of a store',
      provider: 's3-compatible',
      facets: { encryption: { algorithm: 'aws:kms:dsse' } },
      violations: ['dsse'],
    },
  ],
});
