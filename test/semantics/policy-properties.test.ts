// What holds for every policy: monotony, indifference to spelling and order, no crash, no slow answer.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/model/json.ts';
import { parsePolicy } from '../../src/semantics/policy/document.ts';
import { evaluatePolicy } from '../../src/semantics/policy/evaluate.ts';
import type { Context, Effect, PolicyRequest } from '../../src/semantics/policy/evaluate.ts';
import { publicStatements } from '../../src/semantics/policy/public.ts';
import { ACCOUNT, BUCKET, decide, OBJECTS, ROLE, ROOT, SESSION } from './policy-requests.ts';

const oneOrMore = (texts: readonly string[]): fc.Arbitrary<JsonValue> =>
  fc.oneof(fc.constantFrom(...texts), fc.subarray([...texts], { minLength: 1 }));
const who = oneOrMore([ROLE, ROOT, SESSION, ACCOUNT, '*', 'arn:aws:iam::111122223333:root']);
const principal: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.constant({ Principal: '*' }),
  who.map((AWS) => ({ Principal: { AWS } })),
  who.map((AWS) => ({ NotPrincipal: { AWS } })),
);
const names = oneOrMore(['s3:*', 's3:Get*', 's3:GetObject', 's3:GetObjectTagging', 's3:Put*', '*', 'kms:*']);
const action = fc.oneof(
  names.map((Action): JsonObject => ({ Action })),
  names.map((NotAction): JsonObject => ({ NotAction })),
);
const arns = oneOrMore([BUCKET, OBJECTS, `${BUCKET}/teams/*`, `${BUCKET}/\${aws:username}/*`, '*']);
const resource = fc.oneof(
  arns.map((Resource): JsonObject => ({ Resource })),
  arns.map((NotResource): JsonObject => ({ NotResource })),
);
const condition: fc.Arbitrary<JsonObject> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({}) },
  fc
    .tuple(
      fc.constantFrom(
        'StringEquals',
        'StringNotLikeIfExists',
        'Null',
        'ForAllValues:StringLike',
        'Bool',
        'Odd',
      ),
      fc.constantFrom('aws:a', 'aws:b'),
      oneOrMore(['true', 'x', 'y*']),
    )
    .map(([operator, key, value]) => ({ Condition: { [operator]: { [key]: value } } })),
);
const parts = fc
  .tuple(principal, action, resource, condition)
  .map((all): JsonObject => Object.assign({}, ...all) as JsonObject);
const allowing = parts.map((all): JsonObject => ({ Effect: 'Allow', ...all }));
const denying = parts.map((all): JsonObject => ({ Effect: 'Deny', ...all }));
const statements = fc.array(fc.oneof(allowing, denying), { maxLength: 5 });
const value = fc.constantFrom<Context[string]>('absent', 'unknown', ['true'], ['x', 'yy'], []);
const request: fc.Arbitrary<PolicyRequest> = fc.record({
  principal: fc.constantFrom(ROLE, ROOT, SESSION, 'arn:aws:iam::111122223333:user/u'),
  action: fc.constantFrom('s3:GetObject', 's3:GetObject*', 's3:PutObject', 's3:List*', 'kms:Describe*'),
  resource: fc.constantFrom(BUCKET, OBJECTS, `${BUCKET}/teams/*`, `${BUCKET}/teams/x`),
  context: fc.record({ 'aws:a': value, 'AWS:B': value, 'aws:username': value }),
});

const RANK: Record<Effect, number> = { denied: 0, implicitlyDenied: 0, conditional: 1, allowed: 2 };
const same = (a: Effect, b: Effect): void => expect(a).toBe(b);

/** Each text of a statement's lists on its own, or each single text as a list. */
function respelled(statement: JsonObject): JsonObject {
  const swap = (item: JsonValue | undefined): JsonValue | undefined => {
    if (typeof item === 'string') return [item];
    if (Array.isArray(item) && item.length === 1) return (item as readonly JsonValue[])[0];
    return item;
  };
  const inside = ([key, item]: [string, JsonValue | undefined]): [string, JsonValue | undefined] => [
    key,
    key === 'Principal' || key === 'NotPrincipal'
      ? item === '*'
        ? item
        : Object.fromEntries(Object.entries(item as JsonObject).map(([k, v]) => [k, swap(v)]))
      : key === 'Effect' || key === 'Condition'
        ? item
        : swap(item),
  ];
  return Object.fromEntries(Object.entries(statement).map(inside));
}

