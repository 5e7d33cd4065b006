import rule from '../../../rules/browser/cors-origin-restricted.ts';
import { testRule } from '../test-rule.ts';
import { UNDECLARED, aRule, cors, onEveryStore } from './cases.ts';

testRule(rule, {
  pass: [
    ...onEveryStore({ name: 'the front end', facets: cors(aRule()) }),
    { name: 'no pattern', provider: 'azure', facets: cors(aRule({ origins: ['https://*'] })) },
    { name: 'a domain', provider: 'aws', facets: cors(aRule({ origins: ['https://*.wandb.io'] })) },
  ],
  fail: [
    ...onEveryStore({
      name: "W&B's guide",
      facets: cors(aRule({ origins: ['*'] })),
      violations: [{ messageId: 'everyOrigin', path: '/rules/0' }],
    }),
    {
      name: 'any https origin; undeclared',
      provider: 'aws',
      ...UNDECLARED,
      facets: cors(aRule(), aRule({ origins: ['https://*'] })),
      violations: [{ messageId: 'everyOrigin', path: '/rules/1' }],
    },
  ],
  notApplicable: [{ name: 'no CORS', provider: 'aws', facets: cors(), message: /cors-configured/ }],
});
