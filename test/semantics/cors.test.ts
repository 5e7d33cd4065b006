import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CorsRule } from '../../src/model/evidence.ts';
import {
  answeringRule,
  exposesHeader,
  headerMatches,
  isUndecided,
  ruleMatchesOrigin,
  shadowedRules,
} from '../../src/semantics/cors.ts';
import { AZURE_CORS, GOOGLE_CORS, S3_CORS, corsDialectOf } from '../../src/semantics/cors-dialects.ts';
import {
  originContains,
  originFault,
  originMatches,
  originMayMatch,
  representativeOrigins,
} from '../../src/semantics/cors-origins.ts';

function aRule(over: Partial<CorsRule> = {}): CorsRule {
  return { origins: ['*'], methods: ['GET'], allowedHeaders: [], exposedHeaders: [], ...over };
}

describe('origins on S3', () => {
  test.each([
    ['*', 'https://acme.wandb.io', true],
    ['https://acme.wandb.io', 'https://acme.wandb.io', true],
    ['https://acme.wandb.io', 'http://acme.wandb.io', false],
    ['https://acme.wandb.io', 'https://acme.wandb.io:8443', false],
    ['https://*.wandb.ai', 'https://app.wandb.ai', true],
    ['https://*.wandb.ai', 'https://wandb.ai', false],
    ['https://acme.wandb.io/', 'https://acme.wandb.io', false],
    ['https://*.wandb.*', 'https://acme.wandb.io', false],
    ['https://ab*ba.io', 'https://aba.io', false],
    ['https://acme.wandb.i.', 'https://acme.wandb.io', false],
    ['', 'https://acme.wandb.io', false],
  ])('%s on %s: %s', (pattern, origin, matches) => {
    expect(originMatches(pattern, origin, S3_CORS)).toBe(matches);
  });

  test.each([
    ['https://acme.wandb.io', undefined],
    ['https://*.wandb.io:8443', undefined],
    ['*.wandb.io', undefined],
    ['*', undefined],
    ['null', undefined],
    ['http://[::1]:8080', undefined],
    ['https://acme.wandb.io/', { reason: 'a trailing slash', meant: 'https://acme.wandb.io' }],
    ['https://acme.wandb.io/app', { reason: 'a path', meant: 'https://acme.wandb.io' }],
    ['acme.wandb.io', { reason: 'no scheme', meant: 'https://acme.wandb.io' }],
    ['acme.wandb.io/', { reason: 'a trailing slash', meant: 'https://acme.wandb.io' }],
    ['https://acme.wandb.io:443', { reason: 'a default port', meant: 'https://acme.wandb.io' }],
    ['http://acme.example:80', { reason: 'a default port', meant: 'http://acme.example' }],
    [' https://acme.wandb.io', { reason: 'blanks around it', meant: 'https://acme.wandb.io' }],
    ['https://*.*.io', { reason: 'more than one *' }],
    ['https://<your-host>', { reason: 'characters that no origin has' }],
    ['https://', { reason: 'no host' }],
    ['/app', { reason: 'no host' }],
    ['', { reason: 'empty' }],
  ])('the fault of "%s"', (pattern, fault) => {
    expect(originFault(pattern, S3_CORS)).toEqual(fault);
  });

  test('headers are compared without case', () => {
    expect(headerMatches('Content-*', 'content-type', S3_CORS)).toBe(true);
    expect(headerMatches('content-md5', 'Content-Type', S3_CORS)).toBe(false);
    expect(exposesHeader(aRule({ exposedHeaders: ['etag'] }), 'ETag', S3_CORS)).toBe(true);
    expect(exposesHeader(aRule({ exposedHeaders: ['*'] }), 'ETag', S3_CORS)).toBe(true);
    expect(exposesHeader(aRule({ exposedHeaders: ['x-amz-id-2'] }), 'ETag', S3_CORS)).toBe(false);
  });
});

describe('the rule that answers on S3', () => {
  const rules = [
    aRule({ origins: ['https://a.io'], methods: ['GET', 'PUT'] }),
    aRule({ methods: ['PUT'], allowedHeaders: ['content-type'] }),
  ];

  test('is the first one that matches everything asked', () => {
    expect(answeringRule(rules, { origin: 'https://a.io', method: 'PUT' }, S3_CORS)).toBe(0);
    expect(
      answeringRule(rules, { origin: 'https://a.io', method: 'PUT', headers: ['Content-Type'] }, S3_CORS),
    ).toBe(1);
    expect(answeringRule(rules, { origin: 'https://b.io', method: 'PUT' }, S3_CORS)).toBe(1);
    expect(answeringRule(rules, { origin: 'https://b.io', method: 'GET' }, S3_CORS)).toBeUndefined();
    expect(
      answeringRule(rules, { origin: 'https://b.io', method: 'PUT', headers: ['x'] }, S3_CORS),
    ).toBeUndefined();
  });

  test('is never one that is shadowed', () => {
    expect(shadowedRules(rules, S3_CORS)).toEqual([]);
    expect(shadowedRules([aRule(), aRule({ origins: ['https://*.io'] })], S3_CORS)).toEqual([
      { index: 1, by: [0] },
    ]);
    expect(shadowedRules([aRule(), aRule({ methods: ['GET', 'PUT'] })], S3_CORS)).toEqual([]);
    expect(shadowedRules([aRule(), aRule({ allowedHeaders: ['*'] })], S3_CORS)).toEqual([]);
    expect(shadowedRules([aRule({ origins: ['https://a.io'] }), aRule()], S3_CORS)).toEqual([]);
    const split = [aRule(), aRule({ methods: ['PUT'] }), aRule({ methods: ['GET', 'PUT'] })];
    expect(shadowedRules(split, S3_CORS)).toEqual([{ index: 2, by: [0, 1] }]);
    expect(shadowedRules([aRule(), aRule({ origins: ['https://a.io/'] })], S3_CORS)).toEqual([]);
  });
});

