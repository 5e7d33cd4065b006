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

/** Judges every clause of a statement's Condition; none: it always holds. */
export function judgeConditions(
  raw: JsonObject,
  path: string,
  version: string,
  context: ContextReader,
): Judged[] {
  const { Condition: condition } = raw;
  if (condition === undefined || condition === null) return [];
  if (!isJsonObject(condition)) {
    return [{ clause: { operator: '', key: '', values: [], path: `${path}/Condition` }, truth: 'unknown' }];
  }
  return Object.entries(condition).flatMap(([operator, keys]) => {
    const at = `${path}/Condition/${escapePointer(operator)}`;
    if (!isJsonObject(keys)) {
      return [{ clause: { operator, key: '', values: [], path: at }, truth: 'unknown' as const }];
    }
    return Object.entries(keys).map(([key, value]) => {
      const clause = { operator, key, values: textsOf(value), path: `${at}/${escapePointer(key)}` };
      return { clause, truth: judge(operator, key, value, version, context) };
    });
  });
}

function escapePointer(text: string): string {
  return text.replaceAll('~', '~0').replaceAll('/', '~1');
}

function judge(
  name: string,
  key: string,
  value: JsonValue | undefined,
  version: string,
  context: ContextReader,
): Truth {
  const [, set, base = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/i.exec(name) ?? [];
  const actual = context(key);
  const wanted = textsOf(value);
  if (base.toLowerCase() === 'null') {
    if (actual === 'unknown') return 'unknown';
    return any(wanted.map((text): Truth => (text.toLowerCase() === 'true') === (actual === 'absent')));
  }
  const operator = OPERATORS.get(base.toLowerCase());
  if (operator === undefined || actual === 'unknown' || !isReadable(value)) return 'unknown';
  if (actual === 'absent') return ofAbsent(set?.toLowerCase(), operator, ifExists !== undefined);
  const matches = (one: string): Truth =>
    any(wanted.map((text) => compare(operator, one, text, version, context)));
  const holds = (one: string): Truth => (operator.negated ? not(matches(one)) : matches(one));
  // Negated per value, never the aggregate: ForAnyValue:StringNotEquals asks for one value outside the list.
  if (set?.toLowerCase() === 'forallvalues') return all(actual.map(holds));
  if (set?.toLowerCase() === 'foranyvalue') return any(actual.map(holds));
  return operator.negated ? all(actual.map(holds)) : any(actual.map(holds));
}

/** Objects and nested arrays are no values: what such a condition asks for is not known. */
function isReadable(value: JsonValue | undefined): boolean {
  const list = Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
  return list.every((item) => typeof item !== 'object');
}

/** "If the key that you specify is not present, the values do not match": false, and true where negated. */
function ofAbsent(set: string | undefined, { negated }: Operator, ifExists: boolean): Truth {
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
