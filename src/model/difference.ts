// A difference: what changed between two runs, in findings and in configuration.

import type { Facet } from './evidence.ts';
import type { JsonValue } from './json.ts';
import type { Finding, Result } from './report.ts';

/** Version of the difference's shape; see `schema/difference.schema.json`. */
export const DIFFERENCE_SCHEMA_VERSION = 1;

/** One of the two runs. */
export interface ComparedRun {
  /** Absent for evidence files: they are no runs yet. */
  readonly id?: string;
  /** ISO 8601. */
  readonly at: string;
  readonly complete: boolean;
}

/** What changed in the findings: see `Baseline` for what each list means. */
export interface FindingChanges {
  /** Not waived. */
  readonly new: readonly Finding[];
  readonly fixed: readonly Finding[];
  /** Waived in the newer run and not in the older: they count as neither new nor unchanged. */
  readonly newlyWaived: readonly Finding[];
  /** Number of findings in both that are not waived. */
  readonly unchanged: number;
  /** Open results of the newer run that were not open in the older. */
  readonly newlyUnreadable: readonly Result[];
  readonly lastKnown: readonly Finding[];
  readonly leftOut: readonly Finding[];
}

/** One change of a bucket's configuration. */
export interface ConfigurationChange {
  readonly bucketId: string;
  readonly facet: Facet;
  /**
   * `added`, `removed`, `changed`: the part itself. `reordered`: a list whose order counts. `unreadable`, `readable`: the whole facet, whose other value is not
   * known. `faulty`, `mended`: the part began or ceased to be a finding, where only findings tell of it.
   */
  readonly kind:
    'added' | 'removed' | 'changed' | 'reordered' | 'unreadable' | 'readable' | 'faulty' | 'mended';
  /** JSON Pointer into the facet's value: in the newer one, of what was removed in the older. */
  readonly path: string;
  /** The Sid, id or other name of the part, where it has one. */
  readonly name?: string;
  readonly before?: JsonValue;
  readonly after?: JsonValue;
}

export interface Difference {
  readonly schemaVersion: typeof DIFFERENCE_SCHEMA_VERSION;
  readonly from: ComparedRun;
  readonly to: ComparedRun;
  /** Ids of targets that only the newer and only the older has. */
  readonly targets: { readonly added: readonly string[]; readonly removed: readonly string[] };
  /** Absent where evidence was compared: it holds no findings. */
  readonly findings?: FindingChanges;
  readonly configuration: {
    /** `findings`: only the parts that findings point at are known. */
    readonly from: 'evidence' | 'findings';
    readonly changes: readonly ConfigurationChange[];
  };
}
