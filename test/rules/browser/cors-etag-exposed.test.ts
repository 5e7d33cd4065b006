import { expect } from 'vitest';
import rule from '../../../rules/browser/cors-etag-exposed.ts';
import { testRule } from '../test-rule.ts';
import { UNDECLARED, aRule, anEntry, cors, onEveryStore } from './cases.ts';

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
    ...[['*'], ['Content-Type', 'etag']].map((list) => ({
      name: `responseHeader ${list.join()}`,
      provider: 'gcp' as const,
      facets: cors(anEntry(list)),
    })),
    { name: 'a prefix', provider: 'azure', facets: cors(aRule({ exposedHeaders: ['et*'] })) },
    { name: 'a rule before it is for others', provider: 'aws', facets: cors(otherHiding, aRule()) },
    {
      name: 'a rule before it is for other methods',
      provider: 'aws',
      facets: cors(aRule({ methods: ['DELETE'], exposedHeaders: [] }), aRule()),
    },
    { name: 'a shadowed rule hides it', provider: 'aws', facets: cors(aRule(), hiding) },
  ],
  fail: [
    ...onEveryStore(
      {
        name: 'nothing exposed',
        facets: cors(hiding),
        violations: [{ messageId: 'hidden', path: '/rules/0', data: { methods: ['GET', 'HEAD', 'PUT'] } }],
      },
      ['gcp'],
    ),
    {
      name: "the guide's own file for Cloud Storage, whose exposeHeaders is no field there",
      provider: 'gcp',
      facets: cors(anEntry(['Content-Type'], { origins: ['*'] })),
      violations: [
        {
          messageId: 'notInResponseHeader',
          path: '/rules/0',
          message: expect.stringMatching(/lists Content-Type\. Cloud Storage has no exposeHeaders/),
          remediation: {
            text: expect.stringContaining('responseHeader'),
            command: 'gcloud storage buckets update gs://acme-wandb --cors-file=cors.json',
            document: {
              file: 'cors.json',
              facet: 'cors',
              content: [
                {
                  origin: ['*'],
                  method: ['GET', 'HEAD', 'PUT'],
                  responseHeader: ['Content-Type', 'ETag'],
                  maxAgeSeconds: 3000,
                },
              ],
            },
          },
        },
      ],
    },
    {
      name: 'no headers at all',
      provider: 'gcp',
      facets: cors(anEntry([])),
      violations: [{ messageId: 'notInResponseHeader', data: { headers: 'nothing' } }],
    },
    {
      name: 'prefixes that do not cover it',
      provider: 'azure',
      facets: cors(aRule({ exposedHeaders: ['x-ms-*'] })),
      violations: ['hidden'],
    },
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
