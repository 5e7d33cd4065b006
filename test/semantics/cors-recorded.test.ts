// The evaluator against answers that S3 really gave; the configurations are those the recordings were made with.

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { CorsRule } from '../../src/model/evidence.ts';
import { answeringRule } from '../../src/semantics/cors.ts';
import { S3_CORS } from '../../src/semantics/cors-dialects.ts';

const RECORDED = new URL('../../../shared/data/wire/aws/preflight/', import.meta.url);
const PAGE = 'https://localhost:4200';

function aRule(over: Partial<CorsRule>): CorsRule {
  return {
    origins: [PAGE],
    methods: ['GET'],
    allowedHeaders: ['*'],
    exposedHeaders: [],
    maxAgeSeconds: 3000,
    ...over,
  };
}

const PAYER = 'x-amz-request-payer';
const OWNER = 'x-amz-expected-bucket-owner';
const SSE = 'x-amz-server-side-encryption';
const listed = aRule({
  allowedHeaders: [OWNER, 'x-amz-server-side-encryption-customer-algorithm', 'x-AMZ-server-SIDE-encryption'],
});
const getPut = aRule({ methods: ['GET', 'PUT'] });
const partial = aRule({ origins: ['http://*.origin.com'], methods: ['GET', 'PUT'] });
const exposing = aRule({ origins: ['*'], allowedHeaders: [], exposedHeaders: ['x-amz-id-2'] });

/** File, answer in it, rules, origin, method, requested headers. */
const CASES: readonly (readonly [string, string, CorsRule | undefined, string, string, readonly string[]])[] =
  [
    ['cors-match-origins', 'opt-right-origin', getPut, PAGE, 'PUT', []],
    ['cors-match-origins', 'opt-wrong-origin', getPut, 'http://localhost:4200', 'PUT', []],
    ['cors-match-origins', 'get-right-origin', getPut, PAGE, 'GET', []],
    ['cors-match-origins', 'get-wrong-origin', getPut, 'http://localhost:4200', 'GET', []],
    [
      'cors-match-origins',
      'opt-random-wildcard-origin',
      { ...getPut, origins: ['*'] },
      'http://random:1234',
      'PUT',
      [],
    ],
    ['cors-match-methods', 'opt-get', aRule({}), PAGE, 'GET', []],
    ['cors-match-methods', 'opt-put', aRule({}), PAGE, 'PUT', []],
    ['cors-match-headers', 'opt-get', aRule({}), PAGE, 'GET', [PAYER]],
    ['cors-match-headers', 'opt-get-two', aRule({}), PAGE, 'GET', [PAYER, OWNER]],
    ['cors-match-headers', 'opt-get-non-allowed', listed, PAGE, 'GET', [PAYER]],
    ['cors-match-headers', 'opt-get-allowed', listed, PAGE, 'GET', [OWNER]],
    ['cors-match-headers', 'opt-get-allowed-diff-casing', listed, PAGE, 'GET', [OWNER, SSE]],
    ['cors-match-headers', 'opt-get-allowed-no-space', listed, PAGE, 'GET', [OWNER, SSE]],
    ['cors-expose-headers', 'opt-get', exposing, 'localhost:4566', 'GET', []],
    [
      'cors-options-match-partial-origin',
      'options_match_partial_origin',
      partial,
      'http://test.origin.com',
      'GET',
      [],
    ],
    [
      'cors-options-fails-partial-origin',
      'options_fails_partial_origin',
      partial,
      'http://test.origin.com/',
      'GET',
      [],
    ],
    ['cors-http-options-no-config', 'options-with-origin-and-method', undefined, 'whatever', 'PUT', []],
  ];

const there = existsSync(RECORDED);
if (!there) {
  console.warn(
    'SKIPPED: the CORS answers recorded from S3 (shared/data/wire/aws/preflight) are not beside the checkout',
  );
}

describe.skipIf(!there)('S3 answered so', () => {
  test.each(CASES)('%s %s', (file, key, rule, origin, method, headers) => {
    const recorded = JSON.parse(readFileSync(new URL(`${file}.json`, RECORDED), 'utf8')) as Record<
      string,
      { Headers?: Record<string, string> } | undefined
    >;
    expect(recorded[key], `${file} holds ${key}`).toBeDefined();
    // A refused request has no CORS header; an error recorded without headers was a refusal.
    const allowed = recorded[key]?.Headers?.['Access-Control-Allow-Origin'] !== undefined;
    const index = answeringRule(rule === undefined ? [] : [rule], { origin, method, headers }, S3_CORS);
    expect(index !== undefined).toBe(allowed);
  });
});
