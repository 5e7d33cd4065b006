// What is said of a difference, whatever the format.

import type { ComparedRun, ConfigurationChange, Difference } from '../../src/model/difference.ts';
import type { Facet } from '../../src/model/evidence.ts';
import { isJsonObject } from '../../src/model/json.ts';
import type { JsonValue } from '../../src/model/json.ts';
import type { Finding, Result } from '../../src/model/report.ts';
import { SEVERITIES } from '../../src/model/severity.ts';
import { count } from '../view.ts';

const PARTS: { readonly [F in Facet]?: string } = {
  acl: 'grant',
  cors: 'CORS rule',
  iam: 'binding',
  identity: 'federated credential',
  keyGrants: 'grant',
  keyPolicy: 'statement',
  lifecycle: 'lifecycle rule',
  policy: 'statement',
  projectIam: 'binding',
  retention: 'retention policy',
  roleAssignments: 'role assignment',
  tiering: 'tiering configuration',
};

/** `2026-11-24 23:59 UTC (run 1234)`. */
export function describeRun({ id, at, complete }: ComparedRun): string {
  const partial = complete ? '' : ', partial';
  return `${at.slice(0, 16).replace('T', ' ')} UTC${id === undefined ? partial : ` (run ${id}${partial})`}`;
}

/** `2 new, 1 fixed, 5 unchanged; 3 changes of configuration`. */
export function summaryOf({ findings, configuration }: Difference): string {
  const changes = `${count(configuration.changes.length, 'change')} of configuration`;
  if (findings === undefined) return changes;
  const { new: fresh, fixed, newlyWaived, unchanged, newlyUnreadable, lastKnown } = findings;
  const parts = [
    `${fresh.length} new`,
    `${fixed.length} fixed`,
    `${unchanged} unchanged`,
    ...(newlyWaived.length === 0 ? [] : [`${newlyWaived.length} newly waived`]),
    ...(newlyUnreadable.length === 0 ? [] : [`${newlyUnreadable.length} newly unreadable`]),
    ...(lastKnown.length === 0 ? [] : [`${lastKnown.length} last known, not verified`]),
  ];
  return `${parts.join(', ')}; ${changes}`;
}

/** Worst first; equals in the order of the report. */
export function worstFirst(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

/** Open results of one target that say the same, told once: one call leaves many rules open. */
export function openAlike(
  results: readonly Result[],
): { target: string; rules: string[]; message: string }[] {
  const alike = Map.groupBy(results, ({ targetId, message }) => JSON.stringify([targetId, message]));
  return [...alike.values()].map((group) => {
    const [{ targetId, message = 'could not verify' }] = group as [Result];
    return { target: targetId, rules: group.map(({ ruleId }) => ruleId), message };
  });
}

/** `CORS rule 'frontend'`, `statement 3`, `encryption /algorithm`: the part that changed. */
export function nameOfPart({ facet, name, path }: ConfigurationChange): string {
  const part = PARTS[facet];
  const [, index] = /\/(\d+)$/.exec(path) ?? [];
  if (part !== undefined && name !== undefined) return `${part} '${name}'`;
  if (part !== undefined && index !== undefined) return `${part} ${Number(index) + 1}`;
  return path === '' ? facet : `${facet} ${path}`;
}

const KINDS: Readonly<Record<ConfigurationChange['kind'], string>> = {
  added: 'added',
  removed: 'removed',
  changed: 'changed',
  reordered: 'in another order (the first rule that matches answers)',
  unreadable: 'can no longer be read',
  readable: 'can be read again',
  faulty: 'is at fault now',
  mended: 'is no longer at fault',
};

export function kindOfChange({ kind }: ConfigurationChange): string {
  return KINDS[kind];
}

/** What was and what is, member by member where both are objects: `Action: "s3:*" -> "s3:GetObject"`. */
export function detailsOf({ kind, before, after }: ConfigurationChange): string[] {
  if (kind === 'reordered' || kind === 'unreadable' || kind === 'readable') return [];
  if (isJsonObject(before) && isJsonObject(after)) {
    const members = [...new Set([...Object.keys(after), ...Object.keys(before)])];
    return members
      .filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
      .map((key) => `${key}: ${shown(before[key])} -> ${shown(after[key])}`);
  }
  if (before === undefined) return after === undefined ? [] : [shown(after)];
  return after === undefined ? [shown(before)] : [`${shown(before)} -> ${shown(after)}`];
}

function shown(value: JsonValue | undefined): string {
  return value === undefined ? 'none' : JSON.stringify(value);
}

/** Why the list of changes may be short. */
export const FROM_FINDINGS =
  'Only what findings point at: give the evidence of both runs (--old-evidence, --new-evidence) for all.';
