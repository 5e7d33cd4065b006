import rule from '../../../rules/browser/cors-rules-reachable.ts';
import { testRule } from '../test-rule.ts';
import { UNDECLARED, aRule, cors, onEveryStore } from './cases.ts';

const every = aRule({ origins: ['*'] });

testRule(rule, {
  pass: [
    ...onEveryStore({ name: 'the wider rule comes last', facets: cors(aRule(), every) }),
    {
      name: 'the earlier rule has fewer methods',
      provider: 'aws',
      facets: cors({ ...every, methods: ['GET'] }, aRule()),
    },
    {
      name: 'the earlier rule allows fewer headers',
      provider: 'aws',
      facets: cors({ ...every, allowedHeaders: ['content-type'] }, aRule()),
    },
    {
      name: 'ETag hidden by the earlier rule is cors-etag-exposed',
      provider: 'aws',
      facets: cors({ ...every, exposedHeaders: [] }, aRule()),
    },
    {
      name: 'origins that never match are cors-origins-wellformed',
      provider: 'aws',
      facets: cors(every, aRule({ origins: ['https://site.example/'] })),
    },
  ],
  fail: [
    ...onEveryStore({
      name: 'behind a rule for every origin',
      facets: cors(every, { ...aRule(), id: 'wandb' }),
      violations: [{ messageId: 'shadowed', path: '/rules/1', data: { rule: '2 (wandb)', by: ['1'] } }],
    }),
    ...(['gcp', 'azure'] as const).map((provider) => ({
      name: 'headers do not choose the rule',
      provider,
      facets: cors({ ...every, allowedHeaders: ['content-type'] }, aRule()),
      violations: [{ messageId: 'shadowed', path: '/rules/1' }],
    })),
    {
      name: "the sixth of Azure's five",
      provider: 'azure',
      facets: cors(aRule(), ...[1, 2, 3, 4, 5].map((n) => aRule({ origins: [`https://site${n}.example`] }))),
      violations: [{ messageId: 'pastLimit', path: '/rules/5', data: { rule: '6', limit: 5 } }],
    },
    {
      name: 'behind one rule a method',
      provider: 'aws',
      ...UNDECLARED,
      facets: cors({ ...every, methods: ['GET', 'HEAD'] }, { ...every, methods: ['PUT'] }, aRule()),
      violations: [{ messageId: 'shadowed', data: { by: ['1', '2'] } }],
    },
    {
      name: 'another site loses its ETag, not the front end',
      provider: 'aws',
      facets: cors(
        aRule(),
        { ...every, exposedHeaders: [] },
        aRule({ origins: ['https://site.example'], exposedHeaders: ['ETag'] }),
      ),
      violations: [{ messageId: 'shadowed', path: '/rules/2' }],
    },
  ],
  notApplicable: [{ name: 'no CORS', provider: 'aws', facets: cors(), message: /cors-configured/ }],
});
