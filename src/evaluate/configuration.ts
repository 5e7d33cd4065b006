// Two readings of a bucket compared part by part: which CORS rule, which statement, which setting.

import type { BucketEvidence, Facet, Reading, Readings } from '../model/evidence.ts';
import type { ConfigurationChange } from '../model/difference.ts';
import type { JsonObject, JsonValue } from '../model/json.ts';
import { isJsonObject } from '../model/json.ts';
import { canonical } from './identity.ts';

/** A change without its place in the fleet. */
type PartChange = Omit<ConfigurationChange, 'bucketId' | 'facet'>;

/** What changed between two readings of the same bucket, facet by facet in the order of the newer; then what is a target's own. */
export function configurationChanges(before: BucketEvidence, after: BucketEvidence): ConfigurationChange[] {
  const own = Object.entries(after.own ?? {}).flatMap(([id, readings]) =>
    changesOf(before.own?.[id] ?? {}, readings),
  );
  return [...changesOf(before.readings, after.readings), ...own].map((change) => ({
    bucketId: after.id,
    ...change,
  }));
}

function changesOf(before: Readings, after: Readings): Omit<ConfigurationChange, 'bucketId'>[] {
  const facets = new Set([...Object.keys(after), ...Object.keys(before)]) as Set<Facet>;
  return [...facets].flatMap((facet) => {
    const [old, now] = [before[facet], after[facet]];
    // Not asked for in one of the two: nothing is known of a change.
    if (old === undefined || now === undefined) return [];
    const changes = [...readingChanges(old, now), ...orderChanges(facet, old, now)];
    return changes.map((change) => ({ facet, ...change }));
  });
}

function readingChanges(before: Reading<unknown>, after: Reading<unknown>): PartChange[] {
  const [old, now] = [valueOf(before), valueOf(after)];
  if (before.status === 'known' && after.status === 'known') return valueChanges(old, now, '');
  if (before.status === after.status) return [];
  if (after.status === 'unreadable') return [{ kind: 'unreadable', path: '', ...has('before', old) }];
  if (before.status === 'unreadable') return [{ kind: 'readable', path: '', ...has('after', now) }];
  return [{ kind: 'changed', path: '', ...has('before', old), ...has('after', now) }];
}

/** Of CORS rules the first that matches answers: the order of those that stayed is part of what is configured. */
function orderChanges(facet: Facet, before: Reading<unknown>, after: Reading<unknown>): PartChange[] {
  if (facet !== 'cors') return [];
  const [old, now] = [rulesOf(valueOf(before)), rulesOf(valueOf(after))];
  const kept = [...pairsOf(old, now)].toSorted(([a], [b]) => a - b).map(([, index]) => index);
  const isSame = kept.every((index, at) => at === 0 || index > (kept[at - 1] ?? -1));
  return isSame ? [] : [{ kind: 'reordered', path: '/rules', before: old, after: now }];
}

function rulesOf(value: JsonValue | undefined): readonly JsonObject[] {
  const rules = isJsonObject(value) ? (value['rules'] ?? []) : [];
  return isList(rules) ? rules.filter(isJsonObject) : [];
}

function valueOf(reading: Reading<unknown>): JsonValue | undefined {
  return reading.status === 'known' ? (reading.value as JsonValue) : undefined;
}

/** What changed between two values; lists of objects are compared part by part, whatever their order. */
function valueChanges(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  path: string,
): PartChange[] {
  const [old, now] = [before ?? null, after ?? null];
  if (canonical(old) === canonical(now)) return [];
  if (isList(old) && isList(now) && [...old, ...now].every(isJsonObject)) {
    return listChanges(old as readonly JsonObject[], now as readonly JsonObject[], path);
  }
  if (isJsonObject(old) && isJsonObject(now)) {
    return [...new Set([...Object.keys(now), ...Object.keys(old)])].flatMap((key) =>
      valueChanges(statements(key, old[key]), statements(key, now[key]), `${path}/${pointer(key)}`),
    );
  }
  const kind = old === null ? 'added' : now === null ? 'removed' : 'changed';
  return [{ kind, path, ...(old !== null && { before: old }), ...(now !== null && { after: now }) }];
}

