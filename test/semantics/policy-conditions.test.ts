// Conditions: every operator, with keys that are known, absent and unknown; and policy variables.

import { describe, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/model/json.ts';
import type { Context, ContextValue, Effect } from '../../src/semantics/policy/evaluate.ts';
import { allow, BUCKET, decide, deny, OBJECTS, ROLE } from './policy-requests.ts';

function holds(operator: string, wanted: JsonValue, actual: ContextValue): Effect {
  const statement = allow({ Condition: { [operator]: { 'aws:Key': wanted } } });
  return decide([statement], { context: { 'AWS:key': actual } }).effect;
}

const known: readonly (readonly [string, JsonValue, readonly string[], boolean])[] = [
  ['StringEquals', ['a', 'b'], ['b'], true],
  ['StringEquals', 'a*', ['ab'], false],
  ['StringEquals', 'A', ['a'], false],
  ['stringequals', 'a', ['a'], true],
  ['StringEquals', 'a,b', ['a'], false],
  ['StringNotEquals', ['a', 'b'], ['b'], false],
  ['StringNotEquals', ['a', 'b'], ['c'], true],
  ['StringEqualsIgnoreCase', 'A', ['a'], true],
  ['StringNotEqualsIgnoreCase', 'A', ['a'], false],
  ['StringLike', 'a?*', ['abc'], true],
  ['StringNotLike', 'a*', ['abc'], false],
  ['Bool', 'TRUE', ['true'], true],
  ['Bool', false, ['true'], false],
  ['BinaryEquals', 'QmluYXJ5', ['QmluYXJ5'], true],
  ['NumericEquals', 10, ['10.0'], true],
  ['NumericNotEquals', '10', ['10'], false],
  ['NumericLessThan', '10', ['9'], true],
  ['NumericLessThanEquals', '10', ['10'], true],
  ['NumericGreaterThan', '10', ['9'], false],
  ['NumericGreaterThanEquals', '10', ['10'], true],
  ['NumericGreaterThan', '1', ['many'], false],
  ['DateEquals', '2026-01-01T00:00:00Z', ['1767225600'], true],
  ['DateNotEquals', '2026-01-01T00:00:00Z', ['2026-01-01T01:00:00+01:00'], false],
  ['DateLessThan', '2026-01-01', ['2025-12-31T23:59:59Z'], true],
  ['DateGreaterThan', '2026-01-01T00:00:00', ['2026-01-01T00:00:01Z'], true],
  ['DateLessThanEquals', '2026-01-01T00:00Z', ['2026-01-01'], true],
  ['DateGreaterThanEquals', '2026-01-01', ['2025-01-01'], false],
  ['IpAddress', '10.0.0.0/8', ['10.255.0.1'], true],
  ['IpAddress', '10.0.0.1', ['10.0.0.2'], false],
  ['IpAddress', '0.0.0.0/0', ['2001:db8::1'], false],
  ['IpAddress', '2001:DB8::/32', ['2001:db8:0:1::1'], true],
  ['IpAddress', '2001:db8::1', ['2001:db8:0:0:0:0:0:1'], true],
  ['NotIpAddress', ['203.0.113.7/32', '2001:db8::1'], ['10.0.0.1'], true],
  ['NotIpAddress', ['10.0.0.0/8', '192.168.0.0/16'], ['192.168.1.1'], false],
  ['ArnLike', 'arn:aws:iam::*:role/Wandb*', [ROLE], true],
  // A wildcard stays within its part.
  ['ArnEquals', 'arn:*:r:a:b:c', ['arn:aws:x:r:a:b:c'], false],
  ['ArnNotLike', ROLE, [ROLE], false],
  ['ArnNotEquals', 'arn:aws:iam::111122223333:*', [ROLE], true],
  ['Null', 'false', ['x'], true],
  ['Null', 'true', ['x'], false],
  ['Null', true, [], true],
  ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], true],
  ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false],
  ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'b'], true],
  ['ForAllValues:StringNotEquals', ['a', 'b'], ['c', 'b'], false],
  ['ForAnyValue:StringNotEquals', ['a', 'b'], ['c', 'b'], true],
  ['ForAnyValue:StringNotLike', ['a*'], ['ab', 'ac'], false],
];

test.each(known)('%s %j of %j: %s', (operator, wanted, actual, truth) => {
  expect(holds(operator, wanted, actual)).toBe(truth ? 'allowed' : 'implicitlyDenied');
});

test.each([
  ['StringEquals', false],
  ['StringEqualsIfExists', true],
  ['StringNotEquals', true],
  ['StringNotEqualsIfExists', true],
  ['NotIpAddress', true],
  ['ArnNotLike', true],
  ['ForAllValues:StringEquals', true],
  ['ForAnyValue:StringEquals', false],
  ['ForAnyValue:StringNotEquals', false],
] as const)('%s of an absent key: %s', (operator, truth) => {
  expect(holds(operator, 'a', 'absent')).toBe(truth ? 'allowed' : 'implicitlyDenied');
});

