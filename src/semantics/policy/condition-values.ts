// How single values compare under a condition operator.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html

import { globMatches } from '../glob.ts';
import { literalText } from './variables.ts';

/** Compares a value of the request with one of the policy. */
export type Comparison = (actual: string, wanted: string) => boolean;

const equal: Comparison = (actual, wanted) => literalText(actual) === literalText(wanted);
const like: Comparison = (actual, wanted) => globMatches(wanted, literalText(actual));
const sameLetters: Comparison = (actual, wanted) => equal(actual.toLowerCase(), wanted.toLowerCase());

/** ARNs match part by part: a wildcard does not cross a colon of the first five. */
const arnLike: Comparison = (actual, wanted) => {
  const [a, w] = [splitArn(literalText(actual)), splitArn(wanted)];
  return a.length === 6 && w.length === 6 && w.every((part, i) => globMatches(part, a[i] ?? ''));
};

function splitArn(text: string): string[] {
  const parts = text.split(':');
  return [...parts.slice(0, 5), ...(parts.length > 5 ? [parts.slice(5).join(':')] : [])];
}

function numeric(test: (a: number, b: number) => boolean): Comparison {
  return (actual, wanted) =>
    actual.trim() !== '' && wanted.trim() !== '' && test(Number(actual), Number(wanted));
}

function date(test: (a: number, b: number) => boolean): Comparison {
  return (actual, wanted) => test(momentOf(actual), momentOf(wanted));
}

/** ISO 8601, or seconds since 1970. */
function momentOf(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

const ipIn: Comparison = (actual, wanted) => {
  const [range = '', bits] = wanted.split('/');
  const [a, b] = [addressOf(actual.split('/')[0] ?? ''), addressOf(range)];
  if (a === undefined || b === undefined || a.bits !== b.bits) return false;
  const length = bits === undefined ? a.bits : Number(bits);
  if (!Number.isInteger(length) || length < 0 || length > a.bits) return false;
  const shift = BigInt(a.bits - length);
  return a.value >> shift === b.value >> shift;
};

function addressOf(text: string): { value: bigint; bits: number } | undefined {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) {
    const bytes = text.split('.').map(Number);
    if (bytes.some((byte) => byte > 255)) return undefined;
    return { value: bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n), bits: 32 };
  }
  if (!/^[0-9a-f:]+$/i.test(text) || text.split('::').length > 2) return undefined;
  const [head = '', tail] = text.split('::');
  const [before, after] = [head, tail ?? ''].map((part) => part.split(':').filter((group) => group !== ''));
  if (before === undefined || after === undefined) return undefined;
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 0) return undefined;
  const groups = [...before, ...Array.from({ length: missing }, () => '0'), ...after];
  return { value: groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n), bits: 128 };
}

export interface Operator {
  readonly compare: Comparison;
  /** `StringNotEquals`: none of the values may match. */
  readonly negated: boolean;
  /** Policy variables are filled in only for texts and ARNs. */
  readonly variables: boolean;
}

function operator(compare: Comparison, negated = false, variables = true): Operator {
  return { compare, negated, variables };
}

/** Every operator in lower case, without IfExists and set prefix. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  stringequals: operator(equal),
  stringnotequals: operator(equal, true),
  stringequalsignorecase: operator(sameLetters),
  stringnotequalsignorecase: operator(sameLetters, true),
  stringlike: operator(like),
  stringnotlike: operator(like, true),
  arnequals: operator(arnLike),
  arnlike: operator(arnLike),
  arnnotequals: operator(arnLike, true),
  arnnotlike: operator(arnLike, true),
  bool: operator((a, w) => a.toLowerCase() === w.toLowerCase(), false, false),
  binaryequals: operator((a, w) => a === w, false, false),
  ipaddress: operator(ipIn, false, false),
  notipaddress: operator(ipIn, true, false),
  numericequals: operator(
    numeric((a, b) => a === b),
    false,
    false,
  ),
  numericnotequals: operator(
    numeric((a, b) => a === b),
    true,
    false,
  ),
  numericlessthan: operator(
    numeric((a, b) => a < b),
    false,
    false,
  ),
  numericlessthanequals: operator(
    numeric((a, b) => a <= b),
    false,
    false,
  ),
  numericgreaterthan: operator(
    numeric((a, b) => a > b),
    false,
    false,
  ),
  numericgreaterthanequals: operator(
    numeric((a, b) => a >= b),
    false,
    false,
  ),
  dateequals: operator(
    date((a, b) => a === b),
    false,
    false,
  ),
  datenotequals: operator(
    date((a, b) => a === b),
    true,
    false,
  ),
  datelessthan: operator(
    date((a, b) => a < b),
    false,
    false,
  ),
  datelessthanequals: operator(
    date((a, b) => a <= b),
    false,
    false,
  ),
  dategreaterthan: operator(
    date((a, b) => a > b),
    false,
    false,
  ),
  dategreaterthanequals: operator(
    date((a, b) => a >= b),
    false,
    false,
  ),
};
