import addressHostSupported from '../../../rules/declaration/address-host-supported.ts';
import { testRule } from '../test-rule.ts';
import { full } from './addresses.ts';

testRule(addressHostSupported, {
  pass: [
    { name: 'in the path', provider: 'coreweave', target: full({ scheme: 'cw', host: 'cwobject.com' }) },
    {
      name: 'as a subdomain',
      provider: 'coreweave',
      target: full({ scheme: 'cw', host: 'acme.cwobject.com' }),
    },
  ],
  fail: [
    {
      name: 'LOTA',
      provider: 'coreweave',
      target: full({ scheme: 'cw', host: 'cwlota.com' }),
      violations: ['lota'],
    },
    {
      name: 'a look-alike',
      provider: 'coreweave',
      target: full({ scheme: 'cw', host: 'notcwobject.com' }),
      violations: ['host'],
    },
  ],
});
