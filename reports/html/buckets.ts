// The table of buckets, and the controls that filter it and the findings below it.

import { PROVIDER_NAMES } from '../../src/model/provider.ts';
import { SEVERITIES } from '../../src/model/severity.ts';
import type { Markup } from '../markup.ts';
import { safe } from '../markup.ts';
import type { BucketView, ReportView } from '../view.ts';
import { nameUse } from '../view.ts';
import { capital } from './glance.ts';
import type { Links } from './links.ts';
import { bucketAnchor } from './links.ts';
import type { Section } from './page.ts';

/** What a bucket is filtered by. */
const STATES = [
  ['found', 'Findings'],
  ['open', 'Not verified'],
  ['clean', 'Clean'],
] as const;

/** Uses named in a row; more are counted. */
const NAMED = 4;

export function bucketsSection(view: ReportView, links: Links): Section {
  const columns = SEVERITIES.map(
    (severity) => safe`<th role="columnheader" class="n">${capital(severity)}</th>`,
  );
  const apart = safe`<p class="lead">Each bucket has a page of its own, in the folder beside this one: hand on both.</p>\n`;
  const body = safe`${links.paged ? apart : undefined}${controls(view)}<table class="buckets tight" role="table">
<thead role="rowgroup"><tr role="row"><th role="columnheader">Bucket</th><th role="columnheader" class="wide">Used by</th>${columns}<th role="columnheader" class="n">Open</th><th role="columnheader">Result</th></tr></thead>
<tbody role="rowgroup">
${view.buckets.map((bucket) => bucketRow(bucket, links))}</tbody>
</table>
`;
  return { id: 'buckets', title: 'Buckets', number: view.buckets.length, body };
}

/** Hidden until the script shows them: without it they would do nothing. */
function controls({ buckets }: ReportView): Markup {
  const severities = SEVERITIES.map((severity) => button('s', severity, capital(severity), severity));
  const states = STATES.map(([value, label]) => button('is', value, label));
  const providers = [...new Set(buckets.map(({ provider }) => provider))];
  const options = providers.map((name) => safe`<option value="${name}">${PROVIDER_NAMES[name]}</option>`);
  const select = safe`<label class="vh" for="provider">Provider</label><select id="provider"><option value="">Every provider</option>${options}</select>\n`;
  const isNew = buckets.some(hasNew) ? button('new', '1', 'New') : undefined;
  return safe`<div id="tools" class="tools" role="search" aria-label="Filter buckets and findings" hidden>
<label class="vh" for="q">Search buckets, findings and rules</label><input id="q" type="search" placeholder="Search buckets, findings, rules" autocomplete="off" spellcheck="false">
${providers.length > 1 ? select : undefined}<button id="clear" type="button" hidden>Show all</button>
<hr>
<div role="group" aria-label="Severity">${severities}</div>
<div role="group" aria-label="Result">${states}${isNew}</div>
<p id="shown" role="status"></p>
</div>
`;
}

function button(key: string, value: string, label: string, colour?: string): Markup {
  const dot = colour === undefined ? undefined : safe`<i class="${colour}"></i>`;
  return safe`<button type="button" data-key="${key}" data-value="${value}" aria-pressed="false">${dot}${label}</button>`;
}

/** Its roles are spelt out: rows are laid out as grids, so that those out of sight cost nothing. */
function bucketRow(bucket: BucketView, links: Links): Markup {
  const { id, provider, targets, findings, counts, state } = bucket;
  const numbers = SEVERITIES.map((severity) => number(counts[severity], severity));
  const states = [state, isOpen(bucket) && 'open', hasNew(bucket) && 'new'].filter((name) => name !== false);
  const severities = SEVERITIES.filter((severity) => counts[severity] > 0).join(' ');
  const rules = [...new Set(findings.map(({ finding }) => finding.ruleId))].join(' ');
  const own = bucketAnchor(id);
  // In an index the row is what a link to the bucket leads to, and it alone knows which rules fail.
  const index = links.paged ? safe` id="${own}" data-rules="${rules}"` : undefined;
  return safe`<tr role="row"${index} data-bucket="${own}" data-provider="${provider}" data-states="${[...new Set(states)].join(' ')}" data-severities="${severities}"><th role="rowheader"><a class="name" href="${links.bucket(id)}">${id}</a><small>${PROVIDER_NAMES[provider]}</small></th><td role="cell" class="wide">${uses(targets)}</td>${numbers}${number(openRules(bucket), 'open')}<td role="cell">${result(bucket)}</td></tr>\n`;
}

function uses(targets: BucketView['targets']): string {
  const names = targets.slice(0, NAMED).map(nameUse).join(', ');
  return targets.length > NAMED ? `${names} and ${targets.length - NAMED} more` : names;
}

function number(value: number, style: string): Markup {
  return value === 0 ? safe`<td role="cell"></td>` : safe`<td role="cell" class="n ${style}">${value}</td>`;
}

function result(bucket: BucketView): Markup {
  if (bucket.state === 'unaudited') return safe`<span class="state open">Not audited</span>`;
  const { length: waived } = bucket.waived;
  const but = waived === 0 ? undefined : safe`, <span class="state">${waived} waived</span>`;
  if (bucket.state === 'clean') return safe`<span class="state clean">Clean</span>${but}`;
  if (bucket.state === 'open') return safe`<span class="state open">Not verified</span>`;
  return isOpen(bucket)
    ? safe`<span class="state">Findings,</span> <span class="state open">not all verified</span>`
    : safe`<span class="state">Findings</span>`;
}

export function isOpen({ missing, questions }: BucketView): boolean {
  return missing.length + questions.length > 0;
}

/** Checks without a verdict. */
export function openRules({ missing, questions }: BucketView): number {
  return new Set([...missing, ...questions].flatMap(({ rules }) => rules)).size;
}

function hasNew({ findings }: BucketView): boolean {
  return findings.some(({ finding }) => finding.baselineState === 'new');
}
