// The findings of the text report, worst first, with what to do.

import type { Remediation } from '../src/model/rule.ts';
import { SEVERITIES } from '../src/model/severity.ts';
import { bySharedFix, commandLines, fixLead } from './fix.ts';
import { hang } from './layout.ts';
import { printable, printableLines } from './printable.ts';
import type { Page } from './text-page.ts';
import { bucketLine, LISTED } from './text-page.ts';
import type { FindingView } from './view.ts';
import { count, evidencePlace, nameUse, placeOf } from './view.ts';

/** The worst findings of all, bucket by bucket; then, where that is not all, how often each rule fails. */
export function* foundBuckets(page: Page): Generator<string> {
  const { view, verbose } = page;
  const found = view.buckets.filter(({ findings }) => findings.length > 0);
  const all = found.flatMap(({ findings }) => findings);
  const listed = new Set(verbose ? all : worstFirst(all).slice(0, LISTED));
  let whole = 0;
  for (const bucket of found) {
    const { findings, targets } = bucket;
    const shown = findings.filter((finding) => listed.has(finding));
    if (shown.length === findings.length) whole++;
    if (shown.length === 0) continue;
    yield `\n${bucketLine(bucket, 0, page)}`;
    for (const group of bySharedFix(shown)) yield showGroup(group, targets.length > 1, page);
    const rest = findings.length - shown.length;
    if (rest > 0) yield `  and ${rest} more in this bucket\n`;
  }
  if (listed.size === all.length) return;
  yield* countByRule(page);
  const left = count(all.length - listed.size, 'more finding');
  const buckets = count(found.length - whole, 'bucket');
  yield `\n${left} in ${buckets}: -v shows all, --format html:FILE as a page.\n`;
}

function worstFirst(findings: readonly FindingView[]): FindingView[] {
  const rank = ({ finding }: FindingView): number => SEVERITIES.indexOf(finding.severity);
  return findings.toSorted((a, b) => rank(a) - rank(b));
}

function* countByRule({ view, paint }: Page): Generator<string> {
  yield `\n${paint('bold', 'Findings by rule')}\n`;
  const digits = String(Math.max(...view.worstRules.map(({ buckets }) => buckets))).length;
  for (const { ruleId, severity, buckets } of view.worstRules) {
    const word = severity.toUpperCase().padEnd(8);
    const number = count(buckets, 'bucket').padStart(digits + ' buckets'.length);
    yield `  ${paint(severity, word)}  ${number}  ${ruleId}\n`;
  }
}

/** What is wrong with the fleet file itself. */
export function* fleetFile(page: Page): Generator<string> {
  for (const [file, group] of Map.groupBy(page.view.fleet, ({ finding }) => finding.targetId)) {
    yield `\n${page.paint('bold', printable(file))}\n`;
    const listed = page.verbose ? group : group.slice(0, LISTED);
    for (const alike of bySharedFix(listed)) yield showGroup(alike, false, page);
    if (listed.length < group.length) yield `  and ${group.length - listed.length} more: -v shows all.\n`;
  }
}

/** Column of all that is told below a finding's severity. */
const INDENT = 12;

/** Findings, and once below them what mends them all. */
function showGroup(group: readonly FindingView[], shared: boolean, page: Page): string {
  const [{ finding }] = group as readonly [FindingView];
  const { remediation, verify } = finding;
  const fix = remediation === undefined ? '' : showFix(remediation, fixLead(group.length), page);
  const check =
    page.verbose && verify !== undefined ? command(`${' '.repeat(INDENT)}verify: `, verify, page) : '';
  return [...group.map((view) => showFinding(view, shared, page)), fix, check].join('');
}

function showFinding({ finding, targets }: FindingView, shared: boolean, { width, paint }: Page): string {
  const at = { indent: INDENT, width };
  const dim = { ...at, paint: (line: string) => paint('dim', line) };
  const tag = `  ${paint(finding.severity, finding.severity.toUpperCase())}`;
  const evidence = evidencePlace(finding);
  const place = [
    `${finding.ruleId} ${placeOf(finding.location)}`,
    ...(evidence === undefined ? [] : [evidence]),
    ...(finding.baselineState === 'new' ? ['new since the baseline'] : []),
  ].join(', ');
  const uses = shared ? hang('', printable(`for ${targets.map(nameUse).join(', ')}`), dim) : '';
  return `${hang(tag, printable(finding.message), at)}${hang('', printable(place), dim)}${uses}`;
}

function showFix({ text: advice, command: line, document }: Remediation, lead: string, page: Page): string {
  const { width, paint, verbose } = page;
  const indent = INDENT + 5;
  const margin = ' '.repeat(indent);
  const label = `${' '.repeat(INDENT)}${paint('clean', 'fix')}`;
  const fix = hang(label, printable(`${lead}${advice}`), { indent, width });
  const run = line === undefined ? '' : command(`${margin}$ `, line, page);
  if (document === undefined) return fix + run;
  const file = printable(document.file);
  if (!verbose) {
    const hint = `(${file}: shown by -v, or in the html and json reports)`;
    return fix + run + hang('', hint, { indent, width, paint: (l) => paint('dim', l) });
  }
  const body = printableLines(JSON.stringify(document.content, null, 2));
  return `${fix}${run}${[`${file}:`, ...body].map((l) => `${margin}${l}\n`).join('')}`;
}

/** Lines of a command that are shown unless all is asked for: a bucket may need a dozen like it. */
const COMMAND_LINES = 6;

/** Commands are never wrapped: they are there to be copied. */
function command(label: string, text: string, { verbose, width, paint }: Page): string {
  const lines = printableLines(commandLines(text));
  const shown = verbose ? lines : lines.slice(0, COMMAND_LINES);
  const margin = ' '.repeat(label.length);
  const left = lines.length - shown.length;
  const more = hang('', `(${count(left, 'more line')}: shown by -v, or in the html and json reports)`, {
    indent: label.length,
    width,
    paint: (line) => paint('dim', line),
  });
  return `${label}${shown.join(`\n${margin}`)}\n${left > 0 ? more : ''}`;
}
