// What the sections of the text report share.

import { PROVIDER_NAMES } from '../src/model/provider.ts';
import type { Report } from '../src/model/report.ts';
import { hang } from './layout.ts';
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

/** A bucket and what it is, beside each other where there is room: `s3://acme  Amazon S3, instance`. */
export function bucketLine({ id, provider, targets }: BucketView, indent: number, page: Page): string {
  const [only, ...others] = targets;
  const use = only === undefined || others.length > 0 ? `${targets.length} targets` : nameUse(only);
  const [name, what] = [printable(id), printable(`${PROVIDER_NAMES[provider]}, ${use}`)];
  const margin = ' '.repeat(indent);
  const title = `${margin}${indent === 0 ? page.paint('bold', name) : name}`;
  if (indent + name.length + 2 + what.length <= page.width)
    return `${title}${page.paint('dim', `  ${what}`)}\n`;
  const below = { indent: indent + 2, width: page.width, paint: (line: string) => page.paint('dim', line) };
  return `${title}\n${hang('', what, below)}`;
}
