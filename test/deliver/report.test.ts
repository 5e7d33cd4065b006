// A report into one file or several: pages before what leads to them, one file where there can be only one.

import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Format } from '../../src/model/format.ts';
import { writeReport } from '../../src/deliver/report.ts';
import { REPORT } from '../golden/report.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'byob-report-'));
});
afterEach(() => rm(folder, { recursive: true }));

const OPTIONS = { color: false, width: 80, minSeverity: 'low', verbose: false } as const;
const written: string[] = [];

function* telling(name: string, text: string): Generator<string> {
  written.push(name);
  yield text;
}

const FORMAT: Format = {
  name: 'pages',
  description: '',
  file: 'report.html',
  render: () => telling('whole', 'whole'),
  split: (_report, _options, file) => ({
    folder: `${file}-pages`,
    index: telling('index', 'index'),
    pages: ['a', 'b'].map((name) => ({ file: `${name}.html`, chunks: telling(name, name) })),
  }),
  pages: { folder: (file) => `${file}-pages`, isPage: (page) => /^[a-z]\.html$/.test(page) },
};

test('pages are written beside the file, and first', async () => {
  written.length = 0;
  const file = join(folder, 'out', 'report.html');
  await writeReport(file, { format: FORMAT, report: REPORT, options: OPTIONS });
  expect([written.slice(0, 2).toSorted(), written[2]]).toEqual([['a', 'b'], 'index']);
  expect(await readFile(file, 'utf8')).toBe('index');
  expect(await readdir(join(folder, 'out', 'report.html-pages'))).toEqual(['a.html', 'b.html']);
  expect(await readFile(join(folder, 'out', 'report.html-pages', 'b.html'), 'utf8')).toBe('b');
});

test('pages of buckets that left the fleet are deleted, what is not ours stays', async () => {
  const pages = join(folder, 'report.html-pages');
  await mkdir(pages);
  for (const name of ['a.html', 'z.html', 'notes.html', 'z.html.orig'])
    await writeFile(join(pages, name), 'old');
  await writeReport(join(folder, 'report.html'), { format: FORMAT, report: REPORT, options: OPTIONS });
  expect((await readdir(pages)).toSorted()).toEqual(['a.html', 'b.html', 'notes.html', 'z.html.orig']);
  expect(await readFile(join(pages, 'a.html'), 'utf8')).toBe('a');

  const small = { ...FORMAT, split: () => undefined };
  await writeReport(join(folder, 'report.html'), { format: small, report: REPORT, options: OPTIONS });
  expect((await readdir(pages)).toSorted()).toEqual(['notes.html', 'z.html.orig']);
});

test('a format or a report that is not split, and a device, take one file', async () => {
  written.length = 0;
  const file = join(folder, 'report.html');
  for (const format of [
    { ...FORMAT, split: () => undefined },
    { name: 'one', description: '', file: '', render: FORMAT.render },
  ]) {
    await writeReport(file, { format, report: REPORT, options: OPTIONS });
    expect(await readFile(file, 'utf8')).toBe('whole');
  }
  await writeReport('/dev/null', { format: FORMAT, report: REPORT, options: OPTIONS });
  expect(written).toEqual(['whole', 'whole', 'whole']);
  expect(await readdir(folder)).toEqual(['report.html']);
});
