// Lifecycle rules in each provider's own shape: how to look at them, and how to change some and keep the rest.

import type { LifecycleAction, LifecycleRule, Readings } from '../../src/model/evidence.ts';
import { isJsonObject } from '../../src/model/json.ts';
import type { JsonObject, JsonValue } from '../../src/model/json.ts';
import type { Remediation, RemediationContext, Violation } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import { baseOf } from '../../src/semantics/lifecycle.ts';
import { azAccount } from './azure-commands.ts';
import { blobLifecycleRule, blobRuleWithout } from './blob-documents.ts';
import { gcloudDescribe, gcloudUpdate, gcsLifecycleRule, gcsRepairedRule } from './gcs-documents.ts';
import { S3_LIFECYCLE_FILE, putS3Lifecycle, s3api, s3LifecycleRemediation } from './s3-documents.ts';

const GCS_FILE = 'lifecycle.json';
const AZURE_FILE = 'policy.json';

/** What to change; all other rules stay as they are. */
export interface LifecycleChange {
  /** For every action of the rules at fault; one changed to undefined is taken out, and a rule without actions with it. */
  readonly repair?: (action: LifecycleAction) => LifecycleAction | undefined;
  /** A rule more, for W&B's keys. */
  readonly add?: { readonly id: string; readonly action: LifecycleAction };
}

/** The command that shows the lifecycle rules. */
export function verifyLifecycle(target: Target): string {
  if (target.provider === 'gcp') return gcloudDescribe(target, 'lifecycle');
  if (target.provider === 'azure')
    return azAccount(target, 'account management-policy show', '--query policy');
  // What it shows beside the rules, `put-bucket-lifecycle-configuration` does not take.
  return s3api(target, "get-bucket-lifecycle-configuration --query '{Rules:Rules}'");
}

/** Replaces the lifecycle configuration by the one that was read, with the change. */
export function lifecycleRemediation(
  context: RemediationContext,
  text: string,
  change: LifecycleChange,
): Remediation {
  const { target } = context;
  if (target.provider === 'gcp') return gcsRemediation(context, text, change);
  if (target.provider === 'azure') return blobRemediation(context, text, change);
  const rules = changed(context, change);
  // On a rule's page nothing was read: nothing is to be deleted.
  if (rules.length === 0 && context.readings.lifecycle === undefined) return byHand(target, text);
  return s3LifecycleRemediation(target, text, rules);
}

function gcsRemediation(context: RemediationContext, text: string, change: LifecycleChange): Remediation {
  const { target, readings } = context;
  const stored = storedRules(readings, 'rule');
  const read = rulesOf(readings);
  if (stored?.length !== read.length) return byHand(target, text);
  const faulty = faultyRules(context.violations);
  const kept = stored.flatMap<JsonObject>((rule, index) => {
    const [action] = read[index]?.actions ?? [];
    if (!faulty.has(index) || change.repair === undefined || action === undefined) return rule;
    const repaired = change.repair(action);
    return repaired === undefined ? [] : gcsRepairedRule(rule, repaired);
  });
  const added = change.add && gcsLifecycleRule(change.add.action, baseOf(target.subpath));
  const rules = added === undefined ? kept : [...kept, added];
  if (rules.length === 0 && readings.lifecycle === undefined) return byHand(target, text);
  if (rules.length === 0) return { text, command: gcloudUpdate(target, '--clear-lifecycle') };
  const content = { lifecycle: { rule: rules } };
  return { text, ...withDocument(target, content) };
}

