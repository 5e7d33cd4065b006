import rule from '../../../rules/browser/cors-headers-allowed.ts';
import { testRule } from '../test-rule.ts';
import { UNDECLARED, aRule, anEntry, cors, onEveryStore } from './cases.ts';

testRule(rule, {
  pass: [
    ...onEveryStore({ name: 'every header', facets: cors(aRule()) }),
    { name: 'that header', provider: 'aws', facets: cors(aRule({ allowedHeaders: ['Content-Type'] })) },
    { name: 'a family of headers', provider: 'aws', facets: cors(aRule({ allowedHeaders: ['content-*'] })) },
    { name: 'listed', provider: 'gcp', facets: cors(anEntry(['content-type', 'ETag'])) },
    {
      name: 'listed, one by its prefix',
      provider: 'azure',
      facets: cors(aRule({ allowedHeaders: ['x-ms-*', 'Content-Type'] })),
    },
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
    ...onEveryStore(
      {
        name: 'no header',
        facets: cors(aRule({ allowedHeaders: [] })),
        violations: [{ messageId: 'refused', path: '/rules/0', data: { headers: ['content-type'] } }],
      },
      ['gcp', 'azure'],
    ),
    {
      name: "ETag alone, as W&B's Terraform once had it",
      provider: 'gcp',
      facets: cors(anEntry(['ETag'])),
      violations: [
        { messageId: 'notInResponseHeader', path: '/rules/0', data: { headers: ['content-type'] } },
      ],
    },
    {
      name: 'the first entry decides, a later one helps in vain',
      provider: 'gcp',
      facets: cors(anEntry(['ETag'], { origins: ['*'] }), anEntry(['*'])),
      violations: [{ messageId: 'notInResponseHeader', path: '/rules/0' }],
    },
    {
      name: 'neither header',
      provider: 'azure',
      facets: cors(aRule({ allowedHeaders: ['x-ms-meta-*'] })),
      violations: [
        {
          messageId: 'blobTypeRefused',
          severity: 'high',
          data: { headers: ['content-type', 'x-ms-blob-type'] },
        },
      ],
    },
    {
      name: 'content-type alone is missing',
      provider: 'azure',
      facets: cors(aRule({ allowedHeaders: ['x-ms-*'] })),
      violations: [{ messageId: 'refused', severity: 'medium', data: { headers: ['content-type'] } }],
    },
    {
      name: 'the first rule decides, a later one helps in vain',
      provider: 'azure',
      facets: cors(aRule({ allowedHeaders: [] }), aRule()),
      violations: [{ messageId: 'blobTypeRefused', path: '/rules/0' }],
    },
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
