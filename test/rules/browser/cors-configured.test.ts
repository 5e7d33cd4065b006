import rule from '../../../rules/browser/cors-configured.ts';
import { testRule, unreadable, unsupported } from '../test-rule.ts';
import { UNDECLARED, aRule, cors, onEveryStore } from './cases.ts';

testRule(rule, {
  pass: onEveryStore({
    name: 'a rule, whatever it says',
    facets: cors(aRule({ origins: ['https://x.io'] })),
  }),
  fail: [
    ...onEveryStore({
      name: 'nothing configured',
      facets: cors(),
      violations: [{ messageId: 'none', path: '/rules' }],
    }),
    { name: 'no origin is needed', provider: 'aws', ...UNDECLARED, facets: cors(), violations: ['none'] },
  ],
  open: [
    {
      name: 'a store without CORS of a bucket names the setting of the server',
      provider: 's3-compatible',
      facets: { cors: unsupported },
      message: /MINIO_API_CORS_ALLOW_ORIGIN.*https:\/\/acme\.wandb\.io/,
    },
    { name: 'denied', provider: 'aws', facets: { cors: unreadable() }, message: /test:Call denied/ },
  ],
});
