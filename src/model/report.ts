// The report: every result of a run, versioned, the one input of all formats.

import type { Cause, Facet } from './evidence.ts';
import type { JsonValue } from './json.ts';
import type { Level, Provider } from './provider.ts';
import type { Remediation, MessageData } from './rule.ts';
import type { Severity } from './severity.ts';

/** Version of the report's shape; see `schema/report.schema.json`. */
export const REPORT_SCHEMA_VERSION = 1;

/** SARIF's words. `open`: could not verify. */
export type Kind = 'pass' | 'fail' | 'open' | 'notApplicable';

/** A reading that was missing, and what would give it. */
export interface Missing {
  readonly facet: Facet;
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
}

/** How a result relates to the baseline; absent without one. */
export type BaselineState = 'new' | 'unchanged';

/**
 * One rule held against one target. `pass` carries only the first three members, `notApplicable` and `open` their
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

export interface ReportTarget {
  readonly id: string;
  readonly provider: Provider;
  readonly bucket: string;
  readonly bucketId: string;
  readonly subpath: string;
  readonly level: Level;
  readonly team?: string;
  readonly location: ResultLocation;
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
  };
  readonly targets: readonly ReportTarget[];
  /** The rules that were held against the targets, in catalogue order. */
  readonly rules: readonly ReportRule[];
  /** In the order of targets, then of rules. */
  readonly results: readonly Result[];
  readonly summary: Summary;
}
