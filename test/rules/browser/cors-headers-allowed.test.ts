import rule from '../../../rules/browser/cors-headers-allowed.ts';
import { testRule } from '../test-rule.ts';
import { UNDECLARED, aRule, cors, onEveryStore } from './cases.ts';

testRule(rule, {
  pass: [
    ...onEveryStore({ name: 'every header', facets: cors(aRule()) }),
    { name: 'that header', provider: 'aws', facets: cors(aRule({ allowedHeaders: ['Content-Type'] })) },
    { name: 'a family of headers', provider: 'aws', facets: cors(aRule({ allowedHeaders: ['content-*'] })) },
    {
      name: 'a later rule answers the preflight',
      provider: 'aws',
      facets: cors(aRule({ allowedHeaders: [] }), aRule()),
    },
    {
      name: 'reads ask for no header',
      provider: 'aws',
      facets: cors(aRule({ methods: ['GET', 'HEAD'], allowedHeaders: [] }), aRule({ methods: ['PUT'] })),
    },
  ],
  fail: [
    ...onEveryStore({
      name: 'no header',
      facets: cors(aRule({ allowedHeaders: [] })),
      violations: [{ messageId: 'refused', path: '/rules/0', data: { headers: ['content-type'] } }],
    }),
    {
      name: 'the wrong headers',
      provider: 'aws',
      facets: cors(aRule({ methods: ['GET'] }), aRule({ allowedHeaders: ['Authorization'] })),
      violations: [{ messageId: 'refused', path: '/rules/1' }],
    },
    {
      name: 'undeclared, any origin',
      provider: 'aws',
      ...UNDECLARED,
      facets: cors(aRule({ origins: ['*'], allowedHeaders: ['x-a'] })),
      violations: ['refused'],
    },
  ],
  notApplicable: [
    { name: 'no CORS', provider: 'aws', facets: cors(), message: /cors-configured/ },
    {
      name: 'no PUT',
      provider: 'aws',
      facets: cors(aRule({ methods: ['GET'], allowedHeaders: [] })),
      message: /cors-methods-allowed/,
    },
  ],
});
