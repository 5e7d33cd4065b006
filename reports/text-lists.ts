// The lists of the text report below its findings: what could not be verified, last known, waived, fixed, clean.

import { carriedForward } from '../src/model/report.ts';
import { describeWaiver, waivedAlike } from './change.ts';
import type { WaivedFinding } from './change.ts';
import { hang } from './layout.ts';
import { printable } from './printable.ts';
import type { Page } from './text-page.ts';
import { bucketLine, LISTED } from './text-page.ts';
import type { BucketView, MissingView } from './view.ts';
import { whyUnaudited } from './view.ts';

/** Clean buckets listed one a line; more stand together. */
const CLEAN_LINES = 10;

export function* openBuckets(page: Page): Generator<string> {
  const { report, view, verbose, width, paint } = page;
  const unaudited = view.buckets.filter(({ state }) => state === 'unaudited');
  const open = view.buckets.filter(({ missing, questions }) => missing.length + questions.length > 0);
  if (unaudited.length + open.length === 0) return;
  yield `\n${paint('open', 'Could not verify')}\n`;
  // Buckets with the same trouble stand together: one missing permission over a fleet is told once.
  const alike = [...Map.groupBy(open, (bucket) => showOpen(bucket, page))];
  const listed = verbose ? alike : alike.slice(0, LISTED);
  for (const [trouble, buckets] of listed) yield `${listNames(buckets, page)}${trouble}`;
  if (listed.length < alike.length) yield `  and ${alike.length - listed.length} more: -v shows all.\n`;
  if (unaudited.length > 0) {
    yield listNames(unaudited, page);
    yield hang('', whyUnaudited(report), { indent: 4, width });
  }
}

function listNames(buckets: readonly BucketView[], { verbose, width, paint }: Page): string {
  const names = buckets.map(({ id }) => printable(id));
  const shown = verbose ? names : names.slice(0, CLEAN_LINES);
  const more = names.length - shown.length;
  const all = `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return hang('', all, { indent: 2, width, paint: (line) => paint('bold', line) });
}

function showOpen({ missing, questions, words }: BucketView, { width, paint, verbose }: Page): string {
  const calls = [...Map.groupBy(missing, troubleOf).values()].map((alike) => troubleLine(alike, verbose));
  const asks = questions.map(({ message, rules }) => ({ line: message, rules }));
  // A rule may ask for more than the call it is missing.
  const also = [...Map.groupBy(words, ([, message]) => message)].map(([message, group]) => ({
    line: message,
    rules: group.map(([ruleId]) => ruleId),
  }));
  return [...calls, ...asks, ...also]
    .map(({ line, rules }) => {
      const shown = verbose ? rules : rules.slice(0, 3);
      const more = rules.length > shown.length ? ` and ${rules.length - shown.length} more` : '';
      const open = rules.length === 0 ? '' : `leaves open: ${shown.join(', ')}${more}`;
      const told = hang('    - ', printable(line), { indent: 6, width });
      if (open === '') return told;
      return told + hang('', printable(open), { indent: 6, width, paint: (l) => paint('dim', l) });
    })
    .join('');
}

/** What calls may share: no credentials, a dead endpoint. A denied one is mended by its own permission. */
function troubleOf({ missing: { call, cause, permission, detail } }: MissingView): string {
  return JSON.stringify(cause === 'denied' ? [cause, call, permission] : [cause, detail]);
}

/** Calls named where one trouble has many. */
const CALLS = 3;

function troubleLine(
  alike: readonly MissingView[],
  verbose: boolean,
): { readonly line: string; readonly rules: readonly string[] } {
  const [{ missing }] = alike as [MissingView];
  const calls = [...new Set(alike.map((entry) => entry.missing.call))];
  const shown = verbose ? calls : calls.slice(0, CALLS);
  const more = calls.length > shown.length ? ` and ${calls.length - shown.length} more` : '';
  // Where there is one call, its permission would settle it.
  const grant = missing.permission === undefined || calls.length > 1 ? '' : `, needs ${missing.permission}`;
  const why = missing.detail === undefined ? '' : ` (${missing.detail})`;
  return {
    line: `${shown.join(', ')}${more} ${missing.cause}${grant}${why}`,
    rules: [...new Set(alike.flatMap(({ rules }) => rules))],
  };
}

/** Lines under a heading, some of them unless all are asked for; `number` where a line tells of several. */
export function* entries(
  title: string,
  lines: readonly string[],
  { verbose, width, paint }: Page,
  number = lines.length,
): Generator<string> {
  if (lines.length === 0) return;
  yield `\n${paint('bold', `${title} (${number})`)}\n`;
  const listed = verbose ? lines : lines.slice(0, LISTED);
  for (const line of listed) yield hang('  - ', printable(line), { indent: 4, width });
  if (listed.length < lines.length) yield `  and ${lines.length - listed.length} more: -v shows all.\n`;
}

export function lastKnown({ report }: Page): string[] {
  return carriedForward(report).map(
    ({ severity, targetId, ruleId, message }) =>
      `${severity.toUpperCase()} ${targetId}: ${message} (${ruleId})`,
  );
}

/** Targets named behind a waiver unless all is asked for. */
const NAMED = 3;

export function waived({ report, verbose }: Page): string[] {
  return waivedAlike(report).map((group) => {
    const [{ severity, ruleId, waiver }] = group as [WaivedFinding];
    const named = verbose ? group : group.slice(0, NAMED);
    const more = group.length > named.length ? ` and ${group.length - named.length} more` : '';
    const where = `${named.map(({ targetId }) => targetId).join(', ')}${more}`;
    return `${severity.toUpperCase()} ${ruleId} in ${where}: ${describeWaiver(waiver)}`;
  });
}

export function fixed({ report }: Page): string[] {
  return (report.baseline?.fixed ?? []).map(
    ({ severity, targetId, ruleId }) => `${severity.toUpperCase()} ${targetId}: ${ruleId}`,
  );
}

export function* cleanBuckets(page: Page): Generator<string> {
  const { view, verbose, width, paint } = page;
  const clean = view.buckets.filter(({ state }) => state === 'clean');
  if (clean.length === 0) return;
  yield `\n${paint('clean', `Clean (${clean.length})`)}\n`;
  if (verbose || clean.length <= CLEAN_LINES) {
    for (const bucket of clean) yield bucketLine(bucket, 2, page);
    return;
  }
  const names = clean.slice(0, CLEAN_LINES).map(({ id }) => printable(id));
  yield hang('', `${names.join(', ')} and ${clean.length - CLEAN_LINES} more (-v lists them)`, {
    indent: 2,
    width,
  });
}
