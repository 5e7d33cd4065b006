// The report for people in a terminal: verdict, findings by bucket, what could not be verified, what to do next.

import type { Format, RenderOptions } from '../src/model/format.ts';
import { PROVIDER_NAMES } from '../src/model/provider.ts';
import type { Report } from '../src/model/report.ts';
import type { Remediation } from '../src/model/rule.ts';
import { SEVERITIES } from '../src/model/severity.ts';
import { hang, painter, visibleLength } from './layout.ts';
import type { Paint, Style } from './layout.ts';
import { printable, printableLines } from './printable.ts';
import type { BucketView, FindingView, ReportView } from './view.ts';
import { count, evidencePlace, nameUse, placeOf, verdict, viewOf, whyUnaudited } from './view.ts';

/** Buckets listed in a section unless all is asked for. */
const LISTED = 20;
/** Clean buckets listed one a line; more stand together. */
const CLEAN_LINES = 10;
/** From this many lines on the summary is repeated at the end. */
const LONG = 40;

const PARTIAL = 'the run was interrupted; what is missing is not known to be good.';

/** All a section needs. `width` is within 60 and 200. */
interface Page {
  readonly report: Report;
  readonly view: ReportView;
  readonly verbose: boolean;
  readonly width: number;
  readonly paint: Paint;
}

const text: Format = {
  name: 'text',
  description: 'for people: verdict, findings by bucket worst first, what could not be verified, what to do',
  file: 'report.txt',
  render,
};

export default text;

function* render(report: Report, options: RenderOptions): Generator<string> {
  const page: Page = {
    report,
    view: viewOf(report, options),
    verbose: options.verbose,
    width: Math.min(200, Math.max(60, options.width)),
    paint: painter(options.color),
  };
  let lines = 0;
  for (const chunk of sections(page, options)) {
    lines += chunk.split('\n').length - 1;
    yield chunk;
  }
  if (lines > LONG) yield `\n${summary(page)}`;
}

function* sections(page: Page, options: RenderOptions): Generator<string> {
  yield summary(page);
  yield* foundBuckets(page);
  const { hidden } = page.view;
  if (hidden > 0) {
    const are = hidden === 1 ? 'is' : 'are';
    yield `\n${count(hidden, 'finding')} below ${options.minSeverity} ${are} not shown (--min-severity).\n`;
  }
  yield* openBuckets(page);
  yield* cleanBuckets(page);
  yield* next(page);
}

function summary({ report, view, width, paint }: Page): string {
  const { findings, results } = report.summary;
  const { name, version } = report.tool;
  const said = verdict(report, view);
  const good = view.findings + results.open === 0 && report.run.complete;
  const title = hang('', printable(`${name} ${version}: ${said}`), {
    indent: 0,
    width,
    paint: (line) => paint(good ? 'clean' : 'bold', line),
  });
  const clean = view.buckets.filter(({ state }) => state === 'clean').length;
  const tell = (style: Style, number: number, what: string): string =>
    paint(number > 0 ? style : 'dim', `${number} ${what}`);
  const found = SEVERITIES.map((severity) => tell(severity, findings[severity], severity)).join('  ');
  const open = tell('open', results.open, 'could not verify');
  const rest = `${open} | ${count(clean, 'bucket')} clean`;
  const counts = visibleLength(`${found} | ${rest}`) <= width ? `${found} | ${rest}` : `${found}\n${rest}`;
  const partial = report.run.complete
    ? ''
    : hang(`${paint('open', 'PARTIAL')} `, PARTIAL, { indent: 8, width });
  return `${title}${counts}\n${partial}`;
}

function* foundBuckets(page: Page): Generator<string> {
  const { view, verbose, paint } = page;
  const found = view.buckets.filter(({ findings }) => findings.length > 0);
  const listed = verbose ? found : found.slice(0, LISTED);
  for (const bucket of listed) {
    yield `\n${paint('bold', printable(bucket.id))}${paint('dim', `  ${describeBucket(bucket)}`)}\n`;
    for (const finding of bucket.findings) yield showFinding(finding, bucket, page);
  }
  const left = found.length - listed.length;
  if (left > 0)
    yield `\n${count(left, 'more bucket')} with findings: -v shows all, --format html as a page.\n`;
}

function describeBucket({ provider, targets }: BucketView): string {
  const [only, ...others] = targets;
  const use = only === undefined || others.length > 0 ? `${targets.length} targets` : nameUse(only);
  return printable(`${PROVIDER_NAMES[provider]}, ${use}`);
}

