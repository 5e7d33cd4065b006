// The report: every result of a run, versioned, the one input of all formats.

import type { Cause, Facet } from './evidence.ts';
import type { JsonValue } from './json.ts';
import type { Level, Provider } from './provider.ts';
import { EVIDENCE_READABLE } from './rule.ts';
import type { Remediation, MessageData } from './rule.ts';
import type { Severity } from './severity.ts';

/** Version of the report's shape; see `schema/report.schema.json`. */
export const REPORT_SCHEMA_VERSION = 1;

/** SARIF's words. `open`: could not verify. */
export type Kind = 'pass' | 'fail' | 'open' | 'notApplicable';

/** A reading that was missing, and what would give it. */
export interface Missing {
  /** `buckets`: of a search, which buckets there are. */
  readonly facet: Facet | 'buckets';
  readonly cause: Cause;
  readonly call: string;
  readonly permission?: string;
  readonly detail?: string;
}

/** A place in the fleet file. */
export interface ResultLocation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Waiver {
  readonly reason: string;
  readonly owner: string;
  /** Last day on which it holds, `YYYY-MM-DD`. */
  readonly expires: string;
  /** Where the fleet file declares it. */
  readonly location?: ResultLocation;
}

/**
 * How a finding or an open result relates to the baseline; absent without one. A finding whose waiver has ended since
 * the baseline is new. An open result is new where the baseline did not have it open: it became unreadable.
 */
export type BaselineState = 'new' | 'unchanged';

/**
 * One rule held against one target (or against the fleet file: see {@link fleetFindings}). `pass` carries only the first three members, `notApplicable` and `open` their
 * message; a `fail` is a finding and carries all it can.
 */
export interface Result {
  readonly ruleId: string;
  readonly kind: Kind;
  readonly targetId: string;
  /** Of the message; equal to the rule's unless the message has its own. */
  readonly severity?: Severity;
  readonly messageId?: string;
  readonly message?: string;
  readonly data?: MessageData;
  readonly facet?: Facet;
  /** JSON Pointer into the facet's value. */
  readonly evidencePath?: string;
  /** The value there: the offending statement, rule or setting. */
  readonly evidence?: JsonValue;
  readonly location?: ResultLocation;
  readonly remediation?: Remediation;
  /** Read-only command of the vendor's CLI that shows the fact. */
  readonly verify?: string;
  /** 32 hex digits; independent of order, line and wording. */
  readonly fingerprint?: string;
  /** `open` only. */
  readonly missing?: readonly Missing[];
  readonly waiver?: Waiver;
  readonly baselineState?: BaselineState;
}

/** A result of kind `fail`, with what every finding has. */
export type Finding = Result &
  Required<Pick<Result, 'severity' | 'messageId' | 'message' | 'location' | 'fingerprint'>> & {
    readonly kind: 'fail';
  };

export function isFinding(result: Result): result is Finding {
  return result.kind === 'fail';
}

/** The findings that count: those that are not waived. */
export function standingFindings({ results }: Pick<Report, 'results'>): Finding[] {
  return results.filter(isFinding).filter(({ waiver }) => waiver === undefined);
}

/** The results that a summary counts: all but an open `evidence-readable` that repeats the open results of its target. */
export function countedResults(results: readonly Result[]): Result[] {
  const isOpen = ({ kind }: Result): boolean => kind === 'open';
  const told = new Set(
    results.filter((r) => isOpen(r) && r.ruleId !== EVIDENCE_READABLE).map(({ targetId }) => targetId),
  );
  return results.filter((r) => !isOpen(r) || r.ruleId !== EVIDENCE_READABLE || !told.has(r.targetId));
}

export interface ReportTarget {
  readonly id: string;
  readonly provider: Provider;
  readonly bucket: string;
  readonly bucketId: string;
  readonly subpath: string;
  readonly level: Level;
  readonly team?: string;
  readonly location: ResultLocation;
  /** No declaration names the bucket: the `discover` entry at `location` found it. */
  readonly discovered?: true;
  /** No bucket: a search of a `discover` entry that could not be listed in full. */
  readonly search?: true;
}

/** What formats need to know of a rule. */
export interface ReportRule {
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  readonly why: string;
  readonly references: readonly string[];
}

export interface Summary {
  readonly targets: number;
  readonly buckets: number;
  readonly results: Readonly<Record<Kind, number>>;
  /** Findings that are not waived. */
  readonly findings: Readonly<Record<Severity, number>>;
  readonly waived: number;
}

/** What changed since an earlier report of the same fleet. Results of this run carry {@link BaselineState}. */
export interface Baseline {
  readonly runId: string;
  /** ISO 8601. */
  readonly finishedAt: string;
  /** Whether the earlier run was. */
  readonly complete: boolean;
  /** Findings of the baseline that this run verified to be gone. */
  readonly fixed: readonly Finding[];
  /**
   * Findings of the baseline, or of the ones before it, that this run could not verify: neither seen nor fixed. They
   * are no results of this run and count nowhere; they stand on the line where their target is declared now.
   */
  readonly lastKnown: readonly Finding[];
  /** Findings of targets or rules that this run did not ask about: taken out of the fleet, or not selected. */
  readonly leftOut: readonly Finding[];
}

/** One run of the trend: a line of the history file. */
export interface HistoryPoint {
  readonly runId: string;
  /** ISO 8601. */
  readonly finishedAt: string;
  readonly complete: boolean;
  readonly summary: Summary;
  /** {@link newFindings} and fixed ones, where the run had a baseline. */
  readonly change?: { readonly new: number; readonly fixed: number };
}

export interface Report {
  readonly schemaVersion: typeof REPORT_SCHEMA_VERSION;
  readonly tool: { readonly name: string; readonly version: string };
  readonly run: {
    readonly id: string;
    /** ISO 8601. */
    readonly startedAt: string;
    readonly finishedAt: string;
    /** False where the run was interrupted or ran out of time: what is missing is not known to be good. */
    readonly complete: boolean;
    /** True where `--bucket` or `--rule` narrowed the run: what it leaves out is not known to be good. */
    readonly narrowed?: boolean;
  };
  readonly targets: readonly ReportTarget[];
  /** The rules that were held against the targets, in catalogue order. */
  readonly rules: readonly ReportRule[];
  /** In the order of targets, then of rules. */
  readonly results: readonly Result[];
  readonly summary: Summary;
  readonly baseline?: Baseline;
  /** Earlier runs and this one, oldest first. */
  readonly history?: readonly HistoryPoint[];
}

/** Findings about the fleet file itself (its waivers): their `targetId` is the file's name, which is no target. */
export function fleetFindings(report: Pick<Report, 'targets' | 'results'>): Finding[] {
  const targets = new Set(report.targets.map(({ id }) => id));
  return report.results.filter(isFinding).filter(({ targetId }) => !targets.has(targetId));
}

/**
 * Last known findings of what could not be read this time, as a reader that closes what it no longer sees (GitHub code
 * scanning) must be told them again. Without those that are waived.
 */
export function carriedForward({ baseline }: Pick<Report, 'baseline'>): Finding[] {
  return (baseline?.lastKnown ?? []).filter(({ waiver }) => waiver === undefined);
}

/** Findings that the baseline had not, without those that are waived; none without a baseline. */
export function newFindings({ results }: Pick<Report, 'results'>): Finding[] {
  return standingFindings({ results }).filter(({ baselineState }) => baselineState === 'new');
}

/** Open results that were not open in the baseline. */
export function newlyUnreadable({ results }: Pick<Report, 'results'>): Result[] {
  return results.filter(({ kind, baselineState }) => kind === 'open' && baselineState === 'new');
}
