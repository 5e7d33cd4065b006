// A run that is killed at any moment leaves whole files or none, and can be repeated.

import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { readReport } from '../../src/deliver/read.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { ESTATE_ENV, estateOf } from './estate.ts';
import type { Member } from './estate.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const BUCKETS = 30;

interface Place {
  readonly folder: string;
  /** Runs the command; `kill` is told the moment. Gives the exit code, null where it was killed. */
  readonly run: (kill?: (die: () => void) => void) => Promise<number | null>;
}

async function prepare(): Promise<Place> {
  const members = Array.from({ length: BUCKETS }, (_, i): Member => ({
    name: `bucket${i}x`,
    provider: 'aws',
  }));
  const { world, fleet } = estateOf(members);
  const sandbox = await startSandbox({ ...world, delayMs: 5 });
  const folder = mkdtempSync(join(tmpdir(), 'byob-killed-'));
  onTestFinished(async () => {
    await sandbox.close();
    rmSync(folder, { recursive: true });
  });
  writeFileSync(join(folder, 'byob.yaml'), fleet);
  const formats = ['json:report.json', 'html:report.html', 'sarif:byob.sarif'].flatMap((each) => [
    '--format',
    each,
  ]);
  const env = { PATH: process.env['PATH'], HOME: folder, ...sandbox.env, ...ESTATE_ENV };
  return {
    folder,
    run: (kill) =>
      new Promise((resolve, reject) => {
        const child = spawn(process.execPath, [MAIN, 'audit', ...formats], {
          cwd: folder,
          env,
          stdio: 'ignore',
        });
        kill?.(() => void child.kill('SIGKILL'));
        child.on('error', reject);
        child.on('close', resolve);
      }),
  };
}

/** Throws where a report is there and is not whole. Hidden files are those that were being written. */
function wholeReports(folder: string): string[] {
  const files = readdirSync(folder).filter((file) => !file.startsWith('.') && file !== 'byob.yaml');
  for (const file of files) {
    const text = readFileSync(join(folder, file), 'utf8');
    if (file === 'report.json') expect(readReport(text).run.complete).toBe(true);
    if (file === 'byob.sarif') expect(JSON.parse(text)).toHaveProperty('runs');
    if (file === 'report.html') expect(text.trimEnd()).toMatch(/<\/html>$/);
  }
  return files.toSorted();
}

const REPORTS = ['byob.sarif', 'report.html', 'report.json'];

test('killed while it reads, and in the middle of each file', { timeout: 180_000 }, async () => {
  const { folder, run } = await prepare();
  // A first run tells how long one takes; its files are there when the others die.
  const started = performance.now();
  expect(await run()).toBe(0);
  const took = performance.now() - started;
  expect(wholeReports(folder)).toEqual(REPORTS);

  const codes: (number | null)[] = [];
  for (const part of [0.1, 0.3, 0.5]) {
    codes.push(await run((die) => setTimeout(die, took * (part + Math.random() / 5))));
    expect(wholeReports(folder)).toEqual(REPORTS);
  }
  // The last may have ended before: a first run is slower than the next ones.
  expect(codes.slice(0, 2)).toEqual([null, null]);
  for (const name of REPORTS) {
    // As soon as its temporary file is seen.
    await run((die) => {
      const watcher = watch(folder, (_, file) => {
        if (file?.startsWith(`.${name}.`) !== true) return;
        watcher.close();
        die();
      });
      onTestFinished(() => watcher.close());
    });
    expect(wholeReports(folder)).toEqual(REPORTS);
  }

  const before = readReport(readFileSync(join(folder, 'report.json'), 'utf8'));
  expect(await run()).toBe(0);
  const after = readReport(readFileSync(join(folder, 'report.json'), 'utf8'));
  expect(after.results).toEqual(before.results);
  expect(after.run.finishedAt > before.run.finishedAt).toBe(true);
});
