// Waivers held against findings: what they waive, and what is wrong with the waivers themselves.

import type { Finding, Result, Waiver } from '../model/report.ts';
import { isFinding } from '../model/report.ts';
import { ENGINE_RULES, severityOf, WAIVER_IS_USED, WAIVER_IS_VALID } from '../model/rule.ts';
import type { MessageData, Rule } from '../model/rule.ts';
import type { Severity } from '../model/severity.ts';
import type { Target } from '../model/target.ts';
import type { DeclaredWaiver } from '../model/waiver.ts';
import { fingerprintsOf, placeOf } from './identity.ts';
import { fillMessage } from './message.ts';

export interface WaiverContext {
  readonly waivers: readonly DeclaredWaiver[];
  /** Targets of the run. */
  readonly targets: readonly Target[];
  /** Rules of the run. */
  readonly rules: readonly Rule[];
  /** Ids of all rules there are, of those that were not asked, too. */
  readonly knownRules: ReadonlySet<string>;
  /** The day of the run in UTC, `YYYY-MM-DD`. */
  readonly today: string;
  /** Whether the run came to its end; unused waivers are told only then. */
  readonly complete: boolean;
}

const KEYS = ['rule', 'bucket', 'reason', 'owner', 'expires'] as const;

type Complete = DeclaredWaiver & Required<Pick<DeclaredWaiver, (typeof KEYS)[number]>>;

interface Fault {
  readonly waiver: DeclaredWaiver;
  readonly ruleId: string;
  readonly messageId: string;
  readonly data: MessageData;
}

/** A function that puts the first waiver in force onto a finding that it waives; other results stay as they are. */
export function waiving({ waivers, ...context }: WaiverContext): <R extends Result>(result: R) => R {
  const byPlace = new Map<string, Complete[]>();
  for (const waiver of waivers.filter((entry) => isInForce(entry, context))) {
    for (const targetId of waiver.targetIds) {
      const key = placeOf({ ruleId: ruleOf(waiver).id, targetId });
      byPlace.set(key, [...(byPlace.get(key) ?? []), waiver]);
    }
  }
  return (result) => {
    if (!isFinding(result)) return result;
    const found = byPlace.get(placeOf(result))?.find((waiver) => fits(waiver, result));
    return found === undefined ? result : { ...result, waiver: shortOf(found) };
  };
}

/** Findings about the waivers: of each the first fault, from `waiver-is-valid` and `waiver-is-used` where these are asked. */
export function judgeWaivers(results: readonly Result[], context: WaiverContext): Finding[] {
  const asked = new Map(context.rules.map((rule) => [rule.id, rule]));
  const waivable = new Set(context.waivers.filter(isComplete).map((waiver) => ruleOf(waiver).id));
  const resultsAt = Map.groupBy(
    results.filter(({ ruleId }) => waivable.has(ruleId)),
    placeOf,
  );
  const faults = context.waivers.flatMap((waiver) => {
    const fault = faultOf(waiver, context) ?? unusedFault(waiver, resultsAt, context);
    return fault !== undefined && asked.has(fault.ruleId) ? [fault] : [];
  });
  const fingerprints = fingerprintsOf(
    faults.map(({ ruleId, messageId, waiver: { rule, bucket, reason, owner, expires, location } }) => ({
      of: [ruleId, location.file, messageId],
      marks: [JSON.stringify([rule, bucket]), JSON.stringify([reason, owner, expires])],
    })),
  );
  return faults.map((fault, index) =>
    findingOf(fault, asked, context.targets, fingerprints[index] as string),
  );
}

function isInForce(waiver: DeclaredWaiver, context: Omit<WaiverContext, 'waivers'>): waiver is Complete {
  return isComplete(waiver) && faultOf(waiver, context) === undefined;
}

