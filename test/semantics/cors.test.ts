import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CorsRule } from '../../src/model/evidence.ts';
import {
  answeringRule,
  exposesHeader,
  headerMatches,
  originContains,
  originFault,
  originMatches,
  representativeOrigins,
  ruleMatchesOrigin,
  shadowedRules,
} from '../../src/semantics/cors.ts';

function aRule(over: Partial<CorsRule> = {}): CorsRule {
  return { origins: ['*'], methods: ['GET'], allowedHeaders: [], exposedHeaders: [], ...over };
}

describe('origins', () => {
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
    expect(originMatches(pattern, origin)).toBe(matches);
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
    expect(originFault(pattern)).toEqual(fault);
  });

  test('headers are compared without case', () => {
    expect(headerMatches('Content-*', 'content-type')).toBe(true);
    expect(headerMatches('content-md5', 'Content-Type')).toBe(false);
    expect(exposesHeader(aRule({ exposedHeaders: ['etag'] }), 'ETag')).toBe(true);
    expect(exposesHeader(aRule({ exposedHeaders: ['*'] }), 'ETag')).toBe(true);
    expect(exposesHeader(aRule({ exposedHeaders: ['x-amz-id-2'] }), 'ETag')).toBe(false);
  });
});

describe('the rule that answers', () => {
  const rules = [
    aRule({ origins: ['https://a.io'], methods: ['GET', 'PUT'] }),
    aRule({ methods: ['PUT'], allowedHeaders: ['content-type'] }),
  ];

  test('is the first one that matches everything asked', () => {
    expect(answeringRule(rules, { origin: 'https://a.io', method: 'PUT' })).toBe(0);
    expect(answeringRule(rules, { origin: 'https://a.io', method: 'PUT', headers: ['Content-Type'] })).toBe(
      1,
    );
    expect(answeringRule(rules, { origin: 'https://b.io', method: 'PUT' })).toBe(1);
    expect(answeringRule(rules, { origin: 'https://b.io', method: 'GET' })).toBeUndefined();
    expect(answeringRule(rules, { origin: 'https://b.io', method: 'PUT', headers: ['x'] })).toBeUndefined();
  });

  test('is never one that is shadowed', () => {
    expect(shadowedRules(rules)).toEqual([]);
    expect(shadowedRules([aRule(), aRule({ origins: ['https://*.io'] })])).toEqual([{ index: 1, by: [0] }]);
    expect(shadowedRules([aRule(), aRule({ methods: ['GET', 'PUT'] })])).toEqual([]);
    expect(shadowedRules([aRule(), aRule({ allowedHeaders: ['*'] })])).toEqual([]);
    expect(shadowedRules([aRule({ origins: ['https://a.io'] }), aRule()])).toEqual([]);
    const split = [aRule(), aRule({ methods: ['PUT'] }), aRule({ methods: ['GET', 'PUT'] })];
    expect(shadowedRules(split)).toEqual([{ index: 2, by: [0, 1] }]);
    expect(shadowedRules([aRule(), aRule({ origins: ['https://a.io/'] })])).toEqual([]);
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

describe('properties', () => {
  test('containment: what the inner pattern matches, the outer matches', () => {
    fc.assert(
      fc.property(pattern, pattern, origin, (outer, inner, o) => {
        if (originContains(outer, inner) && originMatches(inner, o))
          expect(originMatches(outer, o)).toBe(true);
      }),
    );
  });

  test('a shadowed rule answers no request', () => {
    fc.assert(
      fc.property(rulesOf, origin, method, headers, (rules, o, m, asked) => {
        const dead = shadowedRules(rules).map(({ index }) => index);
        const index = answeringRule(rules, { origin: o, method: m, headers: asked });
        expect(dead).not.toContain(index);
      }),
      { numRuns: 500 },
    );
  });

  test('every origin matches the same rules as one of the representatives', () => {
    const matched = (rules: readonly CorsRule[], o: string) =>
      rules.map((r) => ruleMatchesOrigin(r, o)).join();
    fc.assert(
      fc.property(rulesOf, origin, (rules, o) => {
        const known = representativeOrigins(rules).map((r) => matched(rules, r));
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
          const fault = originFault(p);
          if (fault?.meant !== undefined) expect(originFault(fault.meant)).toBeUndefined();
          if (fault !== undefined) expect(originMatches(p, o)).toBe(false);
        },
      ),
    );
  });
});
