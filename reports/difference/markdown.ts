// A difference as Markdown, for a pull-request comment.

import type { ConfigurationChange, Difference } from '../../src/model/difference.ts';
import type { Finding } from '../../src/model/report.ts';
import { code, prose } from '../markdown-text.ts';
import * as words from './words.ts';

/** Pure: the same difference gives the same chunks. */
export function* differenceMarkdown(difference: Difference): Generator<string> {
  const { from, to, targets, findings, configuration } = difference;
  yield `## ${prose(words.summaryOf(difference))}\n\n`;
  yield `From ${prose(words.describeRun(from))} to ${prose(words.describeRun(to))}.\n`;
  yield* list('Added to the fleet', targets.added.map(code));
  yield* list('Taken out of the fleet, or not asked about', targets.removed.map(code));
  if (findings !== undefined) {
    yield* list('New', words.worstFirst(findings.new).map(findingLine));
    yield* list('Fixed', words.worstFirst(findings.fixed).map(findingLine));
    yield* list('Newly waived', words.worstFirst(findings.newlyWaived).map(findingLine));
    yield* list('Newly unreadable', words.openAlike(findings.newlyUnreadable).map(openLine));
    yield* list(
      'Last known, not verified in the newer run',
      words.worstFirst(findings.lastKnown).map(findingLine),
    );
    yield* list('Not asked about in the newer run', words.worstFirst(findings.leftOut).map(findingLine));
  }
  const byBucket = Map.groupBy(configuration.changes, ({ bucketId }) => bucketId);
  for (const [bucketId, changes] of byBucket) {
    yield* list(`Configuration of ${code(bucketId)}`, changes.map(changeLine));
  }
  if (configuration.from === 'findings') yield `\n_${prose(words.FROM_FINDINGS)}_\n`;
}

function* list(title: string, lines: readonly string[]): Generator<string> {
  if (lines.length === 0) return;
  yield `\n### ${title}\n\n`;
  for (const line of lines) yield `- ${line}\n`;
}

function findingLine({ severity, ruleId, targetId, message, location, waiver }: Finding): string {
  const waived = waiver === undefined ? '' : ' (waived)';
  const place = code(`${location.file}:${location.line}`);
  return `**${severity}** ${code(targetId)} ${code(ruleId)}${waived}: ${prose(message)} (${place})`;
}

function openLine({ target, rules, message }: ReturnType<typeof words.openAlike>[number]): string {
  return `${code(target)}: ${prose(message)}; leaves open: ${rules.map(code).join(', ')}`;
}

function changeLine(change: ConfigurationChange): string {
  const details = words.detailsOf(change).map((detail) => `\n  - ${code(detail)}`);
  return `${prose(words.nameOfPart(change))} ${words.kindOfChange(change)}${details.join('')}`;
}
