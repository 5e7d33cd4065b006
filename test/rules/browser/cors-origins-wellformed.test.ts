import rule from '../../../rules/browser/cors-origins-wellformed.ts';
import { testRule } from '../test-rule.ts';
import { UNDECLARED, aRule, cors, onEveryStore } from './cases.ts';

testRule(rule, {
  pass: [
    ...onEveryStore({ name: 'an origin', facets: cors(aRule()) }),
    {
      name: 'every form that can match',
      provider: 'aws',
      facets: cors(
        aRule({ origins: ['*', 'null', 'https://*.wandb.io', '*.wandb.io', 'http://10.0.0.1:8080'] }),
      ),
    },
    {
      name: 'default ports and parts',
      provider: 'gcp',
      facets: cors(
        aRule({ origins: ['https://acme.wandb.io', 'https://site.example:443', 'https://*.a.io:*'] }),
      ),
    },
    { name: 'parts', provider: 'azure', facets: cors(aRule(), aRule({ origins: ['https://*.a.io'] })) },
    {
      name: 'the one that keeps the front end out is cors-origin-allowed',
      provider: 'aws',
      facets: cors(aRule({ origins: ['https://acme.wandb.io/'] })),
    },
    {
      name: 'a placeholder is placeholders-replaced',
      provider: 'aws',
      facets: cors(aRule(), aRule({ origins: ['https://<your-host>/'] })),
    },
  ],
  fail: [
    ...onEveryStore({
      name: 'a slash beside an origin that works',
      facets: cors(aRule(), aRule({ origins: ['https://site.example/'] })),
      violations: [
        {
          messageId: 'neverMatches',
          path: '/rules/1',
          data: { rule: '2', origins: ['"https://site.example/" (a trailing slash)'] },
        },
      ],
    }),
    {
      name: 'upper case',
      provider: 'azure',
      facets: cors(aRule(), aRule({ origins: ['https://Site.example'] })),
      violations: [
        { messageId: 'neverMatches', data: { origins: ['"https://Site.example" (upper-case letters)'] } },
      ],
    },
    {
      name: 'several in one rule are one finding; no origin needs to be declared',
      provider: 'aws',
      ...UNDECLARED,
      facets: cors(aRule({ origins: ['*', 'https://*.*.io', 'site.example', ''] })),
      violations: ['neverMatches'],
    },
  ],
  notApplicable: [{ name: 'no CORS', provider: 'aws', facets: cors(), message: /cors-configured/ }],
});
