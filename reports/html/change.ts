// What changed since the last scan, and the trend over earlier ones; only where the report holds them.

import type { Baseline, Finding, HistoryPoint, Report } from '../../src/model/report.ts';
import {
  countedResults,
  carriedForward,
  newFindings,
  newlyUnreadable,
  standingFindings,
} from '../../src/model/report.ts';
import type { Markup } from '../markup.ts';
import { prose, safe } from '../markup.ts';
import { count } from '../view.ts';
import { capital, legend } from './glance.ts';
import type { Section } from './page.ts';
import { day } from './time.ts';

/** Findings listed openly; more are folded. */
const OPEN = 5;
/** Size of the chart in its own units; it is stretched to the width there is. */
const [WIDTH, HEIGHT] = [1000, 120];

/** Undefined without a baseline and without a history. */
export function change(report: Report): Section | undefined {
  const { baseline, history = [] } = report;
  if (baseline === undefined && history.length < 2) return undefined;
  const body = safe`${baseline === undefined ? undefined : since(report, baseline)}${history.length < 2 ? undefined : trend(history)}`;
  return { id: 'change', title: 'Since the last scan', body };
}

function since(report: Report, { finishedAt, complete, fixed, leftOut }: Baseline): Markup {
  const findings = standingFindings(report);
  const isNew = newFindings(report).length;
  const unread = newlyUnreadable({ results: countedResults(report.results) }).length;
  const parts = [
    { style: 'new', label: 'New', number: isNew },
    { style: 'fixed', label: 'Fixed', number: fixed.length, note: 'verified to be gone' },
    { style: 'none', label: 'Unchanged', number: findings.length - isNew },
    { style: 'open', label: 'Newly unreadable', number: unread, note: 'checks that had a verdict' },
  ];
  const partial = complete ? '' : ' That scan was interrupted.';
  return safe`<p class="lead">Compared with the scan of ${day(finishedAt)}.${partial}</p>
<div class="keep">${legend(parts, 'legend minor')}</div>
${list('Fixed', fixed)}${list('Neither seen nor fixed: could not be verified this time', carriedForward(report))}${list('Not asked about this time: taken out of the fleet, or not selected', leftOut)}`;
}

function list(title: string, findings: readonly Finding[]): Markup | undefined {
  if (findings.length === 0) return undefined;
  const items = findings.map(
    ({ severity, message, ruleId, targetId }) =>
      safe`<li><span class="tag ${severity}">${capital(severity)}</span> ${prose(message)} <span class="quiet small">${ruleId}, ${targetId}</span></li>\n`,
  );
  return safe`<details class="gone"${findings.length <= OPEN ? safe` open` : undefined}><summary>${title}: ${count(findings.length, 'finding')}</summary><ul>
${items}</ul></details>
`;
}

function trend(history: readonly HistoryPoint[]): Markup {
  const totals = history.map(
    ({ summary: { findings } }) => findings.critical + findings.high + findings.medium + findings.low,
  );
  const grave = history.map(({ summary: { findings } }) => findings.critical + findings.high);
  const most = Math.max(1, ...totals);
  const [first, last] = [history[0], history.at(-1)] as [HistoryPoint, HistoryPoint];
  const said = `Findings from ${day(first.finishedAt)} to ${day(last.finishedAt)}: from ${totals[0]} to ${totals.at(-1)}, of which critical or high from ${grave[0]} to ${grave.at(-1)}, at most ${most}`;
  return safe`<figure class="trend">
<figcaption><b>Findings over ${count(history.length, 'scan')}</b> <span class="key">All: ${totals.at(-1)}</span> <span class="key critical">Critical or high: ${grave.at(-1)}</span></figcaption>
<div class="chart"><svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${said}"><path class="base" d="M0 0H${WIDTH}M0 ${HEIGHT}H${WIDTH}"/><polyline class="line" points="${line(history, totals, most)}"/><polyline class="line critical" points="${line(history, grave, most)}"/></svg></div>
<p class="quiet small ends"><span>${day(first.finishedAt)}</span><span>scale 0 to ${most}</span><span>${day(last.finishedAt)}</span></p>
</figure>
${numbers(history)}`;
}

/** Scans stand where their time is, so that a gap is seen. */
function line(history: readonly HistoryPoint[], values: readonly number[], most: number): string {
  const times = history.map(({ finishedAt }) => Date.parse(finishedAt));
  const from = times[0] ?? 0;
  const span = (times.at(-1) ?? 0) - from;
  return values
    .map((value, index) => {
      const inTime = ((times[index] ?? from) - from) / span;
      const share = Number.isFinite(inTime) ? inTime : index / (values.length - 1);
      return `${(share * WIDTH).toFixed(1)},${(HEIGHT - (value / most) * HEIGHT).toFixed(1)}`;
    })
    .join(' ');
}

function numbers(history: readonly HistoryPoint[]): Markup {
  const rows = history
    .toReversed()
    .map(({ finishedAt, complete, summary: { findings, results }, change }) => {
      const partial = complete ? undefined : safe`<small class="state open">partial</small>`;
      const cells = [
        findings.critical,
        findings.high,
        findings.medium,
        findings.low,
        results.open,
        change?.new ?? '',
        change?.fixed ?? '',
      ];
      return safe`<tr><th scope="row">${day(finishedAt)}${partial}</th>${cells.map((cell) => safe`<td class="n">${cell}</td>`)}</tr>\n`;
    });
  const heads = ['Critical', 'High', 'Medium', 'Low', 'Open', 'New', 'Fixed'];
  return safe`<details><summary>The numbers</summary><table class="tight">
<thead><tr><th scope="col">Scan</th>${heads.map((head) => safe`<th scope="col" class="n">${head}</th>`)}</tr></thead>
<tbody>
${rows}</tbody>
</table></details>
`;
}
