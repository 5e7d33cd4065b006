// SARIF from the command line: places in the repository, categories, and what is said of a file that is not whole.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log, Run } from 'sarif';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEMO_WORLD } from '../../src/sandbox/demo-fleet.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { Outcome } from './run-byob.ts';
import { runByob } from './run-byob.ts';

let folder: string;
let sandbox: Sandbox;
const home = process.cwd();
const NAMES = DEMO_WORLD.buckets.slice(0, 6).map(({ name }) => name);

beforeAll(async () => {
  sandbox = await startSandbox(DEMO_WORLD);
  folder = mkdtempSync(join(tmpdir(), 'byob-places-'));
  mkdirSync(join(folder, '.git'));
  mkdirSync(join(folder, 'infra'));
  const buckets = NAMES.map((name) => `  - address: s3://${name}\n    level: instance\n`).join('');
  const deployment = 'deployment:\n  type: dedicated\n  origin: https://acme.wandb.io\n';
  writeFileSync(join(folder, 'infra/byob.yaml'), `${deployment}buckets:\n${buckets}`);
  process.chdir(join(folder, 'infra'));
});
afterAll(async () => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
  await sandbox.close();
});

async function audit(args: string): Promise<Outcome & { run: Run }> {
  const outcome = await runByob(`audit --format sarif ${args}`, { env: sandbox.env });
  return { ...outcome, run: (JSON.parse(outcome.out) as Log).runs[0] as Run };
}

test('every result stands on a line of a file of the repository, and its bucket is declared there', async () => {
  const { run } = await audit('--category fleet/eu');
  expect(run.automationDetails?.id).toMatch(/^fleet\/eu\/[^/]+$/);
  const results = run.results ?? [];
  expect(results.length).toBeGreaterThan(5);
  for (const { locations: [{ physicalLocation, logicalLocations } = {}] = [] } of results) {
    const file = physicalLocation?.artifactLocation?.uri ?? '';
    expect(file).toBe('infra/byob.yaml');
    const lines = readFileSync(join(folder, file), 'utf8').split('\n');
    const line = physicalLocation?.region?.startLine ?? 0;
    // On the address, or on a key below it.
    const declared = lines.slice(0, line).findLast((text) => text.includes('address:'));
    expect(declared).toContain(logicalLocations?.[0]?.name);
  }
});

test('a bucket that is not in a file stands where it would be declared; the run has a category of its own', async () => {
  const { run } = await audit('--bucket s3://never-made-here --fleet ../infra/byob.yaml');
  const places = run.results?.map(({ locations }) => locations?.[0]?.physicalLocation);
  expect(places?.length).toBeGreaterThan(0);
  for (const place of places ?? []) {
    expect(place?.artifactLocation?.uri).toBe('infra/byob.yaml');
    expect(place?.region?.startLine).toBe(1);
  }
  expect(run.automationDetails?.id).toMatch(/^byob-audit\/selection-/);
});

test('a file that would close what may still be true says so, on stderr, too', async () => {
  const { run, err } = await audit('--bucket s3://never-made-here');
  expect(run.properties?.['closesOnlyFixed']).toBe(false);
  expect(err).toMatch(/^byob: sarif: 1 bucket could not be verified in full/m);
});

test('an empty category is wrong use', async () => {
  const { code, err } = await runByob('audit --category /', { env: sandbox.env });
  expect(code).toBe(2);
  expect(err).toContain('must be a name');
});
