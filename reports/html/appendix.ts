// What follows the findings: waivers, passed checks by rule, and why the rules matter.

import type { Kind, Report } from '../../src/model/report.ts';
import { EVIDENCE_READABLE } from '../../src/model/rule.ts';
import type { Markup } from '../markup.ts';
import { link, prose, safe } from '../markup.ts';
import type { ReportView } from '../view.ts';
import { count, nameUse } from '../view.ts';
import type { Links } from './links.ts';
import type { Section } from './page.ts';
import { day, daysUntil } from './time.ts';

/** A waiver that ends within so many days is pointed out. */
const SOON = 30;

/** Undefined where nothing is waived. */
export function waivers(
  { run, summary }: Report,
  { buckets }: ReportView,
  links: Links,
): Section | undefined {
  const waived = buckets.flatMap((bucket) => bucket.waived.map((view) => ({ ...view, bucket })));
  if (waived.length === 0) return undefined;
  const rows = waived.map(({ finding, targets, bucket }) => {
    const { reason = '', owner = '', expires = '' } = finding.waiver ?? {};
    const left = daysUntil(expires, run.finishedAt);
    const soon =
      left <= SOON ? safe`<small class="state high">${count(left, 'day')} left</small>` : undefined;
    const uses =
      bucket.targets.length > 1 ? safe`<small>${targets.map(nameUse).join(', ')}</small>` : undefined;
    return safe`<tr><th scope="row"><a href="${links.finding(bucket.id, finding.fingerprint)}">${finding.ruleId}</a><small>${finding.severity}</small></th><td><span class="name">${bucket.id}</span>${uses}</td><td>${reason}</td><td data-label="Owner">${owner}</td><td data-label="Expires">${day(expires)}${soon}</td></tr>\n`;
  });
  const body = safe`<p class="lead">These findings stand, but somebody answers for leaving them. They are not counted above.</p>
<table class="waivers stack">
<thead><tr><th scope="col">Rule</th><th scope="col">Bucket</th><th scope="col">Reason</th><th scope="col">Owner</th><th scope="col">Expires</th></tr></thead>
<tbody>
${rows}</tbody>
</table>
`;
  return { id: 'waivers', title: 'Waivers', number: summary.waived, body };
}

/** Undefined where no check passed. */
export function passedChecks({ rules, results, summary }: Report): Section | undefined {
  if (summary.results.pass === 0) return undefined;
  const ofRule = Map.groupBy(results, ({ ruleId }) => ruleId);
  const rows = rules.flatMap(({ id, title }) => {
    const kinds = Object.groupBy(ofRule.get(id) ?? [], ({ kind }) => kind);
    if (kinds.pass === undefined || id === EVIDENCE_READABLE) return [];
    const cells = (['pass', 'fail', 'open', 'notApplicable'] as const).map((kind) =>
      kindCell(kind, kinds[kind]?.length ?? 0),
    );
    return [safe`<tr><th scope="row">${title}<small>${id}</small></th>${cells}</tr>\n`];
  });
  const body = safe`<p class="lead">How often each requirement was found to hold. Each bucket lists its own.</p>
<table class="held">
<thead><tr><th scope="col">Requirement</th><th scope="col" class="n">Passed</th><th scope="col" class="n">Failed</th><th scope="col" class="n">Open</th><th scope="col" class="n">N/A</th></tr></thead>
<tbody>
${rows}</tbody>
</table>
`;
  return { id: 'passed', title: 'Passed checks', number: summary.results.pass, body };
}

const COLOURS = { pass: '', fail: ' high', open: ' open', notApplicable: '' } as const;

function kindCell(kind: Kind, number: number): Markup {
  return number === 0 ? safe`<td class="n"></td>` : safe`<td class="n${COLOURS[kind]}">${number}</td>`;
}

/** Every rule that findings of the page name, waived ones too; undefined where there are none. */
export function rulesSection({ rules }: Report, failing: ReadonlySet<string>): Section | undefined {
  const shown = rules.filter(({ id }) => failing.has(id));
  if (shown.length === 0) return undefined;
  const entries = shown.map(({ id, title, why, references }) => {
    const links = references.map((url) => safe`<li>${link(url)}</li>`);
    return safe`<div id="rule-${id}"><dt>${title} <code class="quiet">${id}</code></dt><dd><p>${prose(why)}</p><ul class="small">${links}</ul></dd></div>\n`;
  });
  const body = safe`<dl class="rules">
${entries}</dl>
`;
  return { id: 'rules', title: 'Why it matters', body };
}

/** Rules that findings name. */
export function failingRules({ buckets, fleet }: Pick<ReportView, 'buckets' | 'fleet'>): Set<string> {
  const named = [...buckets.flatMap(({ findings, waived }) => [...findings, ...waived]), ...fleet];
  return new Set(named.map(({ finding }) => finding.ruleId));
}
