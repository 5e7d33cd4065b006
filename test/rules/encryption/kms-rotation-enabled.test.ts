import kmsRotationEnabled from '../../../rules/encryption/kms-rotation-enabled.ts';
import { testRule } from '../test-rule.ts';

testRule(kmsRotationEnabled, {
  pass: [{ name: 'on', provider: 'aws', facets: { keyRotation: { enabled: true } } }],
  fail: [{ name: 'off', provider: 'aws', facets: { keyRotation: { enabled: false } }, violations: ['off'] }],
  notApplicable: [{ name: 'no key', provider: 'aws', facets: { keyRotation: null } }],
});
