import addressUsesNativeScheme from '../../../rules/declaration/address-uses-native-scheme.ts';
import { testRule } from '../test-rule.ts';
import { full } from './addresses.ts';

testRule(addressUsesNativeScheme, {
  pass: [{ name: 'cw', provider: 'coreweave', target: full({ scheme: 'cw', host: 'cwobject.com' }) }],
  fail: [
    { name: 's3', provider: 'coreweave', target: full({ host: 'cwobject.com' }), violations: ['scheme'] },
  ],
});
