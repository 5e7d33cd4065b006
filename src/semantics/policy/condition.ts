// The Condition of a statement, three-valued: every operator and key must hold, one value of a key suffices.

import { isJsonObject } from '../../model/json.ts';
import type { JsonObject, JsonValue } from '../../model/json.ts';
import { OPERATORS } from './condition-values.ts';
import type { Operator } from './condition-values.ts';
import type { ContextReader } from './context.ts';
import { textsOf } from './document.ts';
import type { Truth } from './truth.ts';
import { all, any, not } from './truth.ts';
import { resolveVariables } from './variables.ts';

/** One key of one operator. */
export interface Clause {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
  /** JSON Pointer from the document's root. */
  readonly path: string;
}

export interface Judged {
  readonly clause: Clause;
  readonly truth: Truth;
}

/** A clause as it is judged: all of it that is the same for every request. */
interface Test {
  readonly clause: Clause;
  /** Undefined: one that is not known, or a value that is none. */
  readonly operator?: Operator | 'null';
  readonly set?: 'forallvalues' | 'foranyvalue';
  readonly ifExists: boolean;
}

/** By statement, as a policy is asked dozens of questions. */
const testsOf = new WeakMap<JsonObject, readonly Test[]>();

/** Judges every clause of a statement's Condition; none: it always holds. */
export function judgeConditions(
  raw: JsonObject,
  path: string,
  version: string,
  context: ContextReader,
): Judged[] {
  let tests = testsOf.get(raw);
  if (tests === undefined) testsOf.set(raw, (tests = readTests(raw['Condition'], `${path}/Condition`)));
  return tests.map((test) => ({ clause: test.clause, truth: judge(test, version, context) }));
}

function readTests(condition: JsonValue | undefined, path: string): Test[] {
  if (condition === undefined || condition === null) return [];
  if (!isJsonObject(condition)) return [unreadable('', path)];
  return Object.entries(condition).flatMap(([operator, keys]) => {
    const at = `${path}/${escapePointer(operator)}`;
    if (!isJsonObject(keys)) return [unreadable(operator, at)];
    return Object.entries(keys).map(([key, value]) => ({
      clause: { operator, key, values: textsOf(value), path: `${at}/${escapePointer(key)}` },
      ...operatorOf(operator, isReadable(value)),
    }));
  });
}

function unreadable(operator: string, path: string): Test {
  return { clause: { operator, key: '', values: [], path }, ifExists: false };
}

function operatorOf(name: string, isReadable: boolean): Omit<Test, 'clause'> {
  const [, set, base = '', ifExists] =
    /^(?:(forallvalues|foranyvalue):)?(.*?)(ifexists)?$/.exec(name.toLowerCase()) ?? [];
  const operator = base === 'null' ? base : isReadable ? OPERATORS.get(base) : undefined;
  return {
    ...(operator !== undefined && { operator }),
    ...((set === 'forallvalues' || set === 'foranyvalue') && { set }),
    ifExists: ifExists !== undefined,
  };
}

function escapePointer(text: string): string {
  return text.replaceAll('~', '~0').replaceAll('/', '~1');
}

function judge(test: Test, version: string, context: ContextReader): Truth {
  const { operator, set, ifExists } = test;
  const { key, values: wanted } = test.clause;
  if (operator === undefined) return 'unknown';
  const actual = context(key);
  if (actual === 'unknown') return 'unknown';
  if (operator === 'null')
    return any(wanted.map((text): Truth => (text.toLowerCase() === 'true') === (actual === 'absent')));
  if (actual === 'absent') return ofAbsent(set, operator, ifExists);
  const matches = (one: string): Truth =>
    any(wanted.map((text) => compare(operator, one, text, version, context)));
  const holds = (one: string): Truth => (operator.negated ? not(matches(one)) : matches(one));
  // Negated per value, never the aggregate: ForAnyValue:StringNotEquals asks for one value outside the list.
  if (set === 'forallvalues') return all(actual.map(holds));
  if (set === 'foranyvalue') return any(actual.map(holds));
  return operator.negated ? all(actual.map(holds)) : any(actual.map(holds));
}

/** Objects and nested arrays are no values: what such a condition asks for is not known. */
function isReadable(value: JsonValue | undefined): boolean {
  const list = Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
  return list.every((item) => typeof item !== 'object');
}

/** "If the key that you specify is not present, the values do not match": false, and true where negated. */
function ofAbsent(set: Test['set'], { negated }: Operator, ifExists: boolean): Truth {
  if (set === 'forallvalues') return true;
  if (set === 'foranyvalue') return ifExists;
  return ifExists || negated;
}

function compare(
  operator: Operator,
  actual: string,
  wanted: string,
  version: string,
  context: ContextReader,
): Truth {
  const resolved = operator.variables ? resolveVariables(wanted, version, context) : { pattern: wanted };
  if (resolved === 'unknown') return 'unknown';
  return resolved === undefined ? false : operator.compare(actual, resolved.pattern);
}