function showFinding({ finding, targets }: FindingView, bucket: BucketView, page: Page): string {
  const { width, paint, verbose } = page;
  const indent = 12;
  const at = { indent, width };
  const tag = `  ${paint(finding.severity, finding.severity.toUpperCase())}`;
  const evidence = evidencePlace(finding);
  const place = `${finding.ruleId} ${placeOf(finding.location)}${evidence === undefined ? '' : `, ${evidence}`}`;
  const shared =
    bucket.targets.length === 1
      ? ''
      : hang('', printable(`for ${targets.map(nameUse).join(', ')}`), {
          ...at,
          paint: (l) => paint('dim', l),
        });
  const verify =
    verbose && finding.verify !== undefined
      ? command(`${' '.repeat(indent)}verify: `, finding.verify, indent + 8)
      : '';
  return [
    hang(tag, printable(finding.message), at),
    hang('', printable(place), { ...at, paint: (l) => paint('dim', l) }),
    shared,
    finding.remediation === undefined ? '' : showFix(finding.remediation, indent, page),
    verify,
  ].join('');
}

function showFix({ text: advice, command: line, document }: Remediation, indent: number, page: Page): string {
  const { width, paint, verbose } = page;
  const lead = ' '.repeat(indent);
  const hanging = indent + 5;
  const fix = hang(`${lead}${paint('clean', 'fix')}`, printable(advice), { indent: hanging, width });
  const run = line === undefined ? '' : command(`${' '.repeat(hanging)}$ `, line, hanging + 2);
  if (document === undefined) return fix + run;
  const file = printable(document.file);
  if (!verbose) {
    const hint = `(${file}: shown by -v, or in the html and json reports)`;
    return fix + run + hang('', hint, { indent: hanging, width, paint: (l) => paint('dim', l) });
  }
  const body = printableLines(JSON.stringify(document.content, null, 2));
  return `${fix}${run}${[`${file}:`, ...body].map((l) => `${' '.repeat(hanging)}${l}\n`).join('')}`;
}

/** Commands are never wrapped: they are there to be copied. */
function command(label: string, line: string, indent: number): string {
  return printableLines(line)
    .map((part, index) => `${index === 0 ? label : ' '.repeat(indent)}${part}\n`)
    .join('');
}

function* openBuckets(page: Page): Generator<string> {
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

function showOpen({ missing, questions }: BucketView, { width, paint, verbose }: Page): string {
  const calls = missing.map(({ missing: { call, cause, permission, detail }, rules }) => {
    const grant = permission === undefined ? '' : `, needs ${permission}`;
    const why = detail === undefined ? '' : ` (${detail})`;
    return { line: `${call} ${cause}${grant}${why}`, rules };
  });
  const asks = questions.map(({ message, rules }) => ({ line: message, rules }));
  return [...calls, ...asks]
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

function* cleanBuckets(page: Page): Generator<string> {
  const { view, verbose, width, paint } = page;
  const clean = view.buckets.filter(({ state }) => state === 'clean');
  if (clean.length === 0) return;
  yield `\n${paint('clean', `Clean (${clean.length})`)}\n`;
  if (verbose || clean.length <= CLEAN_LINES) {
    for (const bucket of clean)
      yield `  ${printable(bucket.id)}${paint('dim', `  ${describeBucket(bucket)}`)}\n`;
    return;
  }
  const names = clean.slice(0, CLEAN_LINES).map(({ id }) => printable(id));
  yield hang('', `${names.join(', ')} and ${clean.length - CLEAN_LINES} more (-v lists them)`, {
    indent: 2,
    width,
  });
}

function* next({ report, view, width, paint }: Page): Generator<string> {
  const actions = view.worstRules.slice(0, 3).map(({ ruleId, severity, buckets }) => {
    return `byob explain ${ruleId} (${severity} in ${count(buckets, 'bucket')})`;
  });
  const missing = view.buckets.flatMap((bucket) => bucket.missing.map((entry) => entry.missing));
  if (missing.some(({ permission, cause }) => cause === 'denied' && permission !== undefined)) {
    actions.push('byob permissions (what to grant to verify the rest)');
  }
  if (missing.some(({ cause }) => cause === 'credentials')) {
    actions.push('sign in, or give the bucket a profile or roleArn in the fleet file, and run again');
  }
  if (
    missing.some(({ cause }) => cause === 'unreachable' || cause === 'throttled' || cause === 'interrupted')
  ) {
    actions.push('run again for what did not answer; --timeout and --concurrency may help');
  }
  if (!report.run.complete) actions.push('run again to the end: this report is partial');
  if (actions.length === 0) return;
  yield `\n${paint('bold', 'What to do next')}\n`;
  for (const [index, action] of actions.entries()) {
    yield hang(`  ${index + 1}. `, printable(action), { indent: 5, width });
  }
}
