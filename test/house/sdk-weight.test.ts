// A fleet pays for the SDKs of its own clouds only: which packages a run loads, seen from inside the process.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** Nothing listens on port 1: the run ends with its first call. */
const NOWHERE = {
  AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'x',
  AWS_REGION: 'us-east-1',
  STORAGE_EMULATOR_HOST: 'http://127.0.0.1:1',
  AZURE_AUTHORITY_HOST: 'https://127.0.0.1:1',
  AZURE_RESOURCE_MANAGER_ENDPOINT: 'https://127.0.0.1:1',
  AZURE_TENANT_ID: '00000000-0000-0000-0000-000000000000',
  AZURE_CLIENT_ID: '00000000-0000-0000-0000-000000000000',
  AZURE_CLIENT_SECRET: 'x',
};

/** The clouds whose packages a run of the command line loads. */
function cloudsOf(...args: string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'byob-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [hook, log] = [join(folder, 'hook.mjs'), join(folder, 'loaded')];
  writeFileSync(log, '');
  writeFileSync(
    hook,
    `import { appendFileSync } from 'node:fs';
     import { registerHooks } from 'node:module';
     registerHooks({ load(url, context, next) { appendFileSync(${JSON.stringify(log)}, url + '\\n'); return next(url, context); } });`,
  );
  spawnSync(process.execPath, ['--import', pathToFileURL(hook).href, MAIN, ...args], {
    cwd: folder,
    env: { ...NOWHERE, PATH: process.env['PATH'] ?? '' },
    stdio: 'ignore',
  });
  const loaded = readFileSync(log, 'utf8');
  expect(loaded).toContain('src/cli/main.ts');
  // Nor for the sandbox, which is the demo's.
  expect(loaded).not.toContain('src/sandbox/');
  return ['@aws-sdk', '@azure', '@google-cloud'].filter((scope) => loaded.includes(`node_modules/${scope}/`));
}

test.each([
  ['--version', []],
  ['rules', []],
  ['audit --bucket s3://acme', ['@aws-sdk']],
  ['audit --bucket cw://acme', ['@aws-sdk']],
  ['audit --bucket gs://acme', ['@google-cloud']],
  ['audit --bucket az://acme/wandb', ['@azure']],
])('byob %s', { timeout: 30_000 }, (line, clouds) => {
  expect(cloudsOf(...line.split(' '))).toEqual(clouds);
});
