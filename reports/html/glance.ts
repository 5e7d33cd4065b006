// The report at a glance: severities and checks as bars with their numbers in text, and where to start.

import type { Report } from '../../src/model/report.ts';
import type { Severity } from '../../src/model/severity.ts';
import { SEVERITIES } from '../../src/model/severity.ts';
import type { Markup } from '../markup.ts';
import { safe } from '../markup.ts';
import type { ReportView } from '../view.ts';
import { count } from '../view.ts';
import { grouped } from './numbers.ts';
import type { Section } from './page.ts';

/** Rules listed under "Where to start". */
const LISTED = 10;

/** One part of a bar. `style` is a class with a colour. */
interface Part {
  readonly style: string;
  readonly label: string;
  readonly number: number;
  readonly note?: string;
}

export function glance(report: Report, view: ReportView): Section {
  const { findings, results, waived } = report.summary;
  const bySeverity = SEVERITIES.map((severity) => ({
    style: severity,
    label: capital(severity),
    number: findings[severity],
    note: affected(view, severity),
  }));
  const byKind: Part[] = [
    { style: 'clean', label: 'Passed', number: results.pass },
    {
      style: 'high',
      label: 'Failed',
      number: results.fail,
      ...(waived > 0 && { note: `${grouped(waived)} of them waived` }),
    },
    { style: 'open', label: 'Could not verify', number: results.open },
    { style: 'none', label: 'Not applicable', number: results.notApplicable },
  ];
  const body = safe`<div class="keep"><h3>Findings by severity</h3>
${bar(bySeverity)}${legend(bySeverity, 'legend')}</div>
<div class="keep"><h3>Checks by result</h3>
${bar(byKind)}${legend(byKind, 'legend minor')}</div>
${worst(report, view)}`;
  return { id: 'glance', title: 'At a glance', body };
}

function affected(view: ReportView, severity: Severity): string {
  const number = view.buckets.filter(({ counts }) => counts[severity] > 0).length;
  return number === 0 ? 'in no bucket' : `in ${count(number, 'bucket')}`;
}

/** A stacked bar; all its numbers are in its label and in the legend. */
function bar(parts: readonly Part[]): Markup {
  const total = parts.reduce((sum, { number }) => sum + number, 0);
  const said = parts.map(({ number, label }) => `${number} ${label.toLowerCase()}`).join(', ');
  let x = 0;
  const rects = parts.map(({ style, number }) => {
    if (number === 0) return undefined;
    // What is there is seen, however small its share.
    const width = Math.max(4, (number / total) * 1000);
    const rect = safe`<rect class="${style}" x="${x.toFixed(1)}" width="${width.toFixed(1)}" height="14"/>`;
    x += width + 2;
    return rect;
  });
  return safe`<svg class="bar" viewBox="0 0 ${Math.max(1000, Math.ceil(x - 2))} 14" preserveAspectRatio="none" role="img" aria-label="${said}">${rects}</svg>\n`;
}

/** The numbers of a bar, in words. */
export function legend(parts: readonly Part[], style: string): Markup {
  const entries = parts.map(({ style: own, label, number, note }) => {
    const small = note === undefined ? undefined : safe` <small>${note}</small>`;
    return safe`<div><dt class="${own}">${label}${small}</dt><dd>${grouped(number)}</dd></div>\n`;
  });
  return safe`<dl class="${style}">
${entries}</dl>
`;
}

function worst({ rules }: Report, { worstRules }: ReportView): Markup | undefined {
  if (worstRules.length === 0) return undefined;
  const titles = new Map(rules.map(({ id, title }) => [id, title]));
  const rows = worstRules
    .slice(0, LISTED)
    .map(
      ({ ruleId, severity, buckets }) =>
        safe`<tr><td><span class="tag ${severity}">${capital(severity)}</span></td><th scope="row"><a href="#rule-${ruleId}">${titles.get(ruleId) ?? ruleId}</a></th><td class="n">${count(buckets, 'bucket')}</td></tr>\n`,
    );
  const left = worstRules.length - LISTED;
  const more = safe`<p class="quiet small">and ${count(left, 'more rule')}, listed under <a href="#rules">Why it matters</a>.</p>\n`;
  return safe`<h3>Where to start</h3>
<table class="worst">
<thead><tr><th scope="col">Severity</th><th scope="col">What does not hold</th><th scope="col" class="n">Fails in</th></tr></thead>
<tbody>
${rows}</tbody>
</table>
${left > 0 ? more : undefined}`;
}

export function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
