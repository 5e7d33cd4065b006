// How single values compare under a condition operator.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html

import { globMatches } from '../glob.ts';
import { networkHas, networkOf } from './ip.ts';
import type { Truth } from './truth.ts';
import { literalText } from './variables.ts';

/** Compares a value of the request with one of the policy; unknown where the policy's cannot be read. */
export type Comparison = (actual: string, wanted: string) => Truth;

const equal: Comparison = (actual, wanted) => literalText(actual) === literalText(wanted);
const like: Comparison = (actual, wanted) => globMatches(wanted, literalText(actual));
const sameLetters: Comparison = (actual, wanted) => equal(actual.toLowerCase(), wanted.toLowerCase());

/** ARNs match part by part: a wildcard does not cross a colon of the first five. */
const arnLike: Comparison = (actual, wanted) => {
  const [a, w] = [splitArn(literalText(actual)), splitArn(wanted)];
  if (w.length !== 6) return 'unknown';
  return a.length === 6 && w.every((part, i) => globMatches(part, a[i] ?? ''));
};

function splitArn(text: string): string[] {
  const parts = text.split(':');
  return [...parts.slice(0, 5), ...(parts.length > 5 ? [parts.slice(5).join(':')] : [])];
}

const ipIn: Comparison = (actual, wanted) => {
  const [address, network] = [networkOf(actual), networkOf(wanted)];
  if (network === undefined) return 'unknown';
  return address !== undefined && networkHas(network, address);
};

function numberOf(text: string): number {
  return /^\s*[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?\s*$/i.test(text) ? Number(text) : Number.NaN;
}

const DATE = /^\d{4}(-\d\d(-\d\d)?)?$/;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[-+]\d\d:?\d\d)?$/i;

/** Milliseconds of an ISO 8601 moment, UTC where it names no zone, or of seconds since 1970. */
function momentOf(text: string): number {
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const [, , , zone] = MOMENT.exec(text) ?? [];
  if (zone !== undefined || DATE.test(text)) return Date.parse(text);
  return MOMENT.test(text) ? Date.parse(`${text}Z`) : Number.NaN;
}

export interface Operator {
  readonly compare: Comparison;
  /** `StringNotEquals`: none of the values may match. */
  readonly negated: boolean;
  /** Policy variables are filled in only for texts and ARNs. */
  readonly variables: boolean;
}

const ORDERS: readonly (readonly [string, (a: number, b: number) => boolean])[] = [
  ['equals', (a, b) => a === b],
  ['notequals', (a, b) => a === b],
  ['lessthan', (a, b) => a < b],
  ['lessthanequals', (a, b) => a <= b],
  ['greaterthan', (a, b) => a > b],
  ['greaterthanequals', (a, b) => a >= b],
];

/** The six operators of values that have an order. */
function ordered(kind: string, read: (text: string) => number): [string, Operator][] {
  return ORDERS.map(([name, test]) => {
    const compare: Comparison = (actual, wanted) =>
      Number.isNaN(read(wanted)) ? 'unknown' : test(read(actual), read(wanted));
    return [`${kind}${name}`, { compare, negated: name === 'notequals', variables: false }];
  });
}

function textual(compare: Comparison, negated: boolean): Operator {
  return { compare, negated, variables: true };
}

function plain(compare: Comparison, negated: boolean): Operator {
  return { compare, negated, variables: false };
}

/** Every operator in lower case, without IfExists and set prefix. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['stringequals', textual(equal, false)],
  ['stringnotequals', textual(equal, true)],
  ['stringequalsignorecase', textual(sameLetters, false)],
  ['stringnotequalsignorecase', textual(sameLetters, true)],
  ['stringlike', textual(like, false)],
  ['stringnotlike', textual(like, true)],
  ['arnequals', textual(arnLike, false)],
  ['arnlike', textual(arnLike, false)],
  ['arnnotequals', textual(arnLike, true)],
  ['arnnotlike', textual(arnLike, true)],
  ['bool', plain((actual, wanted) => actual.toLowerCase() === wanted.toLowerCase(), false)],
  ['binaryequals', plain((actual, wanted) => actual === wanted, false)],
  ['ipaddress', plain(ipIn, false)],
  ['notipaddress', plain(ipIn, true)],
  ...ordered('numeric', numberOf),
  ...ordered('date', momentOf),
]);
