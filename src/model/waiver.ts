// A waiver as a fleet declares it: a finding that somebody accepts, why, who, and until when.

import type { ResultLocation } from './report.ts';

/**
 * One entry of `waivers` as written. What is missing or of the wrong type is left out and told in `faults`: a faulty
 * waiver waives nothing and is a finding itself, so it never keeps a fleet from being audited. Holds no secret.
 */
export interface DeclaredWaiver {
  /** A rule id, or the id of a report's descriptor: `https-only/low` waives only findings of that severity. */
  readonly rule?: string;
  /** A target's id, a bucket, or a bucket with a sub-path; `*` stands for any run of characters. */
  readonly bucket?: string;
  readonly reason?: string;
  readonly owner?: string;
  /** The last day on which it holds, in UTC: `YYYY-MM-DD`. */
  readonly expires?: string;
  /** Ids of the fleet's targets that `bucket` names, whether or not the run audits them. */
  readonly targetIds: readonly string[];
  /** What the fleet file's schema finds wrong in it, each in words: `owner is missing`. */
  readonly faults: readonly string[];
  readonly location: ResultLocation;
}
