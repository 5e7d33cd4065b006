// CSV as RFC 4180 has it, and what a spreadsheet would make of it.

import { describe, expect, test } from 'vitest';
import csv from '../../reports/csv.ts';
import { DRIFTED } from '../golden/drifted.ts';
import { REPORT } from '../golden/report.ts';
import { HOSTILE, PAYLOADS } from './hostile-report.ts';
import { renderWith } from './render-with.ts';

/** The records of a text by the grammar of RFC 4180, section 2; throws where it is broken. */
function read(text: string): string[][] {
  const records: string[][] = [];
  let rest = text;
  for (let record: string[] = []; rest !== '';) {
    const [whole, quoted, plain = '', end] = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(rest) ?? [];
    if (whole === undefined) throw new Error(`no field at ${JSON.stringify(rest.slice(0, 40))}`);
    record.push(quoted?.replaceAll('""', '"') ?? plain);
    rest = rest.slice(whole.length);
    if (end === ',') continue;
    records.push(record);
    record = [];
  }
  return records;
}

function rows(text: string): Record<string, string>[] {
  const [head = [], ...records] = read(text);
  return records.map((record) => Object.fromEntries(head.map((name, index) => [name, record[index] ?? ''])));
}

test('the reader refuses broken records', () => {
  expect(() => read('"a" b\r\n')).toThrow('no field');
  expect(() => read('a\n')).toThrow('no field');
});

test('every record has the fields of the head', () => {
  for (const report of [REPORT, DRIFTED, HOSTILE]) {
    const widths = new Set(read(renderWith(csv, report, { verbose: true })).map((record) => record.length));
    expect([...widths]).toEqual([22]);
  }
});

test('findings and open questions, once each; the rest with -v', () => {
  const kinds = (verbose: boolean): string[] =>
    rows(renderWith(csv, REPORT, { verbose })).map(({ kind }) => kind ?? '');
  expect(kinds(false).toSorted()).toEqual([...Array(6).fill('fail'), ...Array(4).fill('open')]);
  expect(kinds(true).filter((kind) => kind === 'pass')).toHaveLength(REPORT.summary.results.pass);
  expect(
    rows(renderWith(csv, REPORT, { minSeverity: 'high' })).filter(({ kind }) => kind === 'fail'),
  ).toHaveLength(4);
});

test('waivers, baseline and last known findings have their columns', () => {
  const all = rows(renderWith(csv, DRIFTED));
  expect(all.map(({ kind, baseline }) => `${kind} ${baseline}`)).toEqual([
    'fail new',
    'fail unchanged',
    'fail unchanged',
    'open new',
    'fail new',
    'lastKnown ',
  ]);
  expect(all[2]).toMatchObject({ 'waived by': 'platform@acme.example', 'waived until': '2027-03-31' });
});

describe('hostile text', () => {
  const fields = read(renderWith(csv, HOSTILE, { verbose: true })).flat();

  test('the report holds formulas', () => {
    expect(PAYLOADS.filter((payload) => /^[=+\-@\t\r]/.test(payload)).length).toBeGreaterThan(5);
    expect(fields.some((field) => field.startsWith("'="))).toBe(true);
  });

  test('no field is a formula, whatever blanks or quotes lead it', () => {
    // Full-width signs are taken for formulas, too.
    for (const field of fields) expect(field).not.toMatch(/^[\s"]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/);
  });

  test('nothing unseen is left', () => {
    for (const field of fields) {
      // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
      expect(field).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    }
  });
});
