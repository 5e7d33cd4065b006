import addressUsesTls from '../../../rules/declaration/address-uses-tls.ts';
import { testRule } from '../test-rule.ts';
import { full } from './addresses.ts';

testRule(addressUsesTls, {
  pass: [
    { name: 'on', provider: 's3-compatible', target: full({ tls: true }) },
    { name: 'https is the default', provider: 'coreweave', target: full({ scheme: 'cw' }) },
  ],
  fail: [
    { name: 'missing', provider: 's3-compatible', target: full(), violations: ['missing'] },
    { name: 'off', provider: 'coreweave', target: full({ scheme: 'cw', tls: false }), violations: ['off'] },
  ],
  notApplicable: [{ name: 'a plain name', provider: 's3-compatible' }],
});
