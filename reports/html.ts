// The report as one page: static, no script, no request, readable in light and dark and on paper.

import { createHash } from 'node:crypto';
import { fingerprint } from '../src/model/fingerprint.ts';
import type { Format, RenderOptions } from '../src/model/format.ts';
import { PROVIDER_NAMES } from '../src/model/provider.ts';
import type { Report } from '../src/model/report.ts';
import type { Remediation } from '../src/model/rule.ts';
import { SEVERITIES } from '../src/model/severity.ts';
import { STYLE } from './html-style.ts';
import { lines, link, safe } from './markup.ts';
import type { Markup } from './markup.ts';
import type { BucketView, FindingView, ReportView } from './view.ts';
import { count, evidencePlace, nameUse, placeOf, verdict, viewOf, whyUnaudited } from './view.ts';

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** Nothing may be loaded or run; the one style is allowed by its hash, so an injected one is not. */
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'`;

const STATES = {
  found: 'findings',
  open: 'could not verify',
  clean: 'clean',
  unaudited: 'not audited',
} as const;

const html: Format = {
  name: 'html',
  description: 'one self-contained page to send around: no script, no requests',
  file: 'report.html',
  render,
};

export default html;

function* render(report: Report, options: RenderOptions): Generator<string> {
  const view = viewOf(report, options);
  yield head(report).markup;
  yield overview(report, view, options).markup;
  yield couldNotVerify(report, view).markup;
  yield bucketTable(view).markup;
  for (const bucket of view.buckets) {
    if (bucket.findings.length > 0) yield bucketSection(bucket).markup;
  }
  yield rulesSection(report, view).markup;
  yield foot(report).markup;
}

function head({ tool }: Report): Markup {
  // Neither holds text from outside, and the style stands unescaped because the hash is of its very bytes.
  const [policy, style] = [{ markup: POLICY }, { markup: STYLE }];
  return safe`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Bucket audit by ${tool.name}</title>
<style>${style}</style>
</head>
<body>
<main>
`;
}

function overview(report: Report, view: ReportView, { minSeverity }: RenderOptions): Markup {
  const { summary, run } = report;
  const clean = view.buckets.filter(({ state }) => state === 'clean').length;
  const said = verdict(report, view);
  const partial = safe`<p class="partial"><b>Partial:</b> the run was interrupted; what is missing is not known to be good.</p>\n`;
  const hidden = safe`<p class="quiet">${count(view.hidden, 'finding')} below ${minSeverity} not shown.</p>\n`;
  return safe`<header>
<p class="quiet">Buckets brought to Weights &amp; Biases, audited ${run.finishedAt}</p>
<h1>${said.charAt(0).toUpperCase()}${said.slice(1)}</h1>
${run.complete ? undefined : partial}<ul class="tiles">
${SEVERITIES.map((severity) => tile(severity, summary.findings[severity], severity))}
${tile('open', summary.results.open, 'could not verify')}
${tile('clean', clean, clean === 1 ? 'bucket clean' : 'buckets clean')}
</ul>
${view.hidden > 0 ? hidden : undefined}</header>
`;
}

function tile(style: string, number: number, label: string): Markup {
  return safe`<li class="tile ${number > 0 ? style : 'none'}"><b>${number}</b> ${label}</li>`;
}

function couldNotVerify(report: Report, { buckets }: ReportView): Markup {
  const open = buckets.filter(
    ({ missing, questions, state }) => missing.length + questions.length > 0 || state === 'unaudited',
  );
  if (open.length === 0) return safe``;
  return safe`<section>
<h2>Could not verify</h2>
<p class="quiet">Neither good nor bad: what follows could not be told from what could be read. <code>byob permissions</code> prints the permissions that an audit needs.</p>
<table class="missing">
<thead><tr><th scope="col">Bucket</th><th scope="col">What is missing</th><th scope="col">Permission to add</th><th scope="col">Rules left open</th></tr></thead>
<tbody>
${open.map((bucket) => openRows(bucket, report))}</tbody>
</table>
</section>
`;
}

function openRows({ id, missing, questions, state }: BucketView, report: Report): Markup {
  if (state === 'unaudited') return openRow(id, whyUnaudited(report), undefined, []);
  const calls = missing.map(({ missing: { call, cause, permission, detail }, rules }) => {
    const why = detail === undefined ? undefined : safe`<br><span class="quiet">${detail}</span>`;
    return openRow(id, safe`<code>${call}</code> ${cause}${why}`, permission, rules);
  });
  return safe`${calls}${questions.map(({ message, rules }) => openRow(id, message, undefined, rules))}`;
}

