// Annotations as the runner of GitHub Actions reads them, and no more of them than it shows.

import { describe, expect, test } from 'vitest';
import github from '../../reports/github.ts';
import type { Report } from '../../src/model/report.ts';
import { DRIFTED } from '../golden/drifted.ts';
import { REPORT } from '../golden/report.ts';
import { HOSTILE } from './hostile-report.ts';
import { oneFindingEach } from './one-finding-each.ts';
import { renderWith } from './render-with.ts';

interface Annotation {
  readonly type: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/**
 * A line as the runner reads it (https://github.com/actions/runner, ActionCommand.cs): blanks before `::` are ignored,
 * properties are split at commas before they are unescaped, and `##[` opens a command anywhere in other lines.
 */
function readLine(line: string): Annotation | undefined {
  const [, type, list = '', data = ''] = /^\s*::(\w+)(?: (.*?))?::(.*)$/s.exec(line) ?? [];
  if (type === undefined) {
    if (/##\w*\[/.test(line)) throw new Error(`the runner takes a command from ${line}`);
    return undefined;
  }
  const unescape = (text: string): string =>
    text
      .replaceAll('%0D', '\r')
      .replaceAll('%0A', '\n')
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%25', '%');
  const pairs = list
    .split(',')
    .filter(Boolean)
    .map((pair) => pair.split(/=(.*)/s).slice(0, 2));
  return {
    type,
    properties: Object.fromEntries(pairs.map(([key, value = '']) => [key, unescape(value)])),
    message: unescape(data),
  };
}

function read(report: Report, options = {}): Annotation[] {
  const lines = renderWith(github, report, options).trimEnd().split('\n');
  return lines.flatMap((line) => readLine(line) ?? []);
}

test('findings on their lines, worst first', () => {
  const found = read(REPORT);
  expect(found.map(({ type, properties: { title } }) => `${type} ${title}`)).toEqual([
    'error critical: lifecycle-keeps-run-history',
    'error high: cors-configured',
    'error high: cors-configured',
    'error high: bucket-grants-wandb',
    'warning medium: https-only',
    'warning medium: evidence-readable',
    'warning medium: evidence-readable',
    'notice low: https-only',
  ]);
  expect(found[0]?.properties).toEqual({
    file: 'byob.yaml',
    line: '16',
    endLine: '16',
    col: '5',
    title: 'critical: lifecycle-keeps-run-history',
  });
});

test('without what is waived, with what is last known', () => {
  const titles = read(DRIFTED).map(({ properties, message }) => `${properties['title']} ${message}`);
  expect(titles.filter((title) => title.includes('https-only'))).toEqual([
    'medium: https-only cw://acme-locked: The bucket takes plain http. Last known: this run could not verify it.',
  ]);
});

describe('limits', () => {
  const of = (found: Annotation[], type: string): number => found.filter((a) => a.type === type).length;

  test('10 of each type, and the last notice tells of the rest', () => {
    const found = read(oneFindingEach(400));
    expect(['error', 'warning', 'notice'].map((type) => of(found, type))).toEqual([10, 10, 10]);
    expect(found.at(-1)?.message).toBe(
      '371 more findings not shown here: the text, html and json reports have all.',
    );
    expect(found.slice(0, 10).every(({ properties }) => properties['title']?.startsWith('critical'))).toBe(
      true,
    );
  });

  test('10 notices fit where nothing is left out', () => {
    const found = read(oneFindingEach(10, () => ({ severity: 'low' })));
    expect(of(found, 'notice')).toBe(10);
    expect(found.at(-1)?.message).not.toContain('not shown');
  });
});

describe('hostile text', () => {
  test('every line is one annotation with our properties, or no command', () => {
    const rest = { ...HOSTILE, results: HOSTILE.results.filter(({ kind }) => kind === 'fail') };
    for (let start = 0; start < rest.results.length; start += 10) {
      const some = {
        ...rest,
        results: rest.results.slice(start, start + 10),
        baseline: { ...HOSTILE.baseline, lastKnown: [] },
      } as Report;
      for (const { type, properties } of read(some)) {
        expect(['error', 'warning', 'notice']).toContain(type);
        expect(
          Object.keys(properties)
            .filter((key) => key !== 'title')
            .toSorted(),
        ).toEqual(type === 'notice' ? [] : ['col', 'endLine', 'file', 'line']);
      }
    }
  });

  test('percent signs come back as they were', () => {
    const [first] = REPORT.results.filter(({ kind }) => kind === 'fail');
    const [told] = read({ ...REPORT, results: [{ ...first, message: '100 %0A of it, a:b' }] } as Report);
    expect(told?.message).toContain('100 %0A of it, a:b');
  });
});

test('a clean report is a line of the log and no annotation', () => {
  const clean = { ...REPORT, results: REPORT.results.filter(({ kind }) => kind === 'pass') };
  const text = renderWith(github, {
    ...clean,
    summary: {
      ...REPORT.summary,
      results: { pass: 1, fail: 0, open: 0, notApplicable: 0 },
      findings: { critical: 0, high: 0, medium: 0, low: 0 },
    },
  });
  expect(text).toMatch(/^byob-audit 0\.1\.0: .*clean\n$/);
});
