// Markdown for a pull-request comment or a job summary: verdict, counts, what could not be verified, the worst findings.

import type { Format, RenderOptions } from '../src/model/format.ts';
import type { Report } from '../src/model/report.ts';
import { SEVERITIES } from '../src/model/severity.ts';
import { describeWaiver, sinceBaseline, waivedAlike } from './change.ts';
import type { WaivedFinding } from './change.ts';
import { bySharedFix, commandLines, fixLead } from './fix.ts';
import { block, code, prose } from './markdown-text.ts';
import { repositoryPlace } from './place.ts';
import type { FindingView, ReportView } from './view.ts';
import { count, evidencePlace, nameUse, verdict, viewOf, whyUnaudited } from './view.ts';

/** A comment on GitHub takes 65,536 characters; what is left is for the note of what was cut. */
const COMMENT = 64_000;
/** A job summary takes 1 MiB a step, and all of it is lost where there is more. */
const SUMMARY = 1_000_000;

const markdown: Format = {
  name: 'markdown',
  description: 'Markdown that fits a pull-request comment; with -v all that fits a job summary (1 MiB)',
  file: 'report.md',
  render,
};

export default markdown;

/** Lines of a list unless all are asked for. */
const LISTED = 20;
/** Targets named behind a waiver unless all are asked for. */
const NAMED = 3;

interface Page {
  readonly report: Report;
  readonly view: ReportView;
  readonly options: RenderOptions;
}

interface Part {
  readonly text: string;
  /** Findings told in it. */
  readonly findings: number;
}

/** From the first part on that does not fit, all are left out and their findings counted. */
function* render(report: Report, options: RenderOptions): Generator<string> {
  const page: Page = { report, view: viewOf(report, options), options };
  let room = options.verbose ? SUMMARY : COMMENT;
  let cut = false;
  let left = 0;
  for (const { text, findings } of parts(page)) {
    room -= Buffer.byteLength(text);
    cut ||= room < 0;
    if (cut) left += findings;
    else yield text;
  }
  if (cut)
    yield `\n_${count(left, 'more finding')} did not fit here: the text, html and json reports have all._\n`;
}

function* parts(page: Page): Generator<Part> {
  const { hidden } = page.view;
  yield told(head(page));
  yield told(change(page));
  yield told(openBuckets(page));
  yield* foundFindings(page);
  if (hidden > 0)
    yield told(`\n_${count(hidden, 'finding')} below ${page.options.minSeverity} not shown._\n`);
  yield told(list('Waived', waived(page), page));
}

function told(text: string): Part {
  return { text, findings: 0 };
}

function head({ report, view }: Page): string {
  const { tool, run, summary } = report;
  const partial = run.complete
    ? ''
    : '\n**Partial:** the run was interrupted; what is missing is not known to be good.\n';
  const cells = [
    ...SEVERITIES.map((severity) => summary.findings[severity]),
    summary.results.open,
    summary.waived,
  ];
  return [
    `## ${prose(tool.name)}: ${verdict(report, view)}\n`,
    partial,
    `\n| ${SEVERITIES.join(' | ')} | could not verify | waived |`,
    `\n|${' ---: |'.repeat(cells.length)}`,
    `\n| ${cells.join(' | ')} |\n`,
  ].join('');
}

/** Against the baseline, where there is one. */
function change(page: Page): string {
  const since = sinceBaseline(page.report);
  if (since === undefined) return '';
  const fixed = (page.report.baseline?.fixed ?? []).map(
    ({ ruleId, targetId }) => `${code(ruleId)} in ${code(targetId)}`,
  );
  return `\n${prose(since)}\n${list('Fixed', fixed, page)}`;
}

/** Lines under a heading, 20 unless all are asked for. */
function list(title: string, lines: readonly string[], { options }: Page): string {
  if (lines.length === 0) return '';
  const shown = options.verbose ? lines : lines.slice(0, LISTED);
  const more = lines.length > shown.length ? `\n- and ${lines.length - shown.length} more` : '';
  return `\n### ${title}\n\n${shown.map((line) => `- ${line}`).join('\n')}${more}\n`;
}

function openBuckets(page: Page): string {
  const { report, view } = page;
  const unaudited = view.buckets.filter(({ state }) => state === 'unaudited');
  const lines = [
    ...view.buckets.flatMap(({ id, missing, questions, words }) => {
      const calls = missing.map(({ missing: { call, cause, permission } }) =>
        permission === undefined
          ? `${code(call)} ${cause}`
          : `${code(call)} ${cause}, needs ${code(permission)}`,
      );
      const asked = new Set([...questions.map(({ message }) => message), ...words.values()]);
      const all = [...calls, ...[...asked].map(prose)];
      return all.length === 0 ? [] : [`${code(id)}: ${all.join('; ')}`];
    }),
    ...unaudited.map(({ id }) => `${code(id)}: ${whyUnaudited(report)}`),
  ];
  return list('Could not verify', lines, page);
}

function* foundFindings(page: Page): Generator<Part> {
  const buckets = page.view.buckets.filter(({ findings }) => findings.length > 0);
  const groups = [
    ...buckets.map(({ id, findings, targets }) => ({ id, findings, shared: targets.length > 1 })),
    ...[...Map.groupBy(page.view.fleet, ({ finding }) => finding.targetId)].map(([id, findings]) => ({
      id,
      findings,
      shared: false,
    })),
  ];
  if (groups.length > 0) yield told('\n### Findings\n');
  for (const { id, findings, shared } of groups) {
    for (const [index, group] of bySharedFix(findings).entries()) {
      const title = index === 0 ? `\n#### ${code(id)}\n\n` : '';
      yield { text: title + showGroup(group, shared, page), findings: group.length };
    }
  }
}

/** Findings, and once below them what mends them all. */
function showGroup(group: readonly FindingView[], shared: boolean, page: Page): string {
  const [{ finding }] = group as readonly [FindingView];
  const { text, command } = finding.remediation ?? {};
  const fix = text === undefined ? '' : `\n  Fix: ${prose(fixLead(group.length) + text)}\n`;
  const run = command === undefined ? '' : `\n${indented(block(commandLines(command), 'sh'))}\n`;
  return group.map((view) => showFinding(view, shared, page)).join('') + fix + run;
}

function showFinding({ finding, targets }: FindingView, shared: boolean, page: Page): string {
  const { ruleId, severity, message, location, baselineState } = finding;
  const { path, line } = repositoryPlace(location, page.options);
  const evidence = evidencePlace(finding);
  const place = [
    `${code(ruleId)} at ${code(`${path}:${line}`)}`,
    ...(evidence === undefined ? [] : [code(evidence)]),
    ...(shared ? [`for ${targets.map((t) => prose(nameUse(t))).join(', ')}`] : []),
  ].join(', ');
  const fresh = baselineState === 'new' ? ' (new)' : '';
  return `- **${severity.toUpperCase()}**${fresh} ${prose(message)}\n\n  ${place}\n`;
}

function indented(text: string): string {
  return text.trimEnd().replace(/^/gm, '  ');
}

function waived({ report, options }: Page): string[] {
  return waivedAlike(report).map((group) => {
    const [{ ruleId, waiver }] = group as [WaivedFinding];
    const named = options.verbose ? group : group.slice(0, NAMED);
    const more = group.length > named.length ? ` and ${group.length - named.length} more` : '';
    const where = `${named.map(({ targetId }) => code(targetId)).join(', ')}${more}`;
    return `${code(ruleId)} in ${where}: ${prose(describeWaiver(waiver))}`;
  });
}