function faultOf(
  waiver: DeclaredWaiver,
  { knownRules, today }: Pick<WaiverContext, 'knownRules' | 'today'>,
): Fault | undefined {
  const fault = (messageId: string, data: MessageData = {}): Fault => ({
    waiver,
    ruleId: WAIVER_IS_VALID,
    messageId,
    data: { waiver: nameOf(waiver), ...data },
  });
  if (!isComplete(waiver)) return fault('malformed', { faults: faultsOf(waiver) });
  const { id } = ruleOf(waiver);
  if (ENGINE_RULES.includes(id)) return fault('cannotBeWaived');
  if (!knownRules.has(id)) return fault('unknownRule');
  if (waiver.targetIds.length === 0) return fault('unknownBucket');
  if (waiver.expires < today) return fault('expired', { expires: waiver.expires });
  return undefined;
}

/** Only where all that it could waive was verified: what is open or was not asked may need it. */
function unusedFault(
  waiver: DeclaredWaiver,
  resultsAt: ReadonlyMap<string, readonly Result[]>,
  { targets, rules, complete }: WaiverContext,
): Fault | undefined {
  if (!complete || !isComplete(waiver)) return undefined;
  const audited = new Set(targets.map(({ id }) => id));
  const { id } = ruleOf(waiver);
  if (!rules.some((rule) => rule.id === id)) return undefined;
  if (!waiver.targetIds.every((targetId) => audited.has(targetId))) return undefined;
  const results = waiver.targetIds.flatMap(
    (targetId) => resultsAt.get(placeOf({ ruleId: id, targetId })) ?? [],
  );
  const mayNeedIt = (result: Result): boolean =>
    result.kind === 'open' || (isFinding(result) && fits(waiver, result));
  if (results.some(mayNeedIt)) return undefined;
  const data = { waiver: nameOf(waiver), rule: id };
  return { waiver, ruleId: WAIVER_IS_USED, messageId: 'unused', data };
}

function findingOf(
  { waiver, ruleId, messageId, data }: Fault,
  asked: ReadonlyMap<string, Rule>,
  targets: readonly Target[],
  fingerprint: string,
): Finding {
  const rule = asked.get(ruleId) as Rule;
  const target = targets.find(({ id }) => waiver.targetIds.includes(id)) ?? targets[0];
  const violations = [{ messageId, data }];
  const remediation =
    target === undefined
      ? undefined
      : rule.docs.remediation[target.provider]?.({ target, readings: {}, violations });
  return {
    ruleId,
    kind: 'fail',
    severity: severityOf(rule, messageId),
    targetId: waiver.location.file,
    messageId,
    message: fillMessage(rule.messages[messageId], data),
    data,
    location: waiver.location,
    ...(remediation !== undefined && { remediation }),
    fingerprint,
  };
}

function isComplete(waiver: DeclaredWaiver): waiver is Complete {
  return faultsOf(waiver).length === 0;
}

/** What the schema found, and what a schema cannot say. */
function faultsOf(waiver: DeclaredWaiver): string[] {
  const { faults, expires } = waiver;
  if (faults.length > 0) return [...faults];
  const missing = KEYS.filter((key) => waiver[key] === undefined).map((key) => `${key} is missing`);
  return expires === undefined || isDay(expires)
    ? missing
    : [...missing, 'expires must be a day that exists'];
}

function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** A report's descriptor may carry the severity: `https-only/low`. */
function ruleOf({ rule }: { readonly rule: string }): { id: string; severity?: Severity } {
  const [, id = rule, severity] = /^(.*)\/(critical|high|medium|low)$/.exec(rule) ?? [];
  return { id, ...(severity !== undefined && { severity: severity as Severity }) };
}

function fits(waiver: { readonly rule: string }, finding: Finding): boolean {
  const { severity } = ruleOf(waiver);
  return severity === undefined || severity === finding.severity;
}

function shortOf({ reason, owner, expires, location }: Complete): Waiver {
  return { reason, owner, expires, location };
}

function nameOf({ rule, bucket }: DeclaredWaiver): string {
  return `of ${rule ?? 'no rule'} for ${bucket ?? 'no bucket'}`;
}
