// A report arranged for people: by bucket, worst first, with what could not be verified apart from what was found.

import type { RenderOptions } from '../src/model/format.ts';
import type { Provider } from '../src/model/provider.ts';
import type { Finding, Missing, Report, ReportTarget, Result, ResultLocation } from '../src/model/report.ts';
import { carriedForward, fleetFindings, isFinding } from '../src/model/report.ts';
import { EVIDENCE_READABLE, onlyNamesCalls } from '../src/model/rule.ts';
import type { Severity } from '../src/model/severity.ts';
import { atLeast, SEVERITIES } from '../src/model/severity.ts';

/** A finding, told once for all targets of a bucket that share it word for word. */
export interface FindingView {
  readonly finding: Finding;
  readonly targets: readonly ReportTarget[];
}

/** A call that failed and the rules left open by it (none where no verdict hung on it). */
export interface MissingView {
  readonly missing: Missing;
  readonly rules: readonly string[];
}

/** What rules without a verdict ask for beyond calls: `declare --deployment ...`. */
export interface QuestionView {
  readonly message: string;
  readonly rules: readonly string[];
}

export interface BucketView {
  readonly id: string;
  readonly provider: Provider;
  readonly targets: readonly ReportTarget[];
  /** Findings at or above the wanted severity, worst first. */
  readonly findings: readonly FindingView[];
  /** All findings by severity, shown or not; one a target, as in the report's summary. */
  readonly counts: Readonly<Record<Severity, number>>;
  readonly missing: readonly MissingView[];
  readonly questions: readonly QuestionView[];
  /** What rules left open by calls ask for beyond these calls, in their own words; by rule id. */
  readonly words: ReadonlyMap<string, string>;
  /** Findings that are waived, worst first, whatever severity is wanted. */
  readonly waived: readonly FindingView[];
  /** Findings of earlier runs that this one could neither see nor tell to be gone. */
  readonly lastKnown: readonly Finding[];
  /** Rules that hold for every target they concern. */
  readonly passed: readonly string[];
  /** Rules that concern no target, by reason. */
  readonly notApplicable: readonly QuestionView[];
  /** `found`: has findings, shown or not. `open`: none, but not all verified. `unaudited`: no result at all. */
  readonly state: 'found' | 'open' | 'clean' | 'unaudited';
}

export interface ReportView {
  /** Findings about the fleet file itself (its waivers), of the wanted severity, worst first. */
  readonly fleet: readonly FindingView[];
  /** Worst first: by severity, then by number; equals in the order of the report. */
  readonly buckets: readonly BucketView[];
  /** Findings below the wanted severity. */
  readonly hidden: number;
  readonly findings: number;
  /** Rules with shown findings, worst first. */
  readonly worstRules: readonly RuleCount[];
}

export interface RuleCount {
  readonly ruleId: string;
  readonly severity: Severity;
  /** Buckets in which it fails. */
  readonly buckets: number;
}

/** Arranges a report; waived findings stand apart and count nowhere. */
export function viewOf(report: Report, { minSeverity }: Pick<RenderOptions, 'minSeverity'>): ReportView {
  const resultsOf = Map.groupBy(report.results, (result) => result.targetId);
  const lastKnown = Map.groupBy(carriedForward(report), (finding) => finding.targetId);
  const buckets = [...Map.groupBy(report.targets, (target) => target.bucketId).values()]
    .map((targets) => ({
      ...viewBucket(targets, resultsOf, minSeverity),
      lastKnown: targets.flatMap(({ id }) => lastKnown.get(id) ?? []),
    }))
    .toSorted(byBadness);
  const shown = SEVERITIES.filter((severity) => atLeast(severity, minSeverity));
  const findings = sum(Object.values(report.summary.findings));
  return {
    fleet: viewFleet(report, minSeverity),
    buckets,
    findings,
    hidden: findings - sum(shown.map((severity) => report.summary.findings[severity])),
    worstRules: countRules(buckets),
  };
}

function viewFleet(report: Report, minSeverity: Severity): FindingView[] {
  return fleetFindings(report)
    .filter(({ severity, waiver }) => waiver === undefined && atLeast(severity, minSeverity))
    .map((finding) => ({ finding, targets: [] }))
    .toSorted(bySeverity);
}

