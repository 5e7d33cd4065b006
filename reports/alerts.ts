// What readers that annotate files are told: one alert a finding, one a bucket that could not be read in full.

import { fingerprint } from '../src/model/fingerprint.ts';
import type { RenderOptions } from '../src/model/format.ts';
import type { Finding, Report, ReportTarget, ResultLocation } from '../src/model/report.ts';
import { carriedForward, isFinding } from '../src/model/report.ts';
import { EVIDENCE_READABLE } from '../src/model/rule.ts';
import type { Severity } from '../src/model/severity.ts';
import { atLeast, SEVERITIES } from '../src/model/severity.ts';
import { numbering } from './place.ts';
import type { BucketView } from './view.ts';
import { count, viewOf } from './view.ts';

export interface Alert {
  readonly ruleId: string;
  readonly severity: Severity;
  /** Absent for findings about the fleet file itself. */
  readonly target?: ReportTarget;
  readonly location: ResultLocation;
  readonly text: string;
  /** Unique in the run, and the same in the next. */
  readonly hash: string;
  /** The finding told; absent for what could not be verified. */
  readonly finding?: Finding;
  /** True for what an earlier run found and this one could not verify. */
  readonly lastKnown?: boolean;
}

/**
 * Findings (the waived among them), last known findings of what could not be verified, and `evidence-readable` once a
 * bucket that could not be read in full, in the report's order. Never a pass: these readers show whatever they are given.
 */
export function alertsOf(report: Report, options: RenderOptions): Alert[] {
  const targets = new Map(report.targets.map((target) => [target.id, target]));
  const numberOf = numbering();
  const findings = [
    ...report.results.filter(isFinding).map((finding) => ({ finding, lastKnown: false })),
    ...carriedForward(report).map((finding) => ({ finding, lastKnown: true })),
  ];
  return [
    ...findings
      .filter(({ finding: { severity } }) => atLeast(severity, options.minSeverity))
      .map(({ finding, lastKnown }) => alertOf(finding, targets.get(finding.targetId), lastKnown)),
    ...viewOf(report, options).buckets.flatMap((bucket) => unreadAlert(bucket) ?? []),
  ].map((alert) => ({ ...alert, hash: `${alert.hash}:${numberOf(alert.hash)}` }));
}

/** The worst `most` of them, in their own order. */
export function worst(alerts: readonly Alert[], most: number): readonly Alert[] {
  if (alerts.length <= most) return alerts;
  const rank = ({ severity }: Alert): number => SEVERITIES.indexOf(severity);
  const kept = new Set(alerts.toSorted((a, b) => rank(a) - rank(b)).slice(0, most));
  return alerts.filter((alert) => kept.has(alert));
}

function alertOf(finding: Finding, target: ReportTarget | undefined, lastKnown: boolean): Alert {
  const { ruleId, severity, message, location, remediation } = finding;
  // The first sentence becomes the alert's title: it has to name the bucket.
  const named =
    target === undefined || message.includes(target.bucket) ? message : `${target.bucketId}: ${message}`;
  const known = lastKnown ? ' Last known: this run could not verify it.' : '';
  const fix = remediation === undefined ? '' : ` Fix: ${sentence(remediation.text)}`;
  return {
    ruleId,
    severity,
    ...(target !== undefined && { target }),
    location,
    text: `${sentence(named)}${known}${fix}`,
    hash: finding.fingerprint,
    finding,
    ...(lastKnown && { lastKnown }),
  };
}

function unreadAlert({ id, targets, missing, questions, words }: BucketView): Alert | undefined {
  const [target] = targets;
  if (target === undefined || missing.length + questions.length === 0) return undefined;
  const rules = new Set([...missing, ...questions].flatMap((entry) => entry.rules));
  const calls = missing.map(({ missing: { call, cause, permission } }) =>
    permission === undefined ? `${call} ${cause}` : `${call} ${cause} (needs ${permission})`,
  );
  const asked = [...questions.map(({ message }) => message), ...words.values()];
  const told = [...calls, ...new Set(asked)].join('; ');
  return {
    ruleId: EVIDENCE_READABLE,
    severity: 'medium',
    target,
    location: target.location,
    text: sentence(`${id} could not be verified in full (${count(rules.size, 'rule')} left open): ${told}`),
    hash: fingerprint(EVIDENCE_READABLE, id),
  };
}

/** With a full stop where it has no end of its own. */
export function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
