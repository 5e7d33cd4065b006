import rule from '../../../rules/browser/cors-methods-minimal.ts';
import { testRule } from '../test-rule.ts';
import { UNDECLARED, aRule, cors, onEveryStore } from './cases.ts';

testRule(rule, {
  pass: [
    ...onEveryStore({ name: 'GET, HEAD, PUT', facets: cors(aRule()) }),
    {
      name: 'another page on the same bucket',
      provider: 'aws',
      facets: cors(aRule(), aRule({ origins: ['https://site.example'], methods: ['POST', 'DELETE'] })),
    },
  ],
  fail: [
    {
      name: 'every method',
      provider: 'gcp',
      facets: cors(aRule({ methods: ['*'] })),
      violations: [{ messageId: 'unused', data: { methods: ['DELETE', 'POST'] } }],
    },
    ...onEveryStore({
      name: 'everything',
      facets: cors(aRule({ methods: ['GET', 'HEAD', 'PUT', 'POST', 'DELETE'] })),
      violations: [{ messageId: 'unused', path: '/rules/0', data: { methods: ['DELETE', 'POST'] } }],
    }),
    {
      name: 'in a rule of its own, undeclared',
      provider: 'aws',
      ...UNDECLARED,
      facets: cors(aRule({ origins: ['*'] }), aRule({ origins: ['*'], methods: ['DELETE'] })),
      violations: [{ messageId: 'unused', path: '/rules/1' }],
    },
  ],
  notApplicable: [{ name: 'no CORS', provider: 'aws', facets: cors(), message: /cors-configured/ }],
});