function bySeverity(a: FindingView, b: FindingView): number {
  return SEVERITIES.indexOf(a.finding.severity) - SEVERITIES.indexOf(b.finding.severity);
}

function viewBucket(
  targets: readonly ReportTarget[],
  resultsOf: ReadonlyMap<string, readonly Result[]>,
  minSeverity: Severity,
): Omit<BucketView, 'lastKnown'> {
  const results = targets.flatMap((target) => resultsOf.get(target.id) ?? []);
  const failed = results.filter(isFinding);
  const findings = failed.filter((finding) => finding.waiver === undefined);
  const open = results.filter((result) => result.kind === 'open');
  const counts: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0 };
  for (const { severity } of findings) counts[severity]++;
  const [first] = targets as readonly [ReportTarget, ...ReportTarget[]];
  return {
    id: first.bucketId,
    provider: first.provider,
    targets,
    findings: mergeFindings(
      findings.filter(({ severity }) => atLeast(severity, minSeverity)),
      targets,
    ),
    counts,
    missing: mergeMissing(open),
    questions: mergeQuestions(open),
    words: ownWords(open),
    waived: mergeFindings(
      failed.filter((finding) => finding.waiver !== undefined),
      targets,
    ),
    ...mergeQuiet(results),
    state:
      findings.length > 0 ? 'found' : open.length > 0 ? 'open' : results.length > 0 ? 'clean' : 'unaudited',
  };
}

function mergeFindings(findings: readonly Finding[], targets: readonly ReportTarget[]): FindingView[] {
  const alike = Map.groupBy(findings, ({ ruleId, message, evidencePath, remediation, location, ...rest }) =>
    JSON.stringify([
      [ruleId, message, evidencePath, remediation, targets.length > 1 ? null : location],
      [rest.waiver, rest.baselineState],
    ]),
  );
  return [...alike.values()]
    .map((group) => ({
      finding: group[0] as Finding,
      targets: targets.filter((target) => group.some((finding) => finding.targetId === target.id)),
    }))
    .toSorted(bySeverity);
}

function mergeMissing(open: readonly Result[]): MissingView[] {
  const pairs = open.flatMap(({ ruleId, missing = [] }) => missing.map((entry) => ({ ruleId, entry })));
  const alike = Map.groupBy(pairs, ({ entry: { call, cause, permission } }) =>
    JSON.stringify([call, cause, permission]),
  );
  return [...alike.values()].map((group) => ({
    missing: withoutEcho((group[0] as (typeof pairs)[number]).entry),
    rules: ruleIds(group),
  }));
}

/** "denied (access denied)" says one thing twice. */
function withoutEcho({ detail, ...missing }: Missing): Missing {
  const isEcho = detail === undefined || (missing.cause === 'denied' && detail === 'access denied');
  return isEcho ? missing : { ...missing, detail };
}

function mergeQuestions(open: readonly Result[]): QuestionView[] {
  // What was not read is told by the calls, which name the rule already.
  const asking = open.filter(
    ({ ruleId, missing = [] }) => ruleId !== EVIDENCE_READABLE && missing.length === 0,
  );
  const alike = Map.groupBy(asking, ({ message }) => message ?? 'no verdict');
  return [...alike].map(([message, group]) => ({ message, rules: ruleIds(group) }));
}

/** Words that only name missing calls say no more than the list of calls does. */
function ownWords(open: readonly Result[]): Map<string, string> {
  const words = new Map<string, string>();
  for (const { ruleId, message, missing = [] } of open) {
    if (message === undefined || missing.length === 0 || ruleId === EVIDENCE_READABLE) continue;
    if (!onlyNamesCalls(message, missing)) words.set(ruleId, message);
  }
  return words;
}

function mergeQuiet(results: readonly Result[]): Pick<BucketView, 'passed' | 'notApplicable'> {
  const passed: string[] = [];
  const reasons = new Map<string, string[]>();
  for (const [ruleId, group] of Map.groupBy(results, (result) => result.ruleId)) {
    const kinds = new Set(group.map(({ kind }) => kind));
    if (kinds.has('fail') || kinds.has('open')) continue;
    if (kinds.has('pass')) {
      passed.push(ruleId);
      continue;
    }
    const reason = group[0]?.message ?? 'does not concern this bucket';
    reasons.set(reason, [...(reasons.get(reason) ?? []), ruleId]);
  }
  return { passed, notApplicable: [...reasons].map(([message, rules]) => ({ message, rules })) };
}

