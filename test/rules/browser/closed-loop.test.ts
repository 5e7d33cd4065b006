// The merged CORS document, applied and read again, passes its own rule and brings no new fault of a front end.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { browserRules } from '../../../rules/browser/index.ts';
import { corsOf } from '../../../src/collect/s3/cors.ts';
import { evaluateBucket } from '../../../src/evaluate/evaluate.ts';
import type { Cors, CorsRule } from '../../../src/model/evidence.ts';
import type { Rule } from '../../../src/model/rule.ts';
import type { Target } from '../../../src/model/target.ts';
import { aTarget, readingsOf } from '../test-rule.ts';
import { ORIGIN, UNDECLARED } from './cases.ts';

const origin = fc.constantFrom(
  '*',
  ORIGIN,
  'https://*.wandb.io',
  `${ORIGIN}/`,
  'https://site.example',
  'site.example',
);
const rule: fc.Arbitrary<CorsRule> = fc.record({
  origins: fc.uniqueArray(origin, { minLength: 1, maxLength: 3 }),
  methods: fc.uniqueArray(fc.constantFrom('GET', 'HEAD', 'PUT', 'POST', 'DELETE'), { minLength: 1 }),
  allowedHeaders: fc.uniqueArray(fc.constantFrom('*', 'content-type', 'x-a'), { maxLength: 2 }),
  exposedHeaders: fc.uniqueArray(fc.constantFrom('ETag', 'x-amz-id-2', '*'), { maxLength: 2 }),
  maxAgeSeconds: fc.constantFrom(0, 3000, 100_000),
});
const configurations = fc.array(rule, { maxLength: 4 }).map((rules): Cors => ({ scope: 'bucket', rules }));

function judge(r: Rule, cors: Cors, target: Target) {
  return evaluateBucket({ id: target.bucketId, targets: [target], readings: readingsOf({ cors }) }, [r]);
}

describe.each(browserRules.map((r) => [r.id, r] as const))('%s', (_id, r) => {
  test.each([
    ['declared', aTarget('aws')],
    ['undeclared', aTarget('aws', UNDECLARED.target)],
  ])('%s origin: the document passes', (_name, target) => {
    let documents = 0;
    fc.assert(
      fc.property(configurations, (cors) => {
        const [first] = judge(r, cors, target);
        const document = first?.remediation?.document;
        if (document === undefined) return;
        documents += 1;
        expect(document).toMatchObject({ file: 'cors.json', facet: 'cors' });
        const applied = corsOf(JSON.parse(JSON.stringify(document.content)) as Parameters<typeof corsOf>[0]);
        expect(judge(r, applied, target).map(({ kind }) => kind)).toEqual(['pass']);
      }),
      { numRuns: 300 },
    );
    // Without an origin there is nothing to put in the place of `*`.
    const impossible = r.id === 'cors-origin-restricted' && target.deployment.origin === undefined;
    expect(documents > 0).toBe(!impossible);
  });
});

test('the guide and W&B Terraform: one finding, of severity low', () => {
  const guide: Cors = {
    scope: 'bucket',
    rules: [
      {
        origins: ['*'],
        methods: ['GET', 'HEAD', 'PUT'],
        allowedHeaders: ['*'],
        exposedHeaders: ['ETag'],
        maxAgeSeconds: 3000,
      },
    ],
  };
  const target = aTarget('aws');
  const findings = browserRules.flatMap((r) => judge(r, guide, target)).filter(({ kind }) => kind !== 'pass');
  expect(findings.map(({ ruleId, kind, severity }) => [ruleId, kind, severity])).toEqual([
    ['cors-origin-restricted', 'fail', 'low'],
  ]);
});

test('one cause, one rule', () => {
  const target = aTarget('aws');
  const failing = (rules: readonly CorsRule[]) =>
    browserRules
      .filter((r) => judge(r, { scope: 'bucket', rules }, target)[0]?.kind === 'fail')
      .map(({ id }) => id);
  const good: CorsRule = {
    origins: [ORIGIN],
    methods: ['GET', 'HEAD', 'PUT'],
    allowedHeaders: ['*'],
    exposedHeaders: ['ETag'],
    maxAgeSeconds: 3000,
  };
  expect(failing([])).toEqual(['cors-configured']);
  expect(failing([{ ...good, origins: ['https://site.example'] }])).toEqual(['cors-origin-allowed']);
  expect(failing([{ ...good, origins: [`${ORIGIN}/`] }])).toEqual(['cors-origin-allowed']);
  expect(failing([{ ...good, methods: ['GET', 'HEAD'] }])).toEqual(['cors-methods-allowed']);
  expect(failing([{ ...good, allowedHeaders: [] }])).toEqual(['cors-headers-allowed']);
  expect(failing([{ ...good, exposedHeaders: [] }, good])).toEqual(['cors-etag-exposed']);
  expect(failing([good, good])).toEqual(['cors-rules-reachable']);
  expect(failing([good])).toEqual([]);
});

test('the rule for the front end answers first, exposes what was exposed, and the others stay', () => {
  const reading: CorsRule = {
    id: 'site',
    origins: ['*'],
    methods: ['GET'],
    allowedHeaders: [],
    exposedHeaders: ['x-amz-id-2'],
  };
  const methods = browserRules.find(({ id }) => id === 'cors-methods-allowed');
  const target = aTarget('coreweave');
  const before: Cors = { scope: 'bucket', rules: [reading] };
  const [first] = methods === undefined ? [] : judge(methods, before, target);
  expect(first?.remediation).toMatchObject({
    command:
      'aws s3api put-bucket-cors --bucket acme-wandb --cors-configuration file://cors.json --endpoint-url https://cwobject.com',
    document: {
      content: {
        CORSRules: [
          {
            AllowedOrigins: [ORIGIN],
            AllowedMethods: ['GET', 'HEAD', 'PUT'],
            AllowedHeaders: ['*'],
            ExposeHeaders: ['ETag', 'x-amz-id-2'],
            MaxAgeSeconds: 3000,
          },
          { ID: 'site', AllowedOrigins: ['*'], AllowedMethods: ['GET'], ExposeHeaders: ['x-amz-id-2'] },
        ],
      },
    },
  });
});