describe('for every policy', () => {
  const runs = { numRuns: 500 };
  test('adding a Deny never allows more', () => {
    fc.assert(
      fc.property(statements, denying, fc.nat(5), request, (list, more, at, asked) => {
        const after = decide(list.toSpliced(at, 0, more), asked).effect;
        expect(RANK[after]).toBeLessThanOrEqual(RANK[decide(list, asked).effect]);
      }),
      runs,
    );
  });

  test('adding an Allow never allows less', () => {
    fc.assert(
      fc.property(statements, allowing, fc.nat(5), request, (list, more, at, asked) => {
        const after = decide(list.toSpliced(at, 0, more), asked).effect;
        expect(RANK[after]).toBeGreaterThanOrEqual(RANK[decide(list, asked).effect]);
      }),
      runs,
    );
  });

  test('order changes nothing', () => {
    fc.assert(
      fc.property(statements, request, (list, asked) => {
        same(decide(list.toReversed(), asked).effect, decide(list, asked).effect);
      }),
      runs,
    );
  });

  test('a text or a list of one changes nothing', () => {
    fc.assert(
      fc.property(statements, request, (list, asked) => {
        same(decide(list.map(respelled), asked).effect, decide(list, asked).effect);
      }),
      runs,
    );
  });

  test('the letter case of actions changes nothing', () => {
    fc.assert(
      fc.property(statements, request, (list, asked) => {
        const loud = list.map((statement) => ({
          ...statement,
          ...Object.fromEntries(
            Object.entries(statement)
              .filter(([key]) => key.endsWith('Action'))
              .map(([key, item]) => [key, JSON.parse(JSON.stringify(item).toUpperCase()) as JsonValue]),
          ),
        }));
        same(decide(loud, asked).effect, decide(list, asked).effect);
      }),
      runs,
    );
  });

  test('knowing more never turns allowed into denied or back', () => {
    fc.assert(
      fc.property(statements, request, (list, asked) => {
        const before = decide(list, { ...asked, context: {} }).effect;
        const after = decide(list, asked).effect;
        if (before !== 'conditional' && before !== 'implicitlyDenied') expect(RANK[after]).toBe(RANK[before]);
        if (before === 'implicitlyDenied') expect(RANK[after]).toBe(0);
      }),
      runs,
    );
  });
});

describe('hostile documents', () => {
  const asked: PolicyRequest = { principal: ROLE, action: 's3:GetObject*', resource: OBJECTS, context: {} };
  const element = fc.constantFrom(
    'Effect',
    'Principal',
    'NotPrincipal',
    'Action',
    'NotAction',
    'Resource',
    'NotResource',
    'Condition',
    'AWS',
    'CW',
    'StringEquals',
    '__proto__',
    'constructor',
  );
  const json = fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom<JsonValue>('Allow', 'Deny', '*', '${', '${aws:a', 's3:*', null, true, 1, ROLE, ''),
      fc.array(tie('value'), { maxLength: 3 }),
      fc
        .array(fc.tuple(element, tie('value')), { maxLength: 5 })
        .map((entries) => Object.fromEntries(entries) as JsonValue),
    ),
  })).value;

  const run = (document: JsonValue): Effect => {
    const policy = parsePolicy(document);
    publicStatements(policy);
    return evaluatePolicy(policy, asked).effect;
  };

  test('no JSON makes it throw', () => {
    fc.assert(
      fc.property(fc.oneof(json, fc.jsonValue() as fc.Arbitrary<JsonValue>), (document) => {
        run(document);
        run({ Version: '2012-10-17', Statement: document });
        run({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Deny',
              Principal: document,
              Action: document,
              Resource: document,
              Condition: document,
            },
          ],
        });
      }),
      { numRuns: 1000 },
    );
  });

  const long = '*a'.repeat(10_000);
  const base = { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*' };
  test.each<[string, JsonObject]>([
    ['resources', { ...base, Resource: long }],
    ['denied resources', { ...base, Effect: 'Deny', Resource: `${long}b` }],
    ['actions', { ...base, Action: long }],
    ['principals', { ...base, Principal: { CW: long } }],
    ['values', { ...base, Condition: { StringLike: { 'aws:a': long }, ArnLike: { 'aws:a': long } } }],
    ['variables', { ...base, Resource: '${'.repeat(10_000) }],
    ['variables that end', { ...base, Resource: '${aws:a}'.repeat(2_500) }],
    ['variables after one that ends', { ...base, Resource: `\${aws:b}${'${'.repeat(10_000)}` }],
    ['characters', { ...base, Resource: `${'?'.repeat(20_000)}a` }],
    ['defaults', { ...base, Resource: `\${aws:a,${' '.repeat(20_000)}` }],
    ['defaults that end', { ...base, Resource: `\${aws:a,${' '.repeat(20_000)}}` }],
    ['operators', { ...base, Condition: { [`ForAllValues:${'IfExists'.repeat(2_500)}`]: { 'aws:a': 'x' } } }],
    ['numbers', { ...base, Condition: { NumericEquals: { 'aws:a': '1'.repeat(20_000) } } }],
    ['digits', { ...base, Condition: { NumericEquals: { 'aws:a': `${'1'.repeat(20_000)}x` } } }],
    ['networks', { ...base, Condition: { IpAddress: { 'aws:a': ':'.repeat(20_000) } } }],
  ])('20 KB of %s take milliseconds', (_, statement) => {
    const policy = parsePolicy({ Version: '2012-10-17', Statement: [statement] });
    const start = performance.now();
    evaluatePolicy(policy, { ...asked, context: { 'aws:a': ['a'.repeat(1000)] } });
    expect(performance.now() - start).toBeLessThan(1500);
  });
});
