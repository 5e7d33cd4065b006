// The report as a page: self-contained, no request, readable without its script, in light and dark and on paper.

import type { Format, RenderOptions } from '../src/model/format.ts';
import type { Report } from '../src/model/report.ts';
import { bucketSection } from './html/bucket.ts';
import { bucketsSection } from './html/buckets.ts';
import { failingRules, passedChecks, rulesSection, waivers } from './html/appendix.ts';
import { glance } from './html/glance.ts';
import { WITHIN } from './html/links.ts';
import { masthead, unverified } from './html/overview.ts';
import type { Section } from './html/page.ts';
import { closePage, contentsOf, openPage, showSection } from './html/page.ts';
import { safe } from './markup.ts';
import { viewOf } from './view.ts';

const html: Format = {
  name: 'html',
  description: 'one self-contained page to send around: no requests, works without its script',
  file: 'report.html',
  render,
};

export default html;

function* render(report: Report, options: RenderOptions): Generator<string> {
  const view = viewOf(report, options);
  const before = [
    unverified(report, view, WITHIN),
    glance(report, view),
    bucketsSection(view, WITHIN),
  ].filter(isThere);
  const findings = { id: 'findings', title: 'Bucket by bucket' };
  const after = [
    waivers(report, view, WITHIN),
    passedChecks(report),
    rulesSection(report, failingRules(view.buckets)),
  ].filter(isThere);
  yield openPage('Bucket audit', masthead(report, view, options), contentsOf([...before, findings, ...after]))
    .markup;
  for (const section of before) yield showSection(section).markup;
  yield safe`<section id="${findings.id}" aria-labelledby="findings-title">\n<h2 id="findings-title">${findings.title}</h2>\n`
    .markup;
  for (const bucket of view.buckets) yield bucketSection(bucket).markup;
  yield '</section>\n';
  for (const section of after) yield showSection(section).markup;
  yield closePage(report).markup;
}

function isThere(section: Section | undefined): section is Section {
  return section !== undefined;
}
