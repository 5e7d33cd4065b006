// The command itself, in a process of its own that trusts the sandbox as a user would make it: NODE_EXTRA_CA_CERTS.

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import type { Evidence } from '../../src/model/evidence.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { keyEnv, KEYED, world } from './azure-world.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

interface Ended {
  readonly code: number;
  readonly stderr: string;
}

function byob(cwd: string, env: NodeJS.ProcessEnv, ...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { cwd, env }, (error, _, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stderr });
    });
  });
}

async function collected(
  without: readonly string[],
  buckets: string,
): Promise<{ evidence: Evidence; ended: Ended }> {
  const sandbox = await startSandbox({ buckets: [], azure: world() });
  onTestFinished(() => sandbox.close());
  const cwd = await mkdtemp(join(tmpdir(), 'byob-azure-'));
  onTestFinished(() => rm(cwd, { recursive: true }));
  await writeFile(join(cwd, 'byob.yaml'), `buckets:\n${buckets}`);
  const env = { PATH: process.env['PATH'] ?? '', HOME: cwd, ...sandbox.env, ...keyEnv() };
  const kept = Object.fromEntries(Object.entries(env).filter(([name]) => !without.includes(name)));
  const ended = await byob(cwd, kept, 'collect', '-o', 'evidence.json');
  // Judged elsewhere, without a cloud: the file is of the published schema.
  const judged = await byob(cwd, { PATH: env.PATH }, 'evaluate', 'evidence.json');
  expect([0, 1, 3]).toContain(judged.code);
  return { evidence: JSON.parse(await readFile(join(cwd, 'evidence.json'), 'utf8')) as Evidence, ended };
}

test('a container is read by the standard variables alone', async () => {
  const { evidence, ended } = await collected([], '  - address: az://acmewandb/wandb\n');
  const [bucket] = evidence.buckets;
  const wrong = Object.entries(bucket?.readings ?? {}).filter(
    ([, reading]) => reading?.status === 'unreadable',
  );
  expect(wrong).toEqual([]);
  expect(bucket?.readings.transport).toMatchObject({ status: 'known', value: { minimumTls: '1.2' } });
  expect(ended.stderr).not.toMatch(/warn|error/i);
}, 30_000);

test('without the certificate nothing is trusted, and the way out is named', async () => {
  const { evidence } = await collected(['NODE_EXTRA_CA_CERTS', 'AZURE_CLIENT_SECRET'], KEYED);
  expect(evidence.buckets[0]?.readings.cors).toMatchObject({
    status: 'unreadable',
    cause: 'unreachable',
    detail: expect.stringMatching(/certificate is not trusted .*NODE_EXTRA_CA_CERTS/),
  });
}, 30_000);
