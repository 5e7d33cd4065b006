// One bucket: its findings with evidence, fix and verify command; what is open, waived, passed or not applicable.

import { PROVIDER_NAMES } from '../../src/model/provider.ts';
import type { Finding } from '../../src/model/report.ts';
import type { Remediation, RemediationDocument } from '../../src/model/rule.ts';
import type { Markup } from '../markup.ts';
import { lines, prose, safe } from '../markup.ts';
import { bySharedFix, commandLines } from '../fix.ts';
import type { BucketView, FindingView, ReportView } from '../view.ts';
import { count, evidencePlace, nameUse, placeOf } from '../view.ts';
import { isOpen, openRules } from './buckets.ts';
import { markedJson, prettyJson } from './evidence.ts';
import { capital } from './glance.ts';
import { bucketAnchor, findingAnchor } from './links.ts';
import type { Section } from './page.ts';
import { day } from './time.ts';

/** Evidence of more lines is folded. */
const SHOWN_LINES = 24;

export function bucketSection(bucket: BucketView): Markup {
  const { id, provider, targets, findings, waived, state } = bucket;
  const own = bucketAnchor(id);
  const brief = findings.length + waived.length === 0 ? ' brief' : '';
  const all =
    waived.length > 0
      ? 'every check passed but those that are waived'
      : 'every check that concerns it passed';
  const clean = safe`<p class="state clean">Clean: ${all}.</p>\n`;
  return safe`<section id="${own}" class="bucket${brief}" aria-labelledby="${own}-name">
<h3 id="${own}-name">${id} <a class="here" href="#${own}" aria-label="Link to this bucket">#</a></h3>
<p class="quiet small">${PROVIDER_NAMES[provider]}: ${targets.map((target) => `${nameUse(target)} (${placeOf(target.location)})`).join(', ')}</p>
${articles([...findings, ...waived], targets.length > 1)}${state === 'clean' ? clean : undefined}${openPart(bucket)}${lastKnownPart(bucket)}${quietPart(bucket)}</section>
`;
}

/** Findings about the fleet file itself. */
export function fleetSection({ fleet }: ReportView): Section | undefined {
  if (fleet.length === 0) return undefined;
  const files = Map.groupBy(fleet, ({ finding }) => finding.targetId);
  const body = safe`<p class="lead">About the file that declares the buckets, not about a bucket.</p>
${[...files].map(([file, findings]) => safe`<h3 class="name">${file}</h3>\n${articles(findings, false)}`)}`;
  return { id: 'fleet', title: 'The fleet file', number: fleet.length, body };
}

/** `shared`: their bucket has several uses, so each finding says which it concerns. */
function articles(findings: readonly FindingView[], shared: boolean): Markup[] {
  return bySharedFix(findings).flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const { finding } = first;
    const whole = safe`${fixRow(finding.remediation, others.length)}${verifyRow(finding)}`;
    const same = row(
      'Fix',
      safe`<p>As for <a href="#${findingAnchor(finding.fingerprint)}">the finding above</a>.</p>`,
    );
    return [
      findingArticle(first, shared, whole),
      ...others.map((other) => findingArticle(other, shared, same)),
    ];
  });
}

function findingArticle({ finding, targets }: FindingView, shared: boolean, fix: Markup): Markup {
  const { severity, message, ruleId, location, waiver, baselineState } = finding;
  const own = findingAnchor(finding.fingerprint);
  const uses = shared ? ` for ${targets.map(nameUse).join(', ')}` : undefined;
  const isNew =
    baselineState === 'new' ? safe` <b class="state high">new since the last scan</b>` : undefined;
  const data = safe`${waiver === undefined ? undefined : safe` data-waived=""`}${baselineState === 'new' ? safe` data-new=""` : undefined}`;
  const tag =
    waiver === undefined
      ? safe`<span class="tag ${severity}">${capital(severity)}</span>`
      : safe`<span class="tag none">Waived</span>`;
  return safe`<article id="${own}" class="finding ${severity}${waiver === undefined ? undefined : ' waived'}" data-s="${severity}"${data}>
<h4>${tag} <span>${prose(message)} <a class="here" href="#${own}" aria-label="Link to this finding">#</a></span></h4>
<p class="meta"><a href="#rule-${ruleId}">${ruleId}</a> ${placeOf(location)}${uses}${isNew}</p>
<dl>
${waiverRow(finding)}${evidenceRow(finding)}${fix}</dl>
</article>
`;
}

function row(name: string, value: Markup): Markup {
  return safe`<div><dt>${name}</dt><dd>${value}</dd></div>\n`;
}

function waiverRow({ waiver, severity }: Finding): Markup | undefined {
  if (waiver === undefined) return undefined;
  const { reason, owner, expires } = waiver;
  return row(
    'Waiver',
    safe`<p>${reason} <span class="quiet">${capital(severity)}, waived by ${owner} until ${day(expires)}</span></p>`,
  );
}

