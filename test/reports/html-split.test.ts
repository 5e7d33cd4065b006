// A large report in several pages: all of it is there, links lead from page to page, small reports stay whole.

import { expect, test } from 'vitest';
import html from '../../reports/html.ts';
import { isFinding } from '../../src/model/report.ts';
import type { Report } from '../../src/model/report.ts';
import { REPORT } from '../golden/report.ts';
import { largeReport } from './large-report.ts';

const OPTIONS = { color: false, width: 80, minSeverity: 'low', verbose: false } as const;
const LARGE = largeReport(300, 8);

function split(
  report: Report,
  file = 'report.html',
): { folder: string; index: string; pages: Map<string, string> } | undefined {
  const parts = html.split?.(report, OPTIONS, file);
  if (parts === undefined) return undefined;
  const pages = new Map([...parts.pages].map((page) => [page.file, [...page.chunks].join('')]));
  return { folder: parts.folder, index: [...parts.index].join(''), pages };
}

test('up to 2,000 findings stay in one page', () => {
  expect(split(REPORT)).toBeUndefined();
  expect(split(largeReport(50, 8))).toBeUndefined();
});

test('fewer findings are split, too, where their page would be too large', () => {
  const huge = largeReport(20, 2);
  const text = 'x'.repeat(150_000);
  const results = huge.results.map((result) =>
    isFinding(result) ? { ...result, evidence: { text } } : result,
  );
  expect(split({ ...huge, results })).toBeDefined();
});

test('an index and a page a bucket hold every finding once', () => {
  const { folder, index, pages } = split(LARGE, 'night report.html') ?? {
    folder: '',
    index: '',
    pages: new Map<string, string>(),
  };
  expect(folder).toBe('night report-buckets');
  expect(pages.size).toBe(300);
  expect(index).not.toContain('<article');
  expect(index.length).toBeLessThan(5_000_000);
  const shown = [...pages.values()].flatMap((page) =>
    [...page.matchAll(/<article id="f-([0-9a-f]{32})"/g)].map(([, id]) => id),
  );
  const findings = LARGE.results.filter(isFinding).map(({ fingerprint }) => fingerprint);
  expect(shown).toHaveLength(findings.length);
  expect(new Set(shown)).toEqual(new Set(findings));
});

test('links of the index lead to pages, links of pages within them, back and to https', () => {
  const { index = '', pages = new Map<string, string>() } = split(LARGE, 'night report.html') ?? {};
  const linked = [...index.matchAll(/href="night%20report-buckets\/([^"#]+)"/g)].map(([, file]) => file);
  expect(new Set(linked)).toEqual(new Set(pages.keys()));
  for (const page of [index, ...[...pages.values()].slice(0, 20)]) {
    const markup = page.replace(/<script>[\s\S]*?<\/script>/, '');
    const ids = new Set([...markup.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id));
    for (const [, href = ''] of markup.matchAll(/href="([^"]*)"/g)) {
      if (href.startsWith('#')) expect(ids).toContain(href.slice(1));
      else
        expect(href).toMatch(
          page === index ? /^(https:|night%20report-buckets\/b-)/ : /^(https:|\.\.\/night%20report\.html$)/,
        );
    }
  }
});
