// Every format over one report, byte for byte.

import { describe, expect, test } from 'vitest';
import type { RenderOptions } from '../../src/model/format.ts';
import { FORMATS } from '../../reports/index.ts';
import { readReport } from '../../src/deliver/read.ts';
import { DRIFTED } from '../golden/drifted.ts';
import { REPORT } from '../golden/report.ts';

const PLAIN: RenderOptions = { color: false, width: 80, minSeverity: 'low', verbose: false };

/** The report in a format as one string. */
function render(format: string, options: Partial<RenderOptions> = {}, report = REPORT): string {
  const found = FORMATS.find(({ name }) => name === format);
  if (found === undefined) throw new Error(`no format ${format}`);
  return [...found.render(report, { ...PLAIN, ...options })].join('');
}

test('the formats and their order', () => {
  expect(FORMATS.map(({ name, file }) => `${name} ${file}`)).toEqual([
    'text report.txt',
    'json report.json',
    'sarif byob.sarif',
    'html report.html',
    'markdown report.md',
    'junit junit.xml',
    'csv report.csv',
    'gitlab gl-code-quality-report.json',
    'github annotations.txt',
    'ocsf report.ocsf.json',
    'jsonl report.jsonl',
  ]);
});

describe('golden', () => {
  test.each<[string, string, Partial<RenderOptions>]>([
    ['report.txt', 'text', {}],
    ['report-verbose.txt', 'text', { verbose: true, width: 100 }],
    ['report-color.txt', 'text', { color: true, minSeverity: 'high' }],
    ['report.json', 'json', {}],
    ['report.sarif', 'sarif', {}],
    ['report.html', 'html', {}],
    ['report.md', 'markdown', {}],
    ['report.junit.xml', 'junit', {}],
    ['report.csv', 'csv', {}],
    ['report.gitlab.json', 'gitlab', {}],
    ['report.github.txt', 'github', {}],
    ['report.ocsf.json', 'ocsf', {}],
    ['report.jsonl', 'jsonl', {}],
  ])('%s', async (file, format, options) => {
    await expect(render(format, options)).toMatchFileSnapshot(`../golden/${file}`);
  });
});

describe('golden, against a baseline', () => {
  test.each<[string, string]>([
    ['drifted.txt', 'text'],
    ['drifted.sarif', 'sarif'],
    ['drifted.md', 'markdown'],
    ['drifted.junit.xml', 'junit'],
    ['drifted.csv', 'csv'],
    ['drifted.gitlab.json', 'gitlab'],
    ['drifted.github.txt', 'github'],
    ['drifted.ocsf.json', 'ocsf'],
    ['drifted.jsonl', 'jsonl'],
  ])('%s', async (file, format) => {
    await expect(render(format, {}, DRIFTED)).toMatchFileSnapshot(`../golden/${file}`);
  });
});

test.each(FORMATS.map(({ name }) => name))('%s: a report read back gives the same bytes', (format) => {
  const again = readReport(render('json'));
  expect(again).toEqual(REPORT);
  expect(render(format, {}, again)).toBe(render(format));
});

test('json holds all, whatever is shown', () => {
  expect(render('json', { minSeverity: 'critical' })).toBe(render('json'));
});

test.each(FORMATS.map(({ name }) => name).filter((name) => name !== 'json'))(
  '%s: nothing unseen of hostile names is left',
  (format) => {
    // CSV ends its lines with CR LF.
    const shown = render(format, { verbose: true }).replaceAll('\r\n', '\n');
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2028]/);
  },
);
