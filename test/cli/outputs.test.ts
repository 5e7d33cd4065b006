// Where reports go: two never to one file, and what the file system refuses is told as it is.

import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import json from '../../reports/json.ts';
import { REPORT } from '../golden/report.ts';
import { renderWith } from '../reports/render-with.ts';
import { fleetText } from '../lambda/cloud.ts';
import { runByob } from './run-byob.ts';

let folder: string;
const home = process.cwd();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'byob-outputs-'));
  process.chdir(folder);
  writeFileSync('report.json', renderWith(json, REPORT));
});
afterEach(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

test.each([
  ['--format html:out --format text:./out', /two formats to \.\/out/],
  ['--format html:out --format text:link', /out and link are the same file/],
  ['--format html:new --format text:here/new', /new and here\/new are the same file/],
])('byob render %s', async (formats, message) => {
  writeFileSync('out', 'old');
  symlinkSync('out', 'link');
  symlinkSync('.', 'here');
  const { code, err } = await runByob(`render report.json ${formats}`);
  expect(err).toMatch(message);
  expect({ code, out: readFileSync('out', 'utf8') }).toEqual({ code: 2, out: 'old' });
});

test('the history is no place for a report', async () => {
  const { code, err } = await runByob('audit --bucket s3://acme --history a.jsonl --format jsonl:./a.jsonl');
  expect(err).toContain('a.jsonl and ./a.jsonl are the same file');
  expect({ code, left: existsSync('a.jsonl') }).toEqual({ code: 2, left: false });
});

test
  .skipIf(!existsSync('/dev/full'))
  .each(['render report.json --format text:/dev/full', 'diff report.json report.json -o /dev/full'])(
  'a full disk is no bug: %s',
  async (line) => {
    const { code, err } = await runByob(line);
    expect(err).toMatch(/^byob: cannot write \/dev\/full: ENOSPC/);
    expect(code).toBe(2);
  },
);

test.each([
  'render report.json --format html:s3://acme/out.html',
  'audit --bucket s3://acme --deployment dedicated --origin https://a.example --format html:gs://acme/out.html',
  'schedule --once --fleet byob.yaml --output az:/acme/out',
])('no folder is made of the address of a bucket: %s', async (line) => {
  writeFileSync('byob.yaml', fleetText(['acme']));
  const { code, err } = await runByob(line);
  expect(err).toMatch(/reports go into files here|--output must be s3:/);
  expect({ code, left: readdirSync('.').toSorted() }).toEqual({
    code: 2,
    left: ['byob.yaml', 'report.json'],
  });
});
