import rule from '../../../rules/browser/cors-etag-exposed.ts';
import { testRule } from '../test-rule.ts';
import { UNDECLARED, aRule, cors, onEveryStore } from './cases.ts';

const hiding = aRule({ exposedHeaders: [] });
const otherHiding = aRule({ origins: ['https://other.example'], exposedHeaders: [] });

testRule(rule, {
  pass: [
    ...onEveryStore({ name: 'ETag', facets: cors(aRule()) }),
    ...['etag', 'Etag', '*'].map((name) => ({
      name: `written ${name}`,
      provider: 'aws' as const,
      facets: cors(aRule({ exposedHeaders: ['x-amz-id-2', name] })),
    })),
    { name: 'a rule before it is for others', provider: 'aws', facets: cors(otherHiding, aRule()) },
    {
      name: 'a rule before it is for other methods',
      provider: 'aws',
      facets: cors(aRule({ methods: ['DELETE'], exposedHeaders: [] }), aRule()),
    },
    { name: 'a shadowed rule hides it', provider: 'aws', facets: cors(aRule(), hiding) },
  ],
  fail: [
    ...onEveryStore({
      name: 'nothing exposed',
      facets: cors(hiding),
      violations: [{ messageId: 'hidden', path: '/rules/0', data: { methods: ['GET', 'HEAD', 'PUT'] } }],
    }),
    {
      name: 'a rule further down exposes it in vain',
      provider: 'aws',
      facets: cors({ ...hiding, id: 'site', methods: ['GET'] }, aRule()),
      violations: [{ messageId: 'hidden', path: '/rules/0', data: { rule: '1 (site)', methods: ['GET'] } }],
    },
    {
      name: 'the preflight is answered by the later rule, the PUT by the first',
      provider: 'aws',
      facets: cors(aRule({ methods: ['PUT'], allowedHeaders: [], exposedHeaders: [] }), aRule()),
      violations: [{ messageId: 'hidden', path: '/rules/0', data: { methods: ['PUT'] } }],
    },
    {
      name: 'undeclared, whoever asks',
      provider: 'aws',
      ...UNDECLARED,
      facets: cors(otherHiding, aRule({ origins: ['*'], exposedHeaders: ['x-a'] })),
      violations: [{ path: '/rules/0' }, { path: '/rules/1' }].map((v) => ({ messageId: 'hidden', ...v })),
    },
  ],
  open: [
    {
      name: 'undeclared, it depends',
      provider: 'aws',
      ...UNDECLARED,
      facets: cors(otherHiding, aRule({ origins: ['*'] })),
      message: /--origin/,
    },
  ],
  notApplicable: [
    { name: 'no CORS', provider: 'aws', facets: cors(), message: /cors-configured/ },
    {
      name: 'the origin is not allowed',
      provider: 'aws',
      facets: cors(otherHiding),
      message: /cors-origin-allowed/,
    },
  ],
});
