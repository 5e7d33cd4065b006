// The report from the verdict to the footer: with the buckets in it, or as the index of their pages.

import type { RenderOptions } from '../../src/model/format.ts';
import type { Report } from '../../src/model/report.ts';
import { safe } from '../markup.ts';
import type { ReportView } from '../view.ts';
import { verdict } from '../view.ts';
import { failingRules, passedChecks, rulesSection, waivers } from './appendix.ts';
import { bucketSection, fleetSection } from './bucket.ts';
import { bucketsSection } from './buckets.ts';
import { change } from './change.ts';
import { glance } from './glance.ts';
import type { Links } from './links.ts';
import { WITHIN } from './links.ts';
import { masthead, unverified } from './overview.ts';
import type { Section } from './page.ts';
import { closePage, contentsOf, openPage, showSection } from './page.ts';

const FINDINGS = { id: 'findings', title: 'Bucket by bucket' };

/** All in one page. */
export function* wholePage(report: Report, view: ReportView, options: RenderOptions): Generator<string> {
  const [before, after] = [sectionsBefore(report, view, WITHIN), sectionsAfter(report, view, WITHIN)];
  yield openPage(
    `Bucket audit: ${verdict(report, view)}`,
    masthead(report, view, options),
    contentsOf([...before, FINDINGS, ...after]),
  ).markup;
  for (const section of before) yield showSection(section).markup;
  yield safe`<section id="${FINDINGS.id}" aria-labelledby="${FINDINGS.id}-title">\n<h2 id="${FINDINGS.id}-title">${FINDINGS.title}</h2>\n`
    .markup;
  for (const bucket of view.buckets) yield bucketSection(bucket).markup;
  yield '</section>\n';
  for (const section of after) yield showSection(section).markup;
  yield closePage(report).markup;
}

/** All but the buckets, which `links` lead to. */
export function* indexPage(
  report: Report,
  view: ReportView,
  options: RenderOptions,
  links: Links,
): Generator<string> {
  const sections = [...sectionsBefore(report, view, links), ...sectionsAfter(report, view, links)];
  yield openPage(
    `Bucket audit: ${verdict(report, view)}`,
    masthead(report, view, options),
    contentsOf(sections),
  ).markup;
  for (const section of sections) yield showSection(section).markup;
  yield closePage(report).markup;
}

function sectionsBefore(report: Report, view: ReportView, links: Links): Section[] {
  return [
    glance(report, view),
    unverified(report, view, links),
    change(report),
    fleetSection(view),
    bucketsSection(view, links),
  ].filter(isThere);
}

function sectionsAfter(report: Report, view: ReportView, links: Links): Section[] {
  return [
    waivers(report, view, links),
    passedChecks(report),
    rulesSection(report, failingRules(view)),
  ].filter(isThere);
}

function isThere(section: Section | undefined): section is Section {
  return section !== undefined;
}
