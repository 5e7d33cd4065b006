import encryptionIsGoogleManaged from '../../../rules/encryption/encryption-is-google-managed.ts';
import { testRule } from '../test-rule.ts';

const KEY = 'projects/acme/locations/us-central1/keyRings/wandb/cryptoKeys/bucket';

testRule(encryptionIsGoogleManaged, {
  pass: [{ name: "Google's own", provider: 'gcp', facets: { encryption: { algorithm: 'google-managed' } } }],
  fail: [
    {
      name: 'a key of Cloud KMS',
      provider: 'gcp',
      facets: { encryption: { algorithm: 'customer-managed', keyId: KEY } },
      violations: [{ messageId: 'customer', data: { key: KEY }, path: '' }],
    },
  ],
});