/** A policy may hold its only statement without a list. */
function statements(key: string, value: JsonValue | undefined): JsonValue | undefined {
  return key === 'Statement' && isJsonObject(value) ? [value] : value;
}

function listChanges(
  before: readonly JsonObject[],
  after: readonly JsonObject[],
  path: string,
): PartChange[] {
  const pairs = pairsOf(before, after);
  const paired = new Set(pairs.values());
  const changes = after.flatMap((part, index): PartChange[] => {
    const at = `${path}/${index}`;
    const twin = pairs.get(index);
    const old = twin === undefined ? undefined : before[twin];
    if (old === undefined) return [{ kind: 'added', path: at, ...named(part), after: part }];
    if (canonical(old) === canonical(part)) return [];
    return [{ kind: 'changed', path: at, ...named(part), before: old, after: part }];
  });
  const removed = before.flatMap((part, index): PartChange[] =>
    paired.has(index) ? [] : [{ kind: 'removed', path: `${path}/${index}`, ...named(part), before: part }],
  );
  return [...changes, ...removed];
}

/**
 * Index of each newer part -> index of the older one that it was: the equal one, else the one of the same name where
 * only one is left of it on each side, else the one with which it shares the most members, at least half of them.
 */
function pairsOf(before: readonly JsonObject[], after: readonly JsonObject[]): Map<number, number> {
  const pairs = new Map<number, number>();
  const left = new Set(before.keys());
  const pair = (now: number, old: number | undefined): void => {
    if (old === undefined) return;
    pairs.set(now, old);
    left.delete(old);
  };
  const open = (): number[] => [...after.keys()].filter((index) => !pairs.has(index));
  const equal = Map.groupBy(before.keys(), (index) => canonical(before[index] ?? null));
  for (const index of after.keys()) pair(index, equal.get(canonical(after[index] ?? null))?.shift());
  const nameAt = (parts: readonly JsonObject[], index: number): string | undefined => nameOf(parts[index]);
  const olderNames = Map.groupBy(left, (index) => nameAt(before, index));
  for (const [name, indexes] of Map.groupBy(open(), (index) => nameAt(after, index))) {
    const older = olderNames.get(name) ?? [];
    const [now] = indexes;
    if (name !== undefined && now !== undefined && indexes.length === 1 && older.length === 1)
      pair(now, older[0]);
  }
  for (const index of open()) pair(index, mostAlike(after[index] ?? {}, before, left));
  return pairs;
}

function mostAlike(
  part: JsonObject,
  before: readonly JsonObject[],
  left: ReadonlySet<number>,
): number | undefined {
  let best: number | undefined;
  let most = 0;
  for (const index of left) {
    const old = before[index] ?? {};
    // Two names are two parts, however alike.
    if (nameOf(old) !== undefined && nameOf(part) !== undefined && nameOf(old) !== nameOf(part)) continue;
    const members = new Set([...Object.keys(old), ...Object.keys(part)]);
    const same = membersThatDiffer(old, part);
    const alike = (members.size - same.length) / members.size;
    if (alike >= 0.5 && alike > most) [best, most] = [index, alike];
  }
  return best;
}

/** Names of the members in which two parts differ. */
function membersThatDiffer(before: JsonObject, after: JsonObject): string[] {
  const members = new Set([...Object.keys(after), ...Object.keys(before)]);
  return [...members].filter((key) => canonical(before[key] ?? null) !== canonical(after[key] ?? null));
}

/** What the clouds name their parts by: Sid of statements, id of rules, role of bindings. */
const NAMES = ['Sid', 'id', 'name', 'role', 'grantee'] as const;

/** The name of a part, where it has one. */
export function nameOf(part: JsonValue | undefined): string | undefined {
  if (!isJsonObject(part)) return undefined;
  const names = NAMES.map((key) => part[key]);
  return names.find((name): name is string => typeof name === 'string' && name !== '');
}

function named(part: JsonObject): { name?: string } {
  const name = nameOf(part);
  return name === undefined ? {} : { name };
}

function has(key: 'before' | 'after', value: JsonValue | undefined): Pick<PartChange, 'before' | 'after'> {
  return value === undefined ? {} : { [key]: value };
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function pointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
