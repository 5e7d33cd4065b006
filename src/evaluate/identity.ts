// Fingerprints of findings that stand side by side: each its own, none dependent on order.

import { fingerprint } from '../model/fingerprint.ts';
import type { JsonValue } from '../model/json.ts';
import { isJsonObject } from '../model/json.ts';
import type { Result } from '../model/report.ts';
import type { Violation } from '../model/rule.ts';

export interface Identity {
  /** Rule, target, message. */
  readonly of: readonly string[];
  /** What tells findings of one message apart, coarse to fine: the next counts only where those before are shared. */
  readonly marks: readonly string[];
}

/**
 * One fingerprint each. As long as a name (a statement's Sid) is unique, nothing but the name enters: the finding stays
 * the same while its content is edited. Where two share one, their content tells them apart; what is equal in all marks
 * is numbered, and it does not matter which is which. Takes time in the square of how many share a name.
 */
export function fingerprintsOf(identities: readonly Identity[]): string[] {
  const depth = Math.max(0, ...identities.map(({ marks }) => marks.length));
  let parts = identities.map(({ of, marks }) => [...of, ...marks.slice(0, 1)]);
  for (let level = 1; level < depth && !areUnique(parts); level++) {
    const marksAt = Map.groupBy(identities.keys(), (index) => keyOf(parts[index] ?? []));
    const markOf = (index: number): string => identities[index]?.marks[level] ?? '';
    parts = parts.map((part, index) => {
      const shared = marksAt.get(keyOf(part)) ?? [];
      const differ = shared.some((other) => markOf(other) !== markOf(index));
      return differ ? [...part, markOf(index)] : part;
    });
  }
  const seen = new Map<string, number>();
  return parts.map((part) => {
    const before = seen.get(keyOf(part)) ?? 0;
    seen.set(keyOf(part), before + 1);
    return fingerprint(...part, ...(before === 0 ? [] : [`#${before + 1}`]));
  });
}

function areUnique(parts: readonly (readonly string[])[]): boolean {
  return parts.length < 2 || new Set(parts.map(keyOf)).size === parts.length;
}

/** The Sid or id of the part at fault, never its index; then the part itself; then what the message says of it. */
export function marksOf(violation: Violation, evidence: JsonValue | undefined): string[] {
  const { facet = '', key = '', data = {} } = violation;
  const content = `${facet}${key}${evidence === undefined ? '' : canonical(evidence)}`;
  const { Sid, id } = isJsonObject(evidence) ? evidence : {};
  const name = Sid ?? id;
  return [...(typeof name === 'string' ? [name] : []), content, canonical(data)];
}

/** JSON without what a cloud may reorder: members by name, lists of plain values sorted. */
export function canonical(value: JsonValue): string {
  return JSON.stringify(ordered(value));
}

function ordered(value: JsonValue): JsonValue {
  if (Array.isArray(value)) {
    const items = (value as readonly JsonValue[]).map(ordered);
    const isPlain = items.every((item) => typeof item !== 'object');
    return isPlain ? items.toSorted((a, b) => (String(a) < String(b) ? -1 : 1)) : items;
  }
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    members.map(([name, member]) => [name, member === undefined ? member : ordered(member)]),
  );
}

/** Rule and target as one key: where a verdict stands. */
export function placeOf({ ruleId, targetId }: Pick<Result, 'ruleId' | 'targetId'>): string {
  return `${ruleId}\u0000${targetId}`;
}

function keyOf(part: readonly string[]): string {
  return JSON.stringify(part);
}
