import rule from '../../../rules/browser/cors-max-age-set.ts';
import { testRule } from '../test-rule.ts';
import { UNDECLARED, aRule, cors, onEveryStore } from './cases.ts';

const { maxAgeSeconds: _, ...ageless } = aRule();

testRule(rule, {
  pass: [
    ...onEveryStore({ name: '3000', facets: cors(aRule()) }),
    ...[1, 3600, 86_400].map((maxAgeSeconds) => ({
      name: `${maxAgeSeconds}`,
      provider: 'aws' as const,
      facets: cors(aRule({ maxAgeSeconds })),
    })),
    { name: 'absent: Cloud Storage answers 3600', provider: 'gcp', facets: cors(ageless) },
    {
      name: 'reads are not preflighted',
      provider: 'aws',
      facets: cors({ ...ageless, methods: ['GET', 'HEAD'] }, aRule({ methods: ['PUT'] })),
    },
    {
      name: 'a rule for others',
      provider: 'aws',
      facets: cors({ ...ageless, origins: ['https://site.example'] }, aRule()),
    },
  ],
  fail: [
    ...onEveryStore(
      {
        name: 'absent',
        facets: cors(ageless),
        violations: [{ messageId: 'absent', path: '/rules/0' }],
      },
      ['gcp'],
    ),
    ...(['gcp', 'azure'] as const).map((provider) => ({
      name: 'zero',
      provider,
      facets: cors(aRule({ maxAgeSeconds: 0 })),
      violations: ['zero'],
    })),
    { name: '0', provider: 'aws', facets: cors(aRule({ maxAgeSeconds: 0 })), violations: ['zero'] },
    {
      name: 'over a day, undeclared',
      provider: 'aws',
      ...UNDECLARED,
      facets: cors(aRule({ origins: ['*'], maxAgeSeconds: 86_401 })),
      violations: ['tooLong'],
    },
  ],
  notApplicable: [
    { name: 'no CORS', provider: 'aws', facets: cors(), message: /cors-configured/ },
    {
      name: 'the preflight is refused',
      provider: 'aws',
      facets: cors({ ...ageless, allowedHeaders: [] }),
      message: /cors-headers-allowed/,
    },
  ],
});
