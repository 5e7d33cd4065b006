// A report too large for one page: an index, and a page a bucket in the folder beside it.

import type { RenderOptions, SplitReport } from '../../src/model/format.ts';
import { PROVIDER_NAMES } from '../../src/model/provider.ts';
import type { Report } from '../../src/model/report.ts';
import type { Markup } from '../markup.ts';
import { safe } from '../markup.ts';
import type { BucketView, ReportView } from '../view.ts';
import { count, nameUse, viewOf } from '../view.ts';
import { failingRules, rulesSection } from './appendix.ts';
import { bucketSection } from './bucket.ts';
import { acrossPages, bucketPage, pagesFolder } from './links.ts';
import { closePage, contentsOf, openPage, showSection } from './page.ts';
import { indexPage } from './whole.ts';
import { day, moment } from './time.ts';

/** Above either a browser is slow with one page: findings; characters of the buckets, the rest of 5 MB is for all else. */
const MOST_FINDINGS = 2000;
const MOST_CHARACTERS = 4_000_000;

/** Undefined where one page does. `file` is the name of the index. */
export function splitReport(report: Report, options: RenderOptions, file: string): SplitReport | undefined {
  const view = viewOf(report, options);
  if (!isLarge(view)) return undefined;
  const folder = pagesFolder(file);
  return {
    folder,
    index: indexPage(report, view, options, acrossPages(folder)),
    pages: pagesOf(report, view, file),
  };
}

function isLarge({ buckets }: ReportView): boolean {
  let findings = 0;
  for (const bucket of buckets) findings += bucket.findings.length + bucket.waived.length;
  if (findings > MOST_FINDINGS) return true;
  let characters = 0;
  for (const bucket of buckets) {
    characters += bucketSection(bucket).markup.length;
    if (characters > MOST_CHARACTERS) return true;
  }
  return false;
}

function* pagesOf(report: Report, { buckets }: ReportView, file: string): SplitReport['pages'] {
  for (const bucket of buckets) yield { file: bucketPage(bucket.id), chunks: pageOf(report, bucket, file) };
}

function* pageOf(report: Report, bucket: BucketView, file: string): Generator<string> {
  const rules = rulesSection(report, failingRules({ buckets: [bucket], fleet: [] }));
  const contents = [{ id: 'findings', title: 'Findings', number: bucket.findings.length }];
  yield openPage(
    `${bucket.id}, bucket audit`,
    bucketMasthead(report, bucket, file),
    contentsOf(rules === undefined ? contents : [...contents, rules]),
  ).markup;
  yield showSection({ id: 'findings', title: 'Findings', body: bucketSection(bucket) }).markup;
  if (rules !== undefined) yield showSection(rules).markup;
  yield closePage(report).markup;
}

function bucketMasthead({ run }: Report, bucket: BucketView, file: string): Markup {
  const { id, provider, targets, findings, waived } = bucket;
  const back = `../${encodeURIComponent(file)}`;
  const scope: [string, string][] = [
    ['Audited', `${day(run.finishedAt)} ${moment(run.finishedAt)}`],
    ['Kept on', PROVIDER_NAMES[provider]],
    ['Used by', targets.map(nameUse).join(', ')],
    [
      'Findings',
      waived.length > 0 ? `${findings.length}, and ${waived.length} waived` : String(findings.length),
    ],
  ];
  return safe`<header class="mast">
<div class="over"><span><a href="${back}">All buckets</a></span><button id="theme" class="theme" type="button">Dark</button></div>
<h1>${id}: ${findings.length === 0 ? 'no findings' : count(findings.length, 'finding')}</h1>
<dl class="scope">
${scope.map(([name, value]) => safe`<div><dt>${name}</dt><dd>${value}</dd></div>\n`)}</dl>
</header>
`;
}
