// Waivers, baselines and history on the command line, over the demo's sandbox.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { isFinding } from '../../src/model/report.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { runByob } from './run-byob.ts';

let folder: string;
let sandbox: Sandbox;
const home = process.cwd();

beforeAll(async () => {
  sandbox = await startSandbox({ buckets: [{ name: 'acme-one' }, { name: 'acme-two' }] });
});
afterAll(() => sandbox.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'byob-review-'));
  process.chdir(folder);
  writeFileSync('byob.yaml', FLEET);
});
afterEach(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

const FLEET = `deployment: { type: dedicated, origin: https://acme.wandb.io }
buckets:
  - address: s3://acme-one
  - { address: s3://acme-two, level: team, team: two }
`;
const waiver = (expires: string): string => `waivers:
  - rule: cors-configured
    bucket: s3://acme-*
    reason: nobody looks at it in a browser
    owner: platform@acme.example
    expires: ${expires}
`;

function byob(args: string) {
  return runByob(args, { env: sandbox.env, now: new Date('2026-11-25T12:00:00Z') });
}

function reportIn(file: string): Report {
  return JSON.parse(readFileSync(file, 'utf8')) as Report;
}

describe('waivers', () => {
  test('waive in the report, and an ended one is told on its line', async () => {
    writeFileSync('byob.yaml', FLEET + waiver('2026-11-25'));
    await byob('audit --rule cors-configured --rule waiver-is-valid --format json:now.json');
    const { summary, results } = reportIn('now.json');
    expect(summary).toMatchObject({ waived: 2, findings: { high: 0 } });
    expect(results.filter(isFinding)).toHaveLength(2);
    writeFileSync('byob.yaml', FLEET + waiver('2026-11-24'));
    const { code } = await byob('audit --rule cors-configured --rule waiver-is-valid --format json:now.json');
    expect(code).toBe(1);
    const ended = reportIn('now.json');
    expect(ended.summary).toMatchObject({ waived: 0, findings: { high: 2, medium: 1 } });
    expect(ended.results.at(-1)).toMatchObject({
      ruleId: 'waiver-is-valid',
      targetId: 'byob.yaml',
      location: { file: 'byob.yaml', line: 6, column: 5 },
    });
  });

  test('travel in an evidence file', async () => {
    writeFileSync('byob.yaml', FLEET + waiver('2026-11-25'));
    await byob('collect -o evidence.json --rule cors-configured');
    await byob('evaluate evidence.json --rule cors-configured --format json:now.json');
    expect(reportIn('now.json').summary.waived).toBe(2);
  });
});

describe('a baseline', () => {
  test('lets known findings be, and fails for a new one', async () => {
    const args = 'audit --rule cors-configured --baseline last.json --fail-on new:high';
    await byob('audit --rule cors-configured --bucket s3://acme-one --format json:last.json');
    expect((await byob(`${args} --bucket s3://acme-one --format json:now.json`)).code).toBe(0);
    expect(reportIn('now.json').baseline).toMatchObject({ runId: reportIn('last.json').run.id, fixed: [] });
    expect((await byob(`${args} --format json:now.json`)).code).toBe(1);
    expect(reportIn('now.json').results.map(({ baselineState }) => baselineState)).toEqual([
      'unchanged',
      'new',
    ]);
  });

  test('may be overwritten by the report of the run', async () => {
    await byob('audit --rule cors-configured --format json:last.json');
    const { code } = await byob(
      'audit --rule cors-configured --baseline last.json --format json:last.json --fail-on new:low',
    );
    expect(code).toBe(0);
    expect(reportIn('last.json').baseline?.fixed).toEqual([]);
  });

  test.each<[string, (text: string) => string, RegExp]>([
    ['cut short', (text) => text.slice(0, 900), /^byob: last\.json: the file is cut short/],
    ['empty', () => '', /^byob: last\.json: the file is empty/],
    [
      'of another version',
      (text) => text.replace('"schemaVersion": 1', '"schemaVersion": 7'),
      /^byob: last\.json: its report version is 7, this byob reads version 1/,
    ],
    [
      'of another fleet',
      (text) => text.replaceAll('acme-', 'other-'),
      /^byob: last\.json: it is of another fleet: none of its 2 targets/,
    ],
    ['evidence', () => '{"buckets":[]}', /^byob: last\.json: this is evidence, not a report/],
  ])('that is %s is exit 2 in one line, before the scan', async (_name, spoil, message) => {
    await byob('audit --rule cors-configured --format json:last.json');
    writeFileSync('last.json', spoil(readFileSync('last.json', 'utf8')));
    const { code, err, out } = await byob('audit --baseline last.json --format json:now.json');
    expect(err).toMatch(message);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect({ code, out, written: existsSync('now.json') }).toEqual({ code: 2, out: '', written: false });
  });

  test.each([
    ['audit --fail-on new:high', /--fail-on new:high needs --baseline/],
    ['audit --fail-on new:hihg', /new:high/],
    ['audit --baseline nowhere.json', /nowhere\.json: no such file/],
    ['audit --format json:a.json --format html:./a.json', /two formats to .*a\.json/],
    ['audit --history .', /cannot write \.: it is a directory/],
  ])('byob %s is exit 2', async (args, message) => {
    const { code, err } = await byob(args);
    expect(err).toMatch(message);
    expect(code).toBe(2);
  });
});

test('a history grows by a line a run, and the report carries it', async () => {
  const args = 'audit --rule cors-configured --history trend.jsonl --format json:now.json';
  await byob(args);
  await byob(args);
  expect(readFileSync('trend.jsonl', 'utf8').trim().split('\n')).toHaveLength(2);
  const { history, run } = reportIn('now.json');
  expect(history).toHaveLength(2);
  expect(history?.[1]).toMatchObject({ runId: run.id, summary: { findings: { high: 2 } } });
  writeFileSync('trend.jsonl', `${readFileSync('trend.jsonl', 'utf8')}{"cut`);
  expect((await byob(args)).err).toContain('trend.jsonl: left out what is no run in line 3');
});
