// Evidence x rules -> results, for one bucket.

import { readingsOf } from '../model/evidence.ts';
import type { BucketEvidence, Facet, Readings } from '../model/evidence.ts';
import type { JsonValue } from '../model/json.ts';
import type { Provider } from '../model/provider.ts';
import { atPointer } from '../model/json.ts';
import type { Missing, Result } from '../model/report.ts';
import type { Remediation, RemediationContext, Rule, Violation } from '../model/rule.ts';
import { couldNotVerify, ENGINE_RULES, EVIDENCE_READABLE, facetsOf, severityOf } from '../model/rule.ts';
import type { Target } from '../model/target.ts';
import { locationOf } from '../model/target.ts';
import { fillMessage } from './message.ts';
import { judgeEvidence, judgeSearch } from './evidence-readable.ts';
import { fingerprintsOf, marksOf } from './identity.ts';

/**
 * Holds every rule against every target of a bucket; one result a rule and target, one a violation where it fails.
 * `evidence-readable`, where it is among the rules, is answered from the results of the others and comes last.
 */
export function evaluateBucket(evidence: BucketEvidence, rules: readonly Rule[]): Result[] {
  return evidence.targets.flatMap((target) => {
    const readings = readingsOf(evidence, target);
    const { derived, checked, needed } = applicableTo(target.provider, rules);
    if (target.search !== undefined) return derived === undefined ? [] : [judgeSearch(derived, target)];
    const results = checked.flatMap((rule) => judge(rule, target, readings));
    if (derived === undefined) return results;
    // A bucket of which nothing could be read is not clean, even where no rule of its provider reads anything.
    const known = Object.values(readings).some(({ status }) => status === 'known');
    const asked = known ? needed : [...new Set([...needed, ...(Object.keys(readings) as Facet[])])];
    const unread = asked.flatMap((facet) => missingOf(facet, readings) ?? []);
    return [...results, judgeEvidence(derived, target, results, unread)];
  });
}

interface Applicable {
  /** `evidence-readable` */
  readonly derived: Rule | undefined;
  readonly checked: readonly Rule[];
  /** What those read. */
  readonly needed: readonly Facet[];
}

/** The same for all buckets of a provider. */
const applicable = new WeakMap<readonly Rule[], Map<Provider, Applicable>>();

function applicableTo(provider: Provider, rules: readonly Rule[]): Applicable {
  const known = applicable.get(rules) ?? new Map<Provider, Applicable>();
  applicable.set(rules, known);
  let found = known.get(provider);
  if (found === undefined) {
    const own = rules.filter((rule) => rule.providers.includes(provider));
    const checked = own.filter((rule) => !ENGINE_RULES.includes(rule.id));
    const derived = own.find((rule) => rule.id === EVIDENCE_READABLE);
    found = { derived, checked, needed: facetsOf(checked) };
    known.set(provider, found);
  }
  return found;
}

function judge(rule: Rule, target: Target, readings: Readings): Result[] {
  const [ruleId, targetId] = [rule.id, target.id];
  const base = { ruleId, targetId } as const;
  const missing = rule.reads.flatMap((facet) => missingOf(facet, readings) ?? []);
  if (missing.length > 0) {
    return [{ ...base, kind: 'open', severity: rule.severity, message: couldNotVerify(missing), missing }];
  }
  const unsupported = rule.reads.find((facet) => readings[facet]?.status === 'unsupported');
  if (unsupported !== undefined) {
    return [
      { ruleId, kind: 'notApplicable', targetId, message: `${unsupported}: not offered by this store` },
    ];
  }
  const verdict = runCheck(rule, target, readings);
  if (!Array.isArray(verdict)) {
    const { kind, message } = verdict as Exclude<typeof verdict, readonly Violation[]>;
    if (kind === 'notApplicable') return [{ ruleId, kind, targetId, message }];
    const considered = rule.considers.flatMap((facet) => missingOf(facet, readings) ?? []);
    return [
      {
        ...base,
        kind,
        severity: rule.severity,
        message,
        ...(considered.length > 0 && { missing: considered }),
      },
    ];
  }
  const violations = verdict as readonly Violation[];
  // Written out, here and above: most results are these, and an object made by spreading takes twice the memory.
  if (violations.length === 0) return [{ ruleId, kind: 'pass', targetId }];
  const identities = violations.map((violation) => ({
    of: [rule.id, target.id, violation.messageId],
    marks: marksOf(violation, valueAt(readings, violation)),
  }));
  const fingerprints = fingerprintsOf(identities);
  return violations.map((violation, index) => ({
    ...finding(rule, target, readings, violation, violations),
    fingerprint: fingerprints[index] as string,
  }));
}

/** A facet that was never fetched is a bug of the caller, reported as such rather than judged. */
function missingOf(facet: Facet, readings: Readings): Missing | undefined {
  const reading = readings[facet];
  if (reading === undefined) {
    return { facet, cause: 'malformed', call: 'none', detail: `${facet} is not in the evidence` };
  }
  if (reading.status !== 'unreadable') return undefined;
  const { cause, call, permission, detail } = reading;
  return {
    facet,
    cause,
    call,
    ...(permission !== undefined && { permission }),
    ...(detail !== undefined && { detail }),
  };
}

/** Runs the check; one that throws is `open`, never pass or fail. */
function runCheck(rule: Rule, target: Target, readings: Readings): ReturnType<Rule['check']> {
  const facets: Record<string, unknown> = {};
  for (const facet of rule.reads) {
    const reading = readings[facet];
    if (reading?.status === 'known') facets[facet] = reading.value;
  }
  for (const facet of rule.considers) {
    facets[facet] = readings[facet] ?? { status: 'unreadable', cause: 'malformed', call: 'none' };
  }
  try {
    return rule.check(facets as never, target);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { kind: 'open', message: `the check itself failed (${detail}); please report this` };
  }
}

function finding(
  rule: Rule,
  target: Target,
  readings: Readings,
  violation: Violation,
  violations: readonly Violation[],
): Omit<Result, 'fingerprint'> {
  const { messageId, data = {}, facet, path } = violation;
  const evidence = valueAt(readings, violation);
  const remediation = remediationOf(rule, { target, readings, violations });
  const verify = rule.docs.verify[target.provider]?.(target);
  return {
    ruleId: rule.id,
    kind: 'fail',
    severity: severityOf(rule, messageId),
    targetId: target.id,
    messageId,
    message: fillMessage(rule.messages[messageId], data),
    data,
    ...(facet !== undefined && { facet }),
    ...(path !== undefined && { evidencePath: path }),
    ...(evidence !== undefined && { evidence }),
    location: locationOf(target, violation.key),
    ...(remediation !== undefined && { remediation }),
    ...(verify !== undefined && { verify }),
  };
}

/** A remediation that cannot be written costs neither its finding nor the audit. */
function remediationOf(rule: Rule, context: RemediationContext): Remediation | undefined {
  try {
    return rule.docs.remediation[context.target.provider]?.(context);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { text: `The fix could not be written (${detail}); please report this.` };
  }
}

/** The part of the evidence that the violation points at. */
function valueAt(readings: Readings, { facet, path }: Violation): JsonValue | undefined {
  const reading = facet === undefined || path === undefined ? undefined : readings[facet];
  return reading?.status === 'known'
    ? (atPointer(reading.value, path ?? '') as JsonValue | undefined)
    : undefined;
}
