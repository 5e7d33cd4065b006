import rule from '../../../rules/browser/cors-methods-allowed.ts';
import { testRule } from '../test-rule.ts';
import { UNDECLARED, aRule, cors, onEveryStore } from './cases.ts';

const other = aRule({ origins: ['https://other.example'] });

testRule(rule, {
  pass: [
    ...onEveryStore({ name: 'one rule', facets: cors(aRule()) }),
    { name: 'every method', provider: 'gcp', facets: cors(aRule({ methods: ['*'] })) },
    {
      name: 'one rule a method',
      provider: 'aws',
      facets: cors(aRule({ methods: ['GET'] }), aRule({ methods: ['HEAD'] }), aRule({ methods: ['PUT'] })),
    },
    {
      name: 'undeclared, any origin',
      provider: 'aws',
      ...UNDECLARED,
      facets: cors(aRule({ origins: ['*'] })),
    },
  ],
  fail: [
    ...onEveryStore({
      name: 'no PUT for the front end',
      facets: cors(other, aRule({ methods: ['GET', 'HEAD'] })),
      violations: [{ messageId: 'missing', path: '/rules/1', data: { methods: ['PUT'] } }],
    }),
    {
      name: 'undeclared, any origin may only GET',
      provider: 'aws',
      ...UNDECLARED,
      facets: cors(aRule({ origins: ['*'], methods: ['GET'] })),
      violations: [{ messageId: 'missing', data: { methods: ['HEAD', 'PUT'] } }],
    },
  ],
  open: [
    {
      name: 'undeclared, one origin may PUT',
      provider: 'aws',
      ...UNDECLARED,
      facets: cors(other, aRule({ origins: ['*'], methods: ['GET'] })),
      message: /--origin/,
    },
  ],
  notApplicable: [
    { name: 'no CORS', provider: 'aws', facets: cors(), message: /cors-configured/ },
    {
      name: 'the origin is not allowed',
      provider: 'aws',
      facets: cors(other),
      message: /cors-origin-allowed/,
    },
  ],
});