function ruleIds(results: readonly { readonly ruleId: string }[]): string[] {
  return [...new Set(results.map(({ ruleId }) => ruleId))].filter((id) => id !== EVIDENCE_READABLE);
}

function byBadness(a: BucketView, b: BucketView): number {
  for (const severity of SEVERITIES) {
    if (a.counts[severity] !== b.counts[severity]) return b.counts[severity] - a.counts[severity];
  }
  // What could not be verified before what is good.
  return Number(a.state === 'clean') - Number(b.state === 'clean');
}

function countRules(buckets: readonly BucketView[]): RuleCount[] {
  const counts = new Map<string, RuleCount>();
  for (const { findings } of buckets) {
    const worst = new Map<string, Severity>();
    for (const { finding } of findings) {
      if (!worst.has(finding.ruleId)) worst.set(finding.ruleId, finding.severity);
    }
    for (const [ruleId, severity] of worst) {
      const before = counts.get(ruleId);
      const worse = before !== undefined && atLeast(before.severity, severity) ? before.severity : severity;
      counts.set(ruleId, { ruleId, severity: worse, buckets: (before?.buckets ?? 0) + 1 });
    }
  }
  return [...counts.values()].toSorted(
    (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || b.buckets - a.buckets,
  );
}

/** `1 finding`, `2 findings`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** The report's verdict in one sentence, the same in every format for people. */
export function verdict(report: Report, view: ReportView): string {
  const { buckets, results } = report.summary;
  const open = results.open === 0 ? '' : `${count(results.open, 'check')} could not be verified`;
  if (view.findings > 0) {
    const found = view.buckets.filter(({ state }) => state === 'found').length;
    const places = [found > 0 || view.fleet.length === 0 ? `${found} of ${count(buckets, 'bucket')}` : ''];
    if (view.fleet.length > 0) places.push('the fleet file');
    const where = places.filter((place) => place !== '').join(' and ');
    return `${count(view.findings, 'finding')} in ${where}${open && `, ${open}`}`;
  }
  if (open !== '') return `no findings, but ${open}`;
  const clean = view.buckets.filter(({ state }) => state === 'clean').length;
  if (clean === 0) return 'nothing was audited';
  return clean === buckets
    ? `${count(clean, 'bucket')} clean`
    : `${clean} of ${count(buckets, 'bucket')} clean`;
}

/** Who uses the bucket: `instance`, `team omega at teams/omega`; `instance, discovered` where no declaration says so. */
export function nameUse({ level, team, subpath, discovered, search }: ReportTarget): string {
  if (search === true) return 'search';
  if (discovered === true) return `${level}, discovered`;
  const who = level === 'team' ? `team ${team ?? ''}`.trimEnd() : 'instance';
  return subpath === '' ? who : `${who} at ${subpath}`;
}

/** `at byob.yaml:5`, or that the bucket was named on the command line. */
export function placeOf({ file, line }: ResultLocation): string {
  return file === '--bucket' ? 'from the command line' : `at ${file}:${line}`;
}

/** Why a bucket without any result has none. */
export function whyUnaudited(report: Report): string {
  return report.run.complete ? 'no enabled rule applies to it' : 'not audited: the run was interrupted';
}

/** Where in the evidence: `policy /document/Statement/2 (Sid AllowWandb)`; undefined where the finding says nothing. */
export function evidencePlace({ facet, evidencePath, evidence }: Finding): string | undefined {
  if (facet === undefined) return undefined;
  const named = evidence as { readonly Sid?: unknown; readonly id?: unknown } | null | undefined;
  const name =
    typeof named?.Sid === 'string'
      ? `Sid ${named.Sid}`
      : typeof named?.id === 'string'
        ? `id ${named.id}`
        : '';
  const path = evidencePath === undefined || evidencePath === '' ? '' : ` ${evidencePath}`;
  return `${facet}${path}${name && ` (${name})`}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
