// JUnit XML for Jenkins, GitLab, Azure Pipelines: a suite a bucket, a case a rule, no verdict as an error.
// Shaped as https://github.com/jenkinsci/xunit-plugin (junit-10.xsd) wants it.

import type { Format, RenderOptions } from '../src/model/format.ts';
import type { Finding, Report, ReportTarget, Result } from '../src/model/report.ts';
import { countedResults, fleetFindings, isFinding } from '../src/model/report.ts';
import { atLeast } from '../src/model/severity.ts';
import { describeWaiver } from './change.ts';
import { commandLines } from './fix.ts';
import { repositoryPlace } from './place.ts';
import { printable, printableLines } from './printable.ts';
import { evidencePlace, nameUse, whyUnaudited } from './view.ts';

const junit: Format = {
  name: 'junit',
  description: 'JUnit XML: a suite a bucket, a case a rule; what could not be verified is an error',
  file: 'junit.xml',
  render,
};

export default junit;

interface Case {
  readonly name: string;
  readonly suite: string;
  readonly outcome: Outcome;
}

/** `kind` is the element within the case; a pass has none. */
type Outcome =
  | { readonly kind: 'pass' }
  | {
      readonly kind: 'failure' | 'error' | 'skipped';
      readonly type: string;
      readonly message: string;
      readonly body: string;
    };

function* render(report: Report, options: RenderOptions): Generator<string> {
  const suites = suitesOf(report, options);
  const all = suites.flatMap(({ cases }) => cases);
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield `<testsuites name=${attribute(report.tool.name)} ${counts(all)}>\n`;
  for (const { name, file, cases } of suites) {
    const head = `name=${attribute(name)} ${counts(cases)} skipped="${number(cases, 'skipped')}"`;
    const started = report.run.startedAt.replace(/\.\d+Z$|Z$/, '');
    yield `  <testsuite ${head} timestamp=${attribute(started)} file=${attribute(file)}>\n`;
    for (const entry of cases) yield showCase(entry);
    yield '  </testsuite>\n';
  }
  yield '</testsuites>\n';
}

interface Suite {
  readonly name: string;
  readonly file: string;
  readonly cases: readonly Case[];
}

/** A suite a bucket, in the report's order, then one for findings about the fleet file itself. */
function suitesOf(report: Report, options: RenderOptions): Suite[] {
  const results = Map.groupBy(countedResults(report.results), ({ targetId }) => targetId);
  const buckets = [...Map.groupBy(report.targets, ({ bucketId }) => bucketId)].map(([name, targets]) => {
    const cases = targets.flatMap((target) => {
      const use = targets.length === 1 ? '' : ` (${nameUse(target)})`;
      return casesOf(results.get(target.id) ?? [], { name, use, options });
    });
    const [{ location }] = targets as [ReportTarget];
    const file = repositoryPlace(location, options).path;
    return { name, file, cases: cases.length > 0 ? cases : [unaudited(name, report)] };
  });
  const files = Map.groupBy(fleetFindings(report), ({ targetId }) => targetId);
  const declared = [...files].map(([name, findings]) => {
    const [{ location }] = findings as [Finding];
    const file = repositoryPlace(location, options).path;
    return { name: file, file, cases: casesOf(findings, { name, use: '', options }) };
  });
  return [...buckets, ...declared];
}

function unaudited(suite: string, report: Report): Case {
  const message = whyUnaudited(report);
  const kind = report.run.complete ? 'skipped' : 'error';
  return { name: 'audited', suite, outcome: { kind, type: 'notAudited', message, body: '' } };
}

interface CaseContext {
  readonly name: string;
  readonly use: string;
  readonly options: RenderOptions;
}

/** One case a rule: readers take several failures of one case for one, or only the first. */
function casesOf(results: readonly Result[], { name, use, options }: CaseContext): Case[] {
  return [...Map.groupBy(results, ({ ruleId }) => ruleId)].map(([ruleId, group]) => ({
    name: `${ruleId}${use}`,
    suite: name,
    outcome: outcomeOf(group, options),
  }));
}

function outcomeOf(group: readonly Result[], options: RenderOptions): Outcome {
  const findings = group.filter(isFinding);
  const failed = findings.filter(
    ({ waiver, severity }) => waiver === undefined && atLeast(severity, options.minSeverity),
  );
  const [worst, ...more] = failed;
  if (worst !== undefined) {
    const message = `${worst.message}${more.length > 0 ? ` (and ${more.length} more)` : ''}`;
    const body = failed.map((finding) => describe(finding, options)).join('\n\n');
    return { kind: 'failure', type: worst.severity, message, body };
  }
  const [finding] = findings;
  if (finding !== undefined) return { kind: 'skipped', ...whySkipped(finding, options), body: '' };
  const [result] = group as [Result];
  const message = result.message ?? 'no verdict';
  if (result.kind === 'open') return { kind: 'error', type: 'could not verify', message, body: '' };
  return result.kind === 'pass'
    ? { kind: 'pass' }
    : { kind: 'skipped', type: 'not applicable', message, body: '' };
}

function whySkipped(
  { waiver, severity }: Finding,
  { minSeverity }: RenderOptions,
): { type: string; message: string } {
  if (waiver === undefined)
    return { type: severity, message: `${severity}, below ${minSeverity}: not shown` };
  return { type: 'waived', message: `waived: ${describeWaiver(waiver)}` };
}

function describe(finding: Finding, options: RenderOptions): string {
  const { severity, message, remediation, verify } = finding;
  const { path, line } = repositoryPlace(finding.location, options);
  const evidence = evidencePlace(finding);
  return [
    `${severity}: ${message}`,
    `at ${path}:${line}${evidence === undefined ? '' : `, ${evidence}`}`,
    ...(remediation === undefined ? [] : [`fix: ${remediation.text}`]),
    ...(remediation?.command === undefined ? [] : [commandLines(remediation.command)]),
    ...(verify === undefined ? [] : [`verify: ${commandLines(verify)}`]),
  ].join('\n');
}

function showCase({ name, suite, outcome }: Case): string {
  const head = `    <testcase name=${attribute(name)} classname=${attribute(suite)}`;
  if (outcome.kind === 'pass') return `${head}/>\n`;
  const { kind, type, message, body } = outcome;
  const told = `<${kind} type=${attribute(type)} message=${attribute(message)}`;
  const inner = body === '' ? `${told}/>` : `${told}>${xml(body)}</${kind}>`;
  return `${head}>${inner}</testcase>\n`;
}

function counts(cases: readonly Case[]): string {
  return `tests="${cases.length}" failures="${number(cases, 'failure')}" errors="${number(cases, 'error')}"`;
}

function number(cases: readonly Case[], kind: Outcome['kind']): number {
  return cases.filter(({ outcome }) => outcome.kind === kind).length;
}

function attribute(text: string): string {
  return `"${xml(printable(text))}"`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML has no way to write these two characters, nor control characters, which are printable by now. */
function xml(text: string): string {
  return printableLines(text)
    .join('\n')
    .replace(/[&<>"]/g, (mark) => ENTITIES[mark] ?? '')
    .replace(/[\ufffe\uffff]/g, (odd) => `\\u${odd.charCodeAt(0).toString(16)}`);
}