describe('Google and Azure', () => {
  test.each([
    ['*', 'https://acme.wandb.io', true, true],
    ['https://acme.wandb.io', 'https://acme.wandb.io', true, true],
    ['https://acme.wandb.io:443', 'https://acme.wandb.io', true, false],
    ['http://acme.wandb.io:80', 'http://acme.wandb.io', true, false],
    ['https://acme.wandb.io:80', 'https://acme.wandb.io', false, false],
    ['https://acme.wandb.io:8443', 'https://acme.wandb.io', false, false],
    ['https://Acme.wandb.io', 'https://acme.wandb.io', false, false],
    ['https://acme.wandb.io/', 'https://acme.wandb.io', false, false],
    ['https://*.wandb.io', 'https://acme.wandb.io', false, false],
  ])('%s on %s: Google %s, Azure %s', (pattern, origin, google, azure) => {
    expect(originMatches(pattern, origin, GOOGLE_CORS)).toBe(google);
    expect(originMatches(pattern, origin, AZURE_CORS)).toBe(azure);
  });

  test('a part of an origin is undecided, and no fault', () => {
    for (const dialect of [GOOGLE_CORS, AZURE_CORS]) {
      expect(originMayMatch('https://*.wandb.io', 'https://acme.wandb.io', dialect)).toBe(true);
      expect(originMayMatch('https://*.wandb.io', 'https://acme.wandb.ai', dialect)).toBe(false);
      expect(originMayMatch('*', 'https://acme.wandb.io', dialect)).toBe(false);
      expect(originFault('https://*.wandb.io:*', dialect)).toBeUndefined();
      expect(originContains('https://*.io', 'https://a.io', dialect)).toBe(false);
      expect(originContains('*', 'https://*.io', dialect)).toBe(true);
    }
    expect(originMayMatch('https://*.wandb.io', 'https://acme.wandb.io', S3_CORS)).toBe(false);
  });

  test('it matters only before the rule that surely answers', () => {
    const part = aRule({ origins: ['https://*.a.io'], methods: ['GET', 'PUT'] });
    const sure = aRule({ origins: ['https://x.a.io'], methods: ['GET', 'PUT'] });
    const undecided = (...rules: CorsRule[]) =>
      isUndecided(rules, 'https://x.a.io', ['GET', 'PUT'], AZURE_CORS);
    expect(undecided(part, sure)).toBe(true);
    expect(undecided(sure, part)).toBe(false);
    expect(undecided({ ...sure, methods: ['GET'] }, part)).toBe(true);
    expect(undecided({ ...sure, methods: ['GET'] }, { ...part, methods: ['GET', 'HEAD'] })).toBe(false);
    expect(isUndecided([part, sure], 'https://x.a.io', ['GET'], S3_CORS)).toBe(false);
  });

  test('faults of their own', () => {
    expect(originFault('https://a.io:443', GOOGLE_CORS)).toBeUndefined();
    expect(originFault('https://a.io:443', AZURE_CORS)).toEqual({
      reason: 'a default port',
      meant: 'https://a.io',
    });
    expect(originFault('https://A.io/', AZURE_CORS)).toEqual({
      reason: 'a trailing slash',
      meant: 'https://a.io',
    });
    expect(originFault('https://A.io', GOOGLE_CORS)).toBeUndefined();
  });

  test('headers: prefixes on Azure, whole names on Google', () => {
    expect(headerMatches('x-ms-*', 'x-ms-blob-type', AZURE_CORS)).toBe(true);
    expect(headerMatches('x-ms-*', 'x-ms-blob-type', GOOGLE_CORS)).toBe(false);
    expect(headerMatches('*', 'Content-Type', GOOGLE_CORS)).toBe(true);
    expect(headerMatches('content-type', 'Content-Type', GOOGLE_CORS)).toBe(true);
    expect(exposesHeader(aRule({ exposedHeaders: ['e*'] }), 'ETag', AZURE_CORS)).toBe(true);
    expect(exposesHeader(aRule({ exposedHeaders: ['e*'] }), 'ETag', GOOGLE_CORS)).toBe(false);
    expect(exposesHeader(aRule({ exposedHeaders: ['etag'] }), 'ETag', GOOGLE_CORS)).toBe(true);
  });

  test('a method * is every method', () => {
    expect(
      answeringRule([aRule({ methods: ['*'] })], { origin: 'https://a.io', method: 'PUT' }, GOOGLE_CORS),
    ).toBe(0);
    const every = aRule({ methods: ['*'] });
    expect(shadowedRules([every, aRule()], GOOGLE_CORS)).toEqual([{ index: 1, by: [0] }]);
    expect(shadowedRules([aRule(), every], GOOGLE_CORS)).toEqual([]);
  });

  // https://learn.microsoft.com/en-us/rest/api/storageservices/cross-origin-resource-sharing--cors--support-for-the-azure-storage-services#examples-of-cors-rule-evaluation
  test.each([
    ['PUT', 'x-ms-blob-content-type', 0],
    ['GET', 'x-ms-blob-content-type', 1],
    ['GET', 'x-ms-client-request-id', undefined],
  ])("Microsoft's own example: %s with %s", (method, header, index) => {
    const origin = 'http://www.contoso.com';
    const allowedHeaders = ['x-ms-blob-content-type', 'x-ms-blob-content-disposition'];
    const rules = [
      aRule({ origins: [origin], methods: ['PUT', 'HEAD'], allowedHeaders }),
      aRule({ methods: ['PUT', 'GET'], allowedHeaders }),
      aRule({ origins: [origin], methods: ['GET'], allowedHeaders: ['x-ms-client-request-id'] }),
    ];
    expect(answeringRule(rules, { origin, method, headers: [header] }, AZURE_CORS)).toBe(index);
    expect(shadowedRules(rules, AZURE_CORS)).toEqual([{ index: 2, by: [1] }]);
    expect(shadowedRules(rules, S3_CORS)).toEqual([]);
  });

  test('the dialect of every provider', () => {
    expect((['aws', 'coreweave', 's3-compatible', 'gcp', 'azure'] as const).map(corsDialectOf)).toEqual([
      S3_CORS,
      S3_CORS,
      S3_CORS,
      GOOGLE_CORS,
      AZURE_CORS,
    ]);
  });
});