function blobRemediation(context: RemediationContext, text: string, change: LifecycleChange): Remediation {
  const { target, readings } = context;
  const told = `${text} The policy is that of the storage account, for all its containers.`;
  const stored = storedRules(readings, 'rules');
  if (stored === undefined) return byHand(target, told);
  const faulty = faultyRules(context.violations);
  const removals = new Map<unknown, LifecycleAction[]>(
    rulesOf(readings)
      .filter((_, index) => faulty.has(index))
      .map(({ id, actions }) => [id, actions.filter((action) => change.repair?.(action) === undefined)]),
  );
  const kept = stored.flatMap<JsonObject>((rule) => {
    const removed = change.repair && removals.get(rule['name']);
    return removed === undefined ? rule : (blobRuleWithout(rule, removed) ?? []);
  });
  const name = change.add && freeId(change.add.id, new Set(stored.map((rule) => rule['name'])));
  const added =
    change.add && blobLifecycleRule(name ?? '', change.add.action, target.bucket, baseOf(target.subpath));
  const rules = added === undefined ? kept : [...kept, added];
  if (rules.length === 0 && readings.lifecycle === undefined) return byHand(target, told);
  // A policy has at least one rule.
  if (rules.length === 0)
    return { text: told, command: azAccount(target, 'account management-policy delete') };
  return { text: told, ...withDocument(target, { rules }) };
}

function withDocument(target: Target, content: JsonObject): Omit<Remediation, 'text'> {
  const { file, command } = applyLifecycle(target);
  return { command, document: { file, facet: 'lifecycle', content } };
}

/** Where what is stored is not known whole, nothing is proposed that would overwrite it. */
function byHand(target: Target, text: string): Remediation {
  const { file, command } = applyLifecycle(target);
  const how = `Save what \`${verifyLifecycle(target)}\` shows as ${file}, change it there, and apply it.`;
  return { text: `${text} ${how}`, command };
}

function applyLifecycle(target: Target): { file: string; command: string } {
  switch (target.provider) {
    case 'gcp':
      return { file: GCS_FILE, command: gcloudUpdate(target, `--lifecycle-file=${GCS_FILE}`) };
    case 'azure':
      return {
        file: AZURE_FILE,
        command: azAccount(target, 'account management-policy create', `--policy @${AZURE_FILE}`),
      };
    default:
      return { file: S3_LIFECYCLE_FILE, command: putS3Lifecycle(target) };
  }
}

function storedRules({ lifecycle }: Readings, member: 'rule' | 'rules'): readonly JsonObject[] | undefined {
  if (lifecycle === undefined) return [];
  const stored = lifecycle.status === 'known' ? lifecycle.value.stored : undefined;
  const list = isJsonObject(stored) ? stored[member] : undefined;
  return Array.isArray(list) ? (list as readonly JsonValue[]).filter(isJsonObject) : undefined;
}

function rulesOf({ lifecycle }: Readings): readonly LifecycleRule[] {
  return lifecycle?.status === 'known' ? lifecycle.value.rules : [];
}

function faultyRules(violations: readonly Violation[]): Set<number> {
  return new Set(
    violations.flatMap(({ facet, path = '' }) =>
      facet === 'lifecycle' && path.startsWith('/rules/') ? [Number(path.slice(7))] : [],
    ),
  );
}

/** The rules of S3, which the facet gives back whole, with the change. */
function changed(
  { readings, target, violations }: RemediationContext,
  change: LifecycleChange,
): LifecycleRule[] {
  const read = rulesOf(readings);
  const faulty = faultyRules(violations);
  const { repair, add } = change;
  const kept = read.flatMap((rule, index) => {
    if (repair === undefined || !faulty.has(index)) return rule;
    const actions = rule.actions.flatMap((action) => repair(action) ?? []);
    return actions.length === 0 ? [] : { ...rule, actions };
  });
  if (add === undefined) return kept;
  const base = baseOf(target.subpath);
  const id = freeId(add.id, new Set(read.map((rule) => rule.id)));
  const prefixes = base === '' ? [] : [base];
  return [...kept, { id, enabled: true, prefixes, suffixes: [], tags: {}, actions: [add.action] }];
}

/** Ids are unique in a configuration. */
function freeId(id: string, taken: ReadonlySet<unknown>): string {
  let free = id;
  for (let n = 2; taken.has(free); n += 1) free = `${id}-${n}`;
  return free;
}
