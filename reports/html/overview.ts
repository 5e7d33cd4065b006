// The verdict with its scope, which is read first, and what could not be verified.

import type { RenderOptions } from '../../src/model/format.ts';
import { PROVIDER_NAMES } from '../../src/model/provider.ts';
import type { Missing, Report } from '../../src/model/report.ts';
import type { Markup } from '../markup.ts';
import { prose, safe } from '../markup.ts';
import type { BucketView, ReportView } from '../view.ts';
import { count, verdict, whyUnaudited } from '../view.ts';
import type { Links } from './links.ts';
import type { Section } from './page.ts';
import { day, moment } from './time.ts';

/** Buckets or files named in a cell; more are folded or counted. */
const NAMED = 3;

export function masthead(report: Report, view: ReportView, options: RenderOptions): Markup {
  const { run } = report;
  const said = verdict(report, view);
  const partial = safe`<p class="partial open"><b>Partial report.</b> The run was interrupted; what is missing is not known to be good.</p>\n`;
  const hidden = safe`<p class="quiet">${count(view.hidden, 'finding')} below ${options.minSeverity} not shown.</p>\n`;
  return safe`<header class="mast">
<div class="over"><span><b>Bucket audit</b> <span class="quiet">Weights &amp; Biases, bring your own bucket</span></span><button id="theme" class="theme" type="button">Dark</button></div>
<h1>${said.charAt(0).toUpperCase()}${said.slice(1)}</h1>
${run.complete ? undefined : partial}<dl class="scope">
${scope(report, view).map(([name, value]) => safe`<div><dt>${name}</dt><dd>${value}</dd></div>\n`)}</dl>
${view.hidden > 0 ? hidden : undefined}</header>
`;
}

function scope(
  { run, targets, rules, tool, summary }: Report,
  view: ReportView,
): [string, Markup | string][] {
  const providers = [...Map.groupBy(view.buckets, ({ provider }) => provider)]
    .map(([provider, buckets]) => `${buckets.length} ${PROVIDER_NAMES[provider]}`)
    .join(', ');
  const files = [...new Set(targets.map(({ location }) => location.file))];
  const named = files.map((file) => (file === '--bucket' ? 'the command line' : file));
  const teams = new Set(targets.filter(({ level }) => level === 'team').map(({ team }) => team)).size;
  const instance = targets.filter(({ level }) => level === 'instance').length;
  const uses = [instance > 0 && `${instance} for the instance`, teams > 0 && count(teams, 'team')];
  return [
    [
      'Audited',
      safe`<time datetime="${run.finishedAt}">${day(run.finishedAt)}</time> <span class="quiet">${moment(run.finishedAt)}</span>`,
    ],
    ['Buckets', safe`${summary.buckets} <span class="quiet">(${providers})</span>`],
    ['Used by', uses.filter((use) => use !== false).join(', ') || 'nobody'],
    ['Declared in', listed(named)],
    [
      'Held against',
      safe`${count(rules.length, 'rule')} <span class="quiet">${tool.name} ${tool.version}</span>`,
    ],
    [
      'Not read',
      safe`<span class="quiet">Service control and organization policies; the contents of objects</span>`,
    ],
  ];
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'nothing';
  const more = names.length - NAMED;
  return `${names.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** A call that failed, over all buckets. */
interface Trouble {
  readonly missing: Missing;
  readonly buckets: readonly BucketView[];
  readonly rules: ReadonlySet<string>;
}

/** Undefined where everything was verified. */
export function unverified(report: Report, { buckets }: ReportView, links: Links): Section | undefined {
  const unaudited = buckets.filter(({ state }) => state === 'unaudited');
  const troubles = troublesOf(buckets);
  const questions = questionsOf(buckets);
  if (unaudited.length + troubles.length + questions.length === 0) return undefined;
  const rows = [
    ...troubles.map(({ missing, buckets, rules }) => troubleRow(missing, buckets, [...rules], links)),
    ...questions.map(({ message, buckets, rules }) =>
      row(prose(message), undefined, buckets, [...rules], links),
    ),
    unaudited.length === 0 ? undefined : row(whyUnaudited(report), undefined, unaudited, [], links),
  ];
  const body = safe`<p class="lead">Neither good nor bad: this could not be told from what could be read. <code>byob permissions</code> prints what an audit needs to be allowed.</p>
<table class="missing stack">
<thead><tr><th scope="col">What is missing</th><th scope="col">Permission to add</th><th scope="col">Buckets</th></tr></thead>
<tbody>
${rows}</tbody>
</table>
`;
  return { id: 'unverified', title: 'Could not verify', number: report.summary.results.open, body };
}

function troublesOf(buckets: readonly BucketView[]): Trouble[] {
  const pairs = buckets.flatMap((bucket) => bucket.missing.map((entry) => ({ bucket, entry })));
  const alike = Map.groupBy(pairs, ({ entry: { missing } }) =>
    JSON.stringify([missing.call, missing.cause, missing.permission, missing.detail]),
  );
  return [...alike.values()].map((group) => ({
    missing: (group[0] as (typeof pairs)[number]).entry.missing,
    buckets: group.map(({ bucket }) => bucket),
    rules: new Set(group.flatMap(({ entry }) => entry.rules)),
  }));
}

function questionsOf(
  buckets: readonly BucketView[],
): { message: string; buckets: BucketView[]; rules: Set<string> }[] {
  const pairs = buckets.flatMap((bucket) => bucket.questions.map((question) => ({ bucket, question })));
  return [...Map.groupBy(pairs, ({ question }) => question.message)].map(([message, group]) => ({
    message,
    buckets: group.map(({ bucket }) => bucket),
    rules: new Set(group.flatMap(({ question }) => question.rules)),
  }));
}

function troubleRow(
  { call, cause, permission, detail }: Missing,
  buckets: readonly BucketView[],
  rules: readonly string[],
  links: Links,
): Markup {
  const why = detail === undefined ? undefined : safe`<small>${detail}</small>`;
  return row(safe`<code>${call}</code> ${cause}${why}`, permission, buckets, rules, links);
}

function row(
  what: string | Markup,
  permission: string | undefined,
  buckets: readonly BucketView[],
  rules: readonly string[],
  links: Links,
): Markup {
  const grant = permission === undefined ? undefined : safe`<code>${permission}</code>`;
  const names = buckets.map(({ id }) => safe`<a class="name" href="${links.bucket(id)}">${id}</a>`);
  const where =
    names.length <= NAMED
      ? names.map((name) => safe`<div>${name}</div>`)
      : folded(count(names.length, 'bucket'), names);
  return safe`<tr><td>${what}</td><td data-label="Grant">${grant}</td><td>${where}</td></tr>\n${leftOpen(rules)}`;
}

/** Checks left open, folded: an unread bucket leaves dozens. */
function leftOpen(rules: readonly (string | Markup)[]): Markup | undefined {
  if (rules.length === 0) return undefined;
  return safe`<tr class="more"><td colspan="3">${folded(`${count(rules.length, 'check')} left open`, rules)}</td></tr>\n`;
}

function folded(title: string, items: readonly (string | Markup)[]): Markup {
  return safe`<details class="small"><summary>${title}</summary><ul class="names">${items.map((item) => safe`<li>${item}</li>`)}</ul></details>`;
}
