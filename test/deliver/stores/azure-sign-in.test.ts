// Who writes to Azure without a key: the SDK's default credentials, in a process that trusts the stand-in of Entra ID.

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { world } from '../../collect/azure-world.ts';

const MAIN = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
const NOBODY = { AZURE_CLIENT_SECRET: '', AZURE_CLIENT_ID: '', AZURE_TENANT_ID: '' };

test.each([
  // The stand-in knows the caller and has nothing that can be written to.
  ['the right secret', {}, '404 ResourceNotFound: The specified resource does not exist.'],
  [
    'a wrong one',
    { AZURE_CLIENT_SECRET: 'canary-of-nobody' },
    'Microsoft Entra ID refuses the credentials or the tenant (AADSTS7000215)',
  ],
  ['none', NOBODY, /^no Azure credentials: sign in/],
])('%s', { timeout: 30_000 }, async (_, over, refusal) => {
  const sandbox = await startSandbox({
    buckets: [{ name: 'acme' }],
    azure: { ...world(), audiences: ['https://storage.azure.com'] },
  });
  const home = await mkdtemp(join(tmpdir(), 'byob-azure-'));
  onTestFinished(async () => {
    await sandbox.close();
    await rm(home, { recursive: true });
  });
  const args = '--bucket s3://acme --deployment dedicated --origin https://acme.wandb.io'.split(' ');
  const env = { PATH: '', HOME: home, ...sandbox.env, ...over };
  const err = await new Promise<string>((resolve) => {
    const all = [MAIN, 'audit', ...args, '--output', 'az://acmewandb/wandb/reports'];
    execFile(process.execPath, all, { cwd: home, env }, (_error, _out, text) => resolve(text));
  });
  const [, told] =
    /^byob: cannot write az:\/\/acmewandb\/wandb\/reports\/report\.html: (.*)\n$/.exec(err) ?? [];
  expect(told, err).toMatch(refusal);
});
