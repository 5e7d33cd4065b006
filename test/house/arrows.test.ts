// The arrows between rooms are enforced: planted violations make the lint fail.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const TOP = fileURLToPath(new URL('../../', import.meta.url));
const OXLINT = join(TOP, 'node_modules/.bin/oxlint');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'byob-arrows-'));
  cpSync(join(TOP, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the lint says of one file of one line. */
function lint(file: string, line: string): string {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${line}\n`);
  try {
    // Without type-aware rules: they need a whole project, and the arrows do not.
    const flags = ['--disable-nested-config', '-A', 'all', '-D', 'no-restricted-imports'];
    return execFileSync(OXLINT, [...flags, '-c', '.oxlintrc.json', file], { cwd: folder, encoding: 'utf8' });
  } catch (error) {
    return String((error as { stdout?: unknown }).stdout);
  }
}

test.each([
  ['src/model/planted.ts', '../collect/collect.ts'],
  ['src/model/planted.ts', 'node:fs'],
  ['src/wandb/planted.ts', '../semantics/cors.ts'],
  ['src/fleet/planted.ts', 'node:https'],
  ['src/fleet/planted.ts', '../collect/collect.ts'],
  ['src/collect/s3/planted.ts', '../../evaluate/evaluate.ts'],
  ['src/semantics/policy/planted.ts', 'node:fs'],
  ['src/semantics/policy/planted.ts', '../../wandb/actions.ts'],
  ['rules/browser/planted.ts', '../../src/collect/collect.ts'],
  ['rules/browser/planted.ts', '@aws-sdk/client-s3'],
  ['rules/browser/planted.ts', '../../reports/text.ts'],
  ['src/evaluate/planted.ts', '../../rules/index.ts'],
  ['reports/planted.ts', '../src/collect/collect.ts'],
  ['reports/planted.ts', 'node:fs'],
  ['src/audit/planted.ts', '../cli/main.ts'],
  ['src/audit/planted.ts', '../../reports/index.ts'],
  ['src/deliver/planted.ts', '../evaluate/report.ts'],
  ['src/sandbox/planted.ts', '../collect/collect.ts'],
  ['src/collect/planted.ts', '../sandbox/sandbox.ts'],
  ['src/cli/planted.ts', '@aws-sdk/client-s3'],
])('%s may not import %s', (file, specifier) => {
  expect(lint(file, `import '${specifier}';`)).toContain('no-restricted-imports');
});

test.each([
  ['src/semantics/policy/fine.ts', '../../model/json.ts'],
  ['rules/browser/fine.ts', '../../src/semantics/cors.ts'],
  ['src/collect/s3/fine.ts', '@aws-sdk/client-s3'],
  ['src/audit/fine.ts', '../../rules/index.ts'],
  ['src/cli/fine.ts', '../audit/audit.ts'],
])('%s may import %s', (file, specifier) => {
  expect(lint(file, `import '${specifier}';`)).not.toContain('no-restricted-imports');
});
