// A reader that has seen enough: `byob ... | head -1` ends well, in a process of its own.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'byob-head-'));
  execFileSync(process.execPath, [MAIN, 'demo', '-o', folder], { stdio: 'ignore' });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  'render "$REPORT" --format html',
  'render "$REPORT" --format jsonl --format json:"$REPORT.copy"',
  'diff "$REPORT" "$REPORT"',
  'rules',
])('byob %s | head -1', (command) => {
  const script = `set -o pipefail; "$NODE" "$MAIN" ${command} | head -1`;
  const env = { ...process.env, NODE: process.execPath, MAIN, REPORT: join(folder, 'report.json') };
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script], { env, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout.split('\n')).toHaveLength(2);
});

test.skipIf(!existsSync('/dev/full')).each(['render "$REPORT" --format html', 'rules'])(
  'byob %s on a full disk',
  (command) => {
    const env = { ...process.env, NODE: process.execPath, MAIN, REPORT: join(folder, 'report.json') };
    const script = `"$NODE" "$MAIN" ${command} >/dev/full`;
    const { status, stderr } = spawnSync('bash', ['-c', script], { env, encoding: 'utf8' });
    expect(stderr).toMatch(/^byob: cannot write stdout: ENOSPC[^\n]*\n$/);
    expect(status).toBe(2);
  },
);