function openRow(
  id: string,
  what: string | Markup,
  permission: string | undefined,
  rules: readonly string[],
): Markup {
  const grant = permission === undefined ? undefined : safe`<code>${permission}</code>`;
  return safe`<tr><th scope="row">${id}</th><td>${what}</td><td>${grant}</td><td>${rules.join(', ')}</td></tr>\n`;
}

function bucketTable({ buckets }: ReportView): Markup {
  const columns = SEVERITIES.map((severity) => safe`<th scope="col" class="number">${severity}</th>`);
  return safe`<section>
<h2>Buckets</h2>
<table>
<thead><tr><th scope="col">Bucket</th><th scope="col">Where</th><th scope="col">Used by</th>${columns}<th scope="col">Verdict</th></tr></thead>
<tbody>
${buckets.map(bucketRow)}</tbody>
</table>
</section>
`;
}

function bucketRow(bucket: BucketView): Markup {
  const { id, provider, targets, findings, counts, state, missing, questions } = bucket;
  const name = findings.length > 0 ? safe`<a href="#${anchor(id)}">${id}</a>` : id;
  const numbers = SEVERITIES.map((severity) => safe`<td class="number">${counts[severity] || ''}</td>`);
  const alsoOpen = state === 'found' && missing.length + questions.length > 0 ? `, ${STATES.open}` : '';
  return safe`<tr><th scope="row">${name}</th><td>${PROVIDER_NAMES[provider]}</td><td>${targets.map(nameUse).join(', ')}</td>${numbers}<td class="state-${state}">${STATES[state]}${alsoOpen}</td></tr>\n`;
}

function bucketSection(bucket: BucketView): Markup {
  const { id, provider, targets, findings } = bucket;
  return safe`<section id="${anchor(id)}">
<h2>${id}</h2>
<p class="quiet">${PROVIDER_NAMES[provider]}, ${targets.map(nameUse).join(', ')}</p>
${findings.map((finding) => findingArticle(finding, bucket))}</section>
`;
}

function findingArticle({ finding, targets }: FindingView, bucket: BucketView): Markup {
  const { severity, message, ruleId, location, remediation, verify, evidence } = finding;
  const place = evidencePlace(finding);
  const shared = bucket.targets.length === 1 ? '' : `, for ${targets.map(nameUse).join(', ')}`;
  const value = evidence === undefined ? '' : JSON.stringify(evidence, null, 2);
  return safe`<article id="f-${finding.fingerprint}" class="finding ${severity}">
<h3><span class="tag ${severity}">${severity}</span> ${message}</h3>
<p class="quiet"><a href="#rule-${ruleId}">${ruleId}</a> ${placeOf(location)}${shared}</p>
${remediation === undefined ? undefined : fix(remediation)}${place === undefined ? undefined : folded(`Evidence: ${place}`, value)}${verify === undefined ? undefined : folded('Verify', verify)}</article>
`;
}

function fix({ text, command, document }: Remediation): Markup {
  const run = command === undefined ? undefined : safe`<pre>${lines(command)}</pre>\n`;
  const file =
    document === undefined ? undefined : folded(document.file, JSON.stringify(document.content, null, 2));
  return safe`<p><b>Fix.</b> ${text}</p>\n${run}${file}`;
}

function folded(title: string, text: string): Markup {
  if (text === '') return safe`<p class="quiet">${title}</p>\n`;
  return safe`<details><summary>${title}</summary><pre>${lines(text)}</pre></details>\n`;
}

function rulesSection({ rules }: Report, { worstRules }: ReportView): Markup {
  const failing = new Set(worstRules.map(({ ruleId }) => ruleId));
  const shown = rules.filter(({ id }) => failing.has(id));
  if (shown.length === 0) return safe``;
  const entries = shown.map(({ id, title, why, references }) => {
    const links = references.map((url) => safe`<li>${link(url)}</li>`);
    return safe`<dt id="rule-${id}"><code>${id}</code> ${title}</dt>\n<dd><p>${why}</p><ul>${links}</ul></dd>\n`;
  });
  return safe`<section>
<h2>Why it matters</h2>
<dl>
${entries}</dl>
</section>
`;
}

function foot({ tool, run, rules, summary: { targets, results } }: Report): Markup {
  return safe`</main>
<footer class="quiet">${tool.name} ${tool.version}, ${count(rules.length, 'rule')}, ${count(targets, 'target')}: ${results.pass} passed, ${results.fail} failed, ${results.open} open, ${results.notApplicable} not applicable. Run ${run.id}, ${run.startedAt} to ${run.finishedAt}.</footer>
</body>
</html>
`;
}

/** Stable over runs, so that a link into a report still leads there tomorrow. */
function anchor(bucketId: string): string {
  return `b-${fingerprint(bucketId)}`;
}
