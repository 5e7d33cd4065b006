import kmsRotationEnabled from '../../../rules/encryption/kms-rotation-enabled.ts';
import { testRule, unreadable } from '../test-rule.ts';
import { key } from './keys.ts';

testRule(kmsRotationEnabled, {
  pass: [{ name: 'on', provider: 'aws', facets: { keyRotation: { enabled: true } } }],
  fail: [
    {
      name: 'off',
      provider: 'aws',
      facets: { keyRotation: { enabled: false }, ...key() },
      violations: ['off'],
    },
    {
      name: 'off, of a key that could not be described',
      provider: 'aws',
      facets: { keyRotation: { enabled: false }, key: unreadable() },
      violations: ['off'],
    },
  ],
  notApplicable: [
    { name: 'no key', provider: 'aws', facets: { keyRotation: null } },
    {
      name: 'imported material',
      provider: 'aws',
      facets: { keyRotation: { enabled: false }, ...key({ origin: 'EXTERNAL' }) },
      message: /does not rotate/,
    },
    {
      name: 'a key that waits for its deletion shows no rotation',
      provider: 'aws',
      facets: { keyRotation: { enabled: false }, ...key({ state: 'PendingDeletion' }) },
      message: /kms-key-usable/,
    },
  ],
});
