// CSV for spreadsheets and auditors: one row a finding and one a question that is open; RFC 4180.

import type { Format, RenderOptions } from '../src/model/format.ts';
import type { Finding, Report, ReportTarget, Result } from '../src/model/report.ts';
import { countedResults, carriedForward, isFinding } from '../src/model/report.ts';
import { atLeast } from '../src/model/severity.ts';
import { repositoryPlace } from './place.ts';
import { printableLines } from './printable.ts';
import { evidencePlace } from './view.ts';

interface Row {
  readonly result: Result;
  readonly target: ReportTarget | undefined;
  readonly title: string;
  readonly lastKnown: boolean;
  readonly options: RenderOptions;
}

/** In the order of the columns. */
const COLUMNS: Readonly<Record<string, (row: Row) => string | number | undefined>> = {
  kind: ({ result, lastKnown }) => (lastKnown ? 'lastKnown' : result.kind),
  severity: ({ result }) => result.severity,
  rule: ({ result }) => result.ruleId,
  requirement: ({ title }) => title,
  provider: ({ target }) => target?.provider,
  bucket: ({ target }) => target?.bucketId,
  path: ({ target }) => target?.subpath,
  level: ({ target }) => target?.level,
  team: ({ target }) => target?.team,
  message: ({ result }) => result.message,
  evidence: ({ result }) => (isFinding(result) ? evidencePlace(result) : undefined),
  'missing permissions': ({ result }) =>
    [...new Set((result.missing ?? []).flatMap(({ permission }) => permission ?? []))].join(' '),
  file: (row) => placeOf(row)?.path,
  line: (row) => placeOf(row)?.line,
  fix: ({ result }) => result.remediation?.text,
  command: ({ result }) => result.remediation?.command,
  verify: ({ result }) => result.verify,
  'waived because': ({ result }) => result.waiver?.reason,
  'waived by': ({ result }) => result.waiver?.owner,
  'waived until': ({ result }) => result.waiver?.expires,
  baseline: ({ result }) => result.baselineState,
  fingerprint: ({ result }) => result.fingerprint,
};

const csv: Format = {
  name: 'csv',
  description:
    'CSV for spreadsheets: findings and open questions; with -v passed and not applicable rules, too',
  file: 'report.csv',
  render,
};

export default csv;

function* render(report: Report, options: RenderOptions): Generator<string> {
  const targets = new Map(report.targets.map((target) => [target.id, target]));
  const titles = new Map(report.rules.map(({ id, title }) => [id, title]));
  yield record(Object.keys(COLUMNS));
  const rows = [
    ...countedResults(report.results).map((result) => ({ result, lastKnown: false })),
    ...carriedForward(report).map((result) => ({ result, lastKnown: true })),
  ];
  for (const { result, lastKnown } of rows) {
    if (!isShown(result, options)) continue;
    const [target, title] = [targets.get(result.targetId), titles.get(result.ruleId) ?? ''];
    const row = { result, target, title, lastKnown, options };
    yield record(Object.values(COLUMNS).map((column) => column(row) ?? ''));
  }
}

function isShown(result: Result, { minSeverity, verbose }: RenderOptions): boolean {
  if (isFinding(result)) return atLeast(result.severity, minSeverity);
  return result.kind === 'open' || verbose;
}

function placeOf({ result, target, options }: Row): { path: string; line: number } | undefined {
  const location = (result as Partial<Finding>).location ?? target?.location;
  return location === undefined ? undefined : repositoryPlace(location, options);
}

/** A record of RFC 4180; every field is quoted, so that no reader's own separator (`;`, tab) splits one. */
function record(fields: readonly (string | number)[]): string {
  return `${fields.map((field) => (typeof field === 'number' ? field : quoted(field))).join(',')}\r\n`;
}

/** What a spreadsheet takes for the start of a formula, full-width forms included: https://owasp.org/www-community/attacks/CSV_Injection */
const FORMULA = /^[\s'"]*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

function quoted(text: string): string {
  const shown = printableLines(text).join('\n');
  return `"${(FORMULA.test(shown) ? `'${shown}` : shown).replaceAll('"', '""')}"`;
}
