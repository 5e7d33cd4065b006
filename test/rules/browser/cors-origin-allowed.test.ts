import rule from '../../../rules/browser/cors-origin-allowed.ts';
import { testRule } from '../test-rule.ts';
import { PARTIAL, UNDECLARED, aRule, cors, onEveryStore } from './cases.ts';

const other = aRule({ origins: ['https://other.example'] });

testRule(rule, {
  pass: [
    ...onEveryStore({ name: 'among others', facets: cors(other, aRule()) }),
    { name: 'any origin', provider: 'aws', facets: cors(aRule({ origins: ['*'] })) },
    { name: 'a part of the host', provider: 'aws', facets: cors(aRule({ origins: ['https://*.wandb.io'] })) },
    {
      name: 'with the default port',
      provider: 'gcp',
      facets: cors(aRule({ origins: ['https://acme.wandb.io:443'] })),
    },
    ...(['gcp', 'azure'] as const).map((provider) => ({
      name: 'a part of an origin after it',
      provider,
      facets: cors(aRule(), aRule(PARTIAL)),
    })),
    {
      name: 'undeclared, any origin',
      provider: 'aws',
      ...UNDECLARED,
      facets: cors(aRule({ origins: ['*'] })),
    },
    {
      name: 'undeclared, http and https',
      provider: 'aws',
      ...UNDECLARED,
      facets: cors(aRule({ origins: ['http://*', 'https://*'] })),
    },
    {
      name: 'declared with a slash, as typed on the command line',
      provider: 'aws',
      deployment: { origin: 'https://acme.wandb.io/' },
      facets: cors(aRule()),
    },
  ],
  fail: [
    ...onEveryStore({
      name: 'others only',
      facets: cors(other),
      violations: [{ messageId: 'notAllowed', path: '/rules' }],
    }),
    {
      name: 'subdomains do not include the apex',
      provider: 'aws',
      deployment: { origin: 'https://wandb.ai' },
      facets: cors(aRule({ origins: ['https://*.wandb.ai'] })),
      violations: ['notAllowed'],
    },
    {
      name: 'another scheme',
      provider: 'aws',
      facets: cors(aRule({ origins: ['http://acme.wandb.io'] })),
      violations: ['notAllowed'],
    },
    {
      name: 'upper case',
      provider: 'azure',
      facets: cors(aRule({ origins: ['https://Acme.wandb.io'] })),
      violations: [{ messageId: 'missed', data: { allowed: ['https://Acme.wandb.io'] } }],
    },
    {
      name: 'with a slash',
      provider: 'aws',
      facets: cors(aRule({ origins: ['https://acme.wandb.io/'] })),
      violations: [{ messageId: 'missed', data: { allowed: ['https://acme.wandb.io/'] } }],
    },
    {
      name: 'undeclared, nothing that any browser sends',
      provider: 'aws',
      ...UNDECLARED,
      facets: cors(aRule({ origins: ['acme.wandb.io/'] })),
      violations: ['missed'],
    },
  ],
  open: [
    ...(['gcp', 'azure'] as const).map((provider) => ({
      name: 'a part of an origin, which the documents do not settle',
      provider,
      facets: cors(aRule(PARTIAL), aRule()),
      message: /write the front end's origin in full/,
    })),
    {
      name: 'undeclared, one origin',
      provider: 'aws',
      ...UNDECLARED,
      facets: cors(other),
      message: /--origin/,
    },
  ],
  notApplicable: [
    { name: 'no CORS', provider: 'aws', facets: cors(), message: /cors-configured/ },
    ...[{}, UNDECLARED].map((declared, i) => ({
      name: `a placeholder (${i === 0 ? 'declared' : 'undeclared'} origin)`,
      provider: 'aws' as const,
      ...declared,
      facets: cors(aRule({ origins: ['https://<your-host>'] })),
      message: /placeholders-replaced/,
    })),
  ],
});
