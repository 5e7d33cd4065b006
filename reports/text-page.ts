// What the sections of the text report share.

import { PROVIDER_NAMES } from '../src/model/provider.ts';
import type { Report } from '../src/model/report.ts';
import type { Paint } from './layout.ts';
import { printable } from './printable.ts';
import type { BucketView, ReportView } from './view.ts';
import { nameUse } from './view.ts';

/** Findings, or entries of a section, that are listed unless all is asked for: more would hide the summary. */
export const LISTED = 20;

/** All a section needs. `width` is within 60 and 200. */
export interface Page {
  readonly report: Report;
  readonly view: ReportView;
  readonly verbose: boolean;
  readonly width: number;
  readonly paint: Paint;
}

/** `Amazon S3, instance`. */
export function describeBucket({ provider, targets }: BucketView): string {
  const [only, ...others] = targets;
  const use = only === undefined || others.length > 0 ? `${targets.length} targets` : nameUse(only);
  return printable(`${PROVIDER_NAMES[provider]}, ${use}`);
}
