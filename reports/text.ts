// The report for people in a terminal: verdict, the worst findings by bucket, what could not be verified, what to do next.

import type { Format, RenderOptions } from '../src/model/format.ts';
import type { Provider } from '../src/model/provider.ts';
import type { Report } from '../src/model/report.ts';
import { SEVERITIES } from '../src/model/severity.ts';
import { sinceBaseline } from './change.ts';
import { hang, painter, visibleLength } from './layout.ts';
import type { Style } from './layout.ts';
import { printable } from './printable.ts';
import { fleetFile, foundBuckets } from './text-findings.ts';
import { cleanBuckets, entries, fixed, lastKnown, openBuckets, waived } from './text-lists.ts';
import type { Page } from './text-page.ts';
import { count, verdict, viewOf } from './view.ts';

/** From this many lines on the summary is repeated at the end. */
const LONG = 40;

const PARTIAL = 'the run was interrupted; what is missing is not known to be good.';

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
    yield inert(chunk);
  }
  if (lines > LONG) yield `\n${inert(summary(page))}`;
}

// oxlint-disable-next-line no-control-regex -- the colours
const COMMAND = /^((?:\s|\u001b\[[\d;]*m)*)::/gm;

/** Without lines that a CI runner takes for commands (`::add-mask::`, `##[error]`), made of names from outside. */
export function inert(chunk: string): string {
  return chunk.replace(COMMAND, '$1\\u003a:').replace(/##(?=\w*\[)/g, '#\\u0023');
}

function* sections(page: Page, options: RenderOptions): Generator<string> {
  yield summary(page);
  yield* foundBuckets(page);
  yield* fleetFile(page);
  const {
    report,
    view: { hidden },
  } = page;
  if (hidden > 0) {
    const are = hidden === 1 ? 'is' : 'are';
    yield `\n${count(hidden, 'finding')} below ${options.minSeverity} ${are} not shown (--min-severity).\n`;
  }
  yield* openBuckets(page);
  yield* entries('Last known, not verified this time', lastKnown(page), page);
  yield* entries('Waived', waived(page), page, report.summary.waived);
  yield* entries('Fixed since the baseline', fixed(page), page);
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
  const since = sinceBaseline(report);
  const change = since === undefined ? '' : hang('', since, { indent: 0, width });
  return `${title}${counts}\n${change}${partial}`;
}

/** Where no credentials were accepted, what to do in each cloud. */
const SIGN_IN: Readonly<Record<Provider, string>> = {
  aws: 'sign in to AWS, or give its buckets a profile or roleArn in the fleet file, and run again',
  gcp: 'mend the Google credentials (gcloud auth application-default login, GOOGLE_APPLICATION_CREDENTIALS, impersonateServiceAccount), and run again',
  azure:
    'mend the Azure credentials (az login, the AZURE_* variables, tenantId in the fleet file), and run again',
  coreweave: 'give the CoreWeave buckets credentials in the fleet file, and run again',
  's3-compatible': 'give the S3-compatible buckets credentials in the fleet file, and run again',
};

function signIns({ buckets }: Page['view']): string[] {
  const refused = buckets.filter(({ missing }) =>
    missing.some((entry) => entry.missing.cause === 'credentials'),
  );
  return [...new Set(refused.flatMap(({ targets }) => targets.map(({ provider }) => SIGN_IN[provider])))];
}

function* next({ report, view, width, paint }: Page): Generator<string> {
  const actions = view.worstRules.slice(0, 3).map(({ ruleId, severity, buckets }) => {
    return `byob explain ${ruleId} (${severity} in ${count(buckets, 'bucket')})`;
  });
  const missing = view.buckets.flatMap((bucket) => bucket.missing.map((entry) => entry.missing));
  if (missing.some(({ permission, cause }) => cause === 'denied' && permission !== undefined)) {
    actions.push('byob permissions (what to grant to verify the rest)');
  }
  actions.push(...signIns(view));
  if (
    missing.some(({ cause }) => cause === 'unreachable' || cause === 'throttled' || cause === 'interrupted')
  ) {
    actions.push('run again for what did not answer; --timeout and --concurrency may help');
  }
  if (missing.some(({ cause }) => cause === 'absent')) {
    actions.push('correct the name of what does not exist, or take it out of the fleet file');
  }
  if (!report.run.complete) actions.push('run again to the end: this report is partial');
  if (actions.length === 0) return;
  yield `\n${paint('bold', 'What to do next')}\n`;
  for (const [index, action] of actions.entries()) {
    yield hang(`  ${index + 1}. `, printable(action), { indent: 5, width });
  }
}