test.each([
  'StringEquals',
  'StringNotEqualsIfExists',
  'ForAllValues:StringEquals',
  'Null',
  'StringAlmostEquals',
])('%s of an unknown key is conditional, and names the clause', (operator) => {
  const statement = allow({ Condition: { [operator]: { 'aws:a/b': ['x'] } } });
  const { effect, allows } = decide([statement]);
  expect(effect).toBe('conditional');
  expect(allows[0]).toMatchObject({
    certain: false,
    clauses: [
      { operator, key: 'aws:a/b', values: ['x'], path: `/Statement/0/Condition/${operator}/aws:a~1b` },
    ],
  });
});

describe('what cannot be read is unknown, never a pass', () => {
  test.each<[string, JsonObject]>([
    ['a Condition that is a text', { Condition: 'x' }],
    ['an operator without keys', { Condition: { StringEquals: 'x' } }],
    ['a value that is an object', { Condition: { StringEquals: { 'aws:Key': { a: 1 } } } }],
    ['a network that is none', { Condition: { NotIpAddress: { 'aws:Key': '10.0.0.0/' } } }],
    ['a number that is none', { Condition: { NumericNotEquals: { 'aws:Key': 'many' } } }],
    ['a date that is none', { Condition: { DateLessThan: { 'aws:Key': 'soon' } } }],
    ['an ARN that is none', { Condition: { ArnNotLike: { 'aws:Key': 'acme' } } }],
  ])('%s', (_, parts) => {
    const context: Context = { 'aws:Key': ['10.0.0.1'] };
    expect(decide([allow(), deny(parts)], { context }).effect).toBe('conditional');
  });
});

test('operators and keys must all hold; one that does not settles it though another is unknown', () => {
  const condition = { StringEquals: { 'aws:a': 'x', 'aws:b': 'y' }, Bool: { 'aws:c': 'true' } };
  const effect = (context: Context): Effect => decide([allow({ Condition: condition })], { context }).effect;
  expect(effect({ 'aws:a': ['x'], 'aws:b': ['y'], 'aws:c': ['true'] })).toBe('allowed');
  expect(effect({ 'aws:a': ['x'], 'aws:b': ['y'] })).toBe('conditional');
  expect(effect({ 'aws:a': ['no'] })).toBe('implicitlyDenied');
});

const HTTPS: JsonObject = { Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
test('an unknown Deny makes an Allow conditional, a certain one beats it', () => {
  expect(decide([allow(), deny(HTTPS)]).effect).toBe('conditional');
  expect(decide([allow(), deny(HTTPS)], { context: { 'aws:SecureTransport': ['true'] } }).effect).toBe(
    'allowed',
  );
  expect(decide([allow(), deny(HTTPS)], { context: { 'aws:SecureTransport': ['false'] } }).effect).toBe(
    'denied',
  );
  expect(decide([deny(HTTPS)]).effect).toBe('implicitlyDenied');
});

describe('policy variables', () => {
  const user = (value: ContextValue): Context => ({ 'aws:username': value });
  test.each<[string, string, ContextValue, string | undefined, Effect]>([
    ['filled in', '${aws:username}/*', ['ann'], '2012-10-17', 'allowed'],
    ['of somebody else', '${aws:username}/*', ['bob'], '2012-10-17', 'implicitlyDenied'],
    ['unknown', '${aws:username}/*', 'unknown', '2012-10-17', 'conditional'],
    ['unknown, and never enough', 'eve/${aws:username}/*', 'unknown', '2012-10-17', 'implicitlyDenied'],
    ['absent', '${aws:username}/*', 'absent', '2012-10-17', 'implicitlyDenied'],
    ['absent with a default', "${aws:username, 'ann'}/*", 'absent', '2012-10-17', 'allowed'],
    ['a wildcard out of one is literal', '${aws:username}/*', ['*'], '2012-10-17', 'implicitlyDenied'],
    ['an escaped wildcard is literal', '${*}/*', 'absent', '2012-10-17', 'implicitlyDenied'],
    ['literal in 2008', '${aws:username}/*', ['ann'], '2008-10-17', 'implicitlyDenied'],
  ])('%s', (_, suffix, value, version, effect) => {
    const statement = allow({ Resource: `${BUCKET}/${suffix}` });
    const request = { resource: `${BUCKET}/ann/*`, context: user(value) };
    expect(decide([statement], request, version).effect).toBe(effect);
  });

  test.each<[string, string, string, Effect]>([
    ['StringEquals', '${aws:username}', 'ann', 'allowed'],
    ['StringLike', 'home/${aws:PrincipalTag/cost center}/*', 'home/12/x', 'allowed'],
    ['StringLike', '${*}x', '*x', 'allowed'],
    ['StringLike', '${*}x', 'yx', 'implicitlyDenied'],
    ['StringEquals', '${$}${?}', '$?', 'allowed'],
    ['NumericEquals', '${aws:username}', '1', 'conditional'],
  ])('in %s %s', (operator, wanted, actual, effect) => {
    const statement = allow({ Condition: { [operator]: { 's3:prefix': wanted } } });
    const context = {
      ...user(['ann']),
      'aws:PrincipalTag/cost center': ['12'],
      's3:prefix': [actual],
    };
    expect(decide([statement], { context, resource: OBJECTS }).effect).toBe(effect);
  });
});