const pattern = fc.constantFrom(
  '*',
  'https://*',
  'https://*.io',
  'https://a.*',
  'http*',
  '*.io',
  'https://a.io',
  'https://b.io',
  'https://a.b.io',
  'https://a.io/',
  '*a*',
);
const origin = fc.constantFrom(
  'https://a.io',
  'https://b.io',
  'https://a.b.io',
  'http://a.io',
  'https://a.com',
  'http://z.dev',
);
const method = fc.constantFrom('GET', 'HEAD', 'PUT');
const header = fc.constantFrom('*', 'content-type', 'Content-*', 'x-a');
const rule: fc.Arbitrary<CorsRule> = fc.record({
  origins: fc.array(pattern, { minLength: 1, maxLength: 3 }),
  methods: fc.uniqueArray(method, { minLength: 1 }),
  allowedHeaders: fc.array(header, { maxLength: 2 }),
  exposedHeaders: fc.constant([]),
});
const rulesOf = fc.array(rule, { maxLength: 5 });
const headers = fc.subarray(['content-type', 'x-a', 'content-md5']);

describe.each([
  ['S3', S3_CORS],
  ['Google', GOOGLE_CORS],
  ['Azure', AZURE_CORS],
])('properties on %s', (_name, dialect) => {
  test('containment: what the inner pattern matches, the outer matches', () => {
    fc.assert(
      fc.property(pattern, pattern, origin, (outer, inner, o) => {
        if (originContains(outer, inner, dialect) && originMatches(inner, o, dialect))
          expect(originMatches(outer, o, dialect)).toBe(true);
      }),
    );
  });

  test('a shadowed rule answers no request', () => {
    fc.assert(
      fc.property(rulesOf, origin, method, headers, (rules, o, m, asked) => {
        const dead = shadowedRules(rules, dialect).map(({ index }) => index);
        const index = answeringRule(rules, { origin: o, method: m, headers: asked }, dialect);
        expect(dead).not.toContain(index);
      }),
      { numRuns: 500 },
    );
  });

  test('every origin matches the same rules as one of the representatives', () => {
    const matched = (rules: readonly CorsRule[], o: string) =>
      rules.map((r) => ruleMatchesOrigin(r, o, dialect)).join();
    fc.assert(
      fc.property(rulesOf, origin, (rules, o) => {
        const known = representativeOrigins(rules, dialect).map((r) => matched(rules, r));
        expect(known).toContain(matched(rules, o));
      }),
      { numRuns: 500 },
    );
  });

  test('what was meant by a faulty origin has no fault, and a faulty one matches no origin', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'a.:/*h?# '.split('')), maxLength: 12 }),
        origin,
        (p, o) => {
          const fault = originFault(p, dialect);
          if (fault?.meant !== undefined) expect(originFault(fault.meant, dialect)).toBeUndefined();
          if (fault !== undefined) expect(originMatches(p, o, dialect)).toBe(false);
        },
      ),
    );
  });
});