function evidenceRow(finding: Finding): Markup | undefined {
  const place = evidencePlace(finding);
  if (place === undefined) return undefined;
  if (finding.evidence === undefined) return row('Evidence', safe`<p><code>${place}</code></p>`);
  const json = markedJson(finding);
  const length = json.markup.split('\n').length;
  const body =
    length <= SHOWN_LINES
      ? safe`<details open><summary><code>${place}</code></summary>${json}</details>`
      : safe`<details class="long"><summary><code>${place}</code>${inPage(length)}</summary>${json}</details>`;
  return row('Evidence', body);
}

/** What is long is not printed: nobody types it off, and the page holds it for whoever needs it. */
function inPage(lines: number): Markup {
  return safe` <span class="quiet">${count(lines, 'line')}<span class="paper">, in the page that this was printed from</span></span>`;
}

/** `others`: findings after this one that it mends, too. */
function fixRow(remediation: Remediation | undefined, others: number): Markup | undefined {
  if (remediation === undefined) return undefined;
  const { text, command, document } = remediation;
  const run = command === undefined ? undefined : code(commandLines(command), 'command');
  const after = others === 1 ? 'the finding' : `the ${others} findings`;
  const lead = others === 0 ? '' : `For this and ${after} after it: `;
  const file = document === undefined ? undefined : documentPart(document);
  return row('Fix', safe`<p>${lead}${prose(text)}</p>${run}${file}`);
}

function documentPart({ file, content }: RemediationDocument): Markup {
  const text = prettyJson(content);
  return safe`<details class="long"><summary><code>${file}</code>${inPage(text.split('\n').length)}</summary>${code(text, file)}</details>`;
}

function verifyRow({ verify }: Finding): Markup | undefined {
  return verify === undefined ? undefined : row('Verify', code(commandLines(verify), 'verify command'));
}

/** Text to copy, with the button that the script makes work. */
function code(text: string, what: string): Markup {
  return safe`<div class="code"><pre>${lines(text)}</pre><button type="button" class="copy" aria-label="Copy ${what}">Copy</button></div>`;
}

function openPart(bucket: BucketView): Markup | undefined {
  if (!isOpen(bucket)) return undefined;
  const { missing, questions, words } = bucket;
  const rule = (id: string): Markup => {
    const own = words.get(id);
    return safe`${id}${own === undefined ? undefined : safe`: <span class="quiet">${prose(own)}</span>`}`;
  };
  const calls = missing.map(({ missing: { call, cause, permission, detail }, rules }) => {
    const grant = permission === undefined ? undefined : safe`, needs <code>${permission}</code>`;
    const why = detail === undefined ? undefined : safe` <span class="quiet">${detail}</span>`;
    const plain = rules.every((id) => !words.has(id));
    return safe`<li><code>${call}</code> ${cause}${grant}${why}${list(rules.map(rule), plain)}</li>\n`;
  });
  const asks = questions.map(({ message, rules }) => safe`<li>${prose(message)}${list(rules, true)}</li>\n`);
  return safe`<details><summary class="state open">Could not verify: ${count(openRules(bucket), 'check')}</summary><ul>
${calls}${asks}</ul></details>
`;
}

/** `names`: nothing but ids, which run on where room is dear. */
function list(items: readonly (string | Markup)[], names: boolean): Markup | undefined {
  if (items.length === 0) return undefined;
  return safe`<ul class="small${names ? ' names' : undefined}">${items.map((item) => safe`<li>${item}</li>`)}</ul>`;
}

/** What an earlier run found and this one could not look at: it may still be so. */
function lastKnownPart({ lastKnown }: BucketView): Markup | undefined {
  if (lastKnown.length === 0) return undefined;
  const items = lastKnown.map(
    ({ severity, message, ruleId }) =>
      safe`<li><span class="tag ${severity}">${capital(severity)}</span> ${prose(message)} <span class="quiet">${ruleId}</span></li>\n`,
  );
  return safe`<details open><summary class="state open">Last known, not verified this time: ${count(lastKnown.length, 'finding')}</summary><ul>
${items}</ul></details>
`;
}

function quietPart({ passed, notApplicable }: BucketView): Markup {
  const reasons = notApplicable.map(
    ({ message, rules }) => safe`<li>${rules.join(', ')}: ${prose(message)}</li>\n`,
  );
  const rules = notApplicable.reduce((sum, entry) => sum + entry.rules.length, 0);
  const held =
    passed.length === 0
      ? undefined
      : safe`<details><summary>Passed: ${count(passed.length, 'check')}</summary><p class="quiet">${passed.join(', ')}</p></details>\n`;
  const other =
    rules === 0
      ? undefined
      : safe`<details><summary>Not applicable: ${count(rules, 'check')}</summary><ul class="quiet">
${reasons}</ul></details>\n`;
  return safe`${held}${other}`;
}
