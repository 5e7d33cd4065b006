// A difference for people in a terminal.

import type { ConfigurationChange, Difference } from '../../src/model/difference.ts';
import type { Finding, Result } from '../../src/model/report.ts';
import { hang, painter } from '../layout.ts';
import type { Paint } from '../layout.ts';
import { printable } from '../printable.ts';
import { inert } from '../text.ts';
import * as words from './words.ts';

export interface TextOptions {
  readonly color: boolean;
  readonly width: number;
}

interface Page {
  readonly width: number;
  readonly paint: Paint;
}

/** Columns of the severity. */
const SEVERITY = 10;

/** Pure: the same difference gives the same chunks. */
export function* differenceText(difference: Difference, options: TextOptions): Generator<string> {
  for (const chunk of sections(difference, options)) yield inert(chunk);
}

function* sections(difference: Difference, options: TextOptions): Generator<string> {
  const page: Page = { width: options.width, paint: painter(options.color) };
  const { from, to, targets, findings, configuration } = difference;
  const title = `${words.describeRun(from)} -> ${words.describeRun(to)}`;
  yield hang('', printable(title), { indent: 0, width: page.width });
  yield `${page.paint('bold', words.summaryOf(difference))}\n`;
  yield* idList('Added to the fleet', targets.added, page);
  yield* idList('Taken out of the fleet, or not asked about', targets.removed, page);
  if (findings !== undefined) {
    yield* findingList('New', findings.new, page);
    yield* findingList('Fixed', findings.fixed, page);
    yield* findingList('Newly waived', findings.newlyWaived, page);
    yield* openList('Newly unreadable', findings.newlyUnreadable, page);
    yield* findingList('Last known, not verified in the newer run', findings.lastKnown, page);
    yield* findingList('Not asked about in the newer run', findings.leftOut, page);
  }
  yield* changeList(configuration.changes, page);
  if (configuration.from === 'findings') {
    const dim = (line: string): string => page.paint('dim', line);
    yield `\n${hang('', words.FROM_FINDINGS, { indent: 0, width: page.width, paint: dim })}`;
  }
}

function* idList(title: string, ids: readonly string[], { paint }: Page): Generator<string> {
  if (ids.length === 0) return;
  yield `\n${paint('bold', title)}\n`;
  for (const id of ids) yield `  ${printable(id)}\n`;
}

function* findingList(title: string, findings: readonly Finding[], page: Page): Generator<string> {
  if (findings.length === 0) return;
  const { paint, width } = page;
  yield `\n${paint('bold', title)}\n`;
  for (const { severity, ruleId, targetId, message, location, waiver } of words.worstFirst(findings)) {
    const waived = waiver === undefined ? '' : ' (waived)';
    yield `  ${paint(severity, severity.padEnd(SEVERITY))}${printable(`${targetId}  ${ruleId}${waived}`)}\n`;
    yield hang('', printable(message), { indent: 2 + SEVERITY, width });
    yield `${' '.repeat(2 + SEVERITY)}${paint('dim', printable(`${location.file}:${location.line}`))}\n`;
  }
}

function* openList(title: string, results: readonly Result[], page: Page): Generator<string> {
  if (results.length === 0) return;
  const { paint, width } = page;
  yield `\n${paint('bold', title)}\n`;
  for (const { target, rules, message } of words.openAlike(results)) {
    yield `  ${paint('open', 'open'.padEnd(SEVERITY))}${printable(target)}\n`;
    yield hang('', printable(message), { indent: 2 + SEVERITY, width });
    const open = printable(`leaves open: ${rules.join(', ')}`);
    yield hang('', open, { indent: 2 + SEVERITY, width, paint: (line) => paint('dim', line) });
  }
}

function* changeList(changes: readonly ConfigurationChange[], page: Page): Generator<string> {
  if (changes.length === 0) return;
  const { paint, width } = page;
  yield `\n${paint('bold', 'Configuration')}\n`;
  for (const [bucketId, group] of Map.groupBy(changes, (change) => change.bucketId)) {
    yield `  ${printable(bucketId)}\n`;
    for (const change of group) {
      const line = `${words.nameOfPart(change)} ${words.kindOfChange(change)}`;
      yield hang('    ', printable(line), { indent: 4, width });
      for (const detail of words.detailsOf(change)) yield hang('', printable(detail), { indent: 6, width });
    }
  }
}
