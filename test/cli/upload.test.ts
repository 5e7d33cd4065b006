// `byob upload` with files of `byob audit`: what is sent, what is refused, and how it ends.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { ACCEPTED, COMPLETE, startGitHub } from '../deliver/github-stand-in.ts';
import type { GitHub, Reply } from '../deliver/github-stand-in.ts';
import { runByob } from './run-byob.ts';
import type { Outcome } from './run-byob.ts';

let folder: string;
let sandbox: Sandbox;
const home = process.cwd();

beforeAll(async () => {
  const denied = { operation: 'GetBucketCors', bucket: 'acme-denied', kind: 'denied' } as const;
  sandbox = await startSandbox({
    buckets: [{ name: 'acme-one' }, { name: 'acme-denied' }],
    faults: [denied],
  });
});
afterAll(() => sandbox.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'byob-upload-'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

const SHA = 'b'.repeat(40);

async function scan(bucket: string, more = '', rest = ''): Promise<void> {
  writeFileSync('byob.yaml', `buckets:\n  - address: s3://${bucket}\n${rest}`);
  await runByob(`audit --rule cors-configured --format sarif:byob.sarif ${more}`.trim(), {
    env: sandbox.env,
  });
}

async function upload(
  replies: readonly Reply[],
  over: Record<string, string | undefined> = {},
): Promise<Outcome & { github: GitHub }> {
  const github = await startGitHub(...replies);
  onTestFinished(() => github.close());
  const env = {
    GITHUB_API_URL: github.url,
    GITHUB_REPOSITORY: 'acme/buckets',
    GITHUB_SHA: SHA,
    GITHUB_REF: 'refs/pull/7/merge',
    GITHUB_TOKEN: 'CANARY-token',
    ...over,
  };
  const outcome = await runByob('upload byob.sarif', { env });
  expect(outcome.out + outcome.err).not.toContain('CANARY');
  return { ...outcome, github };
}

test('place and token come from the environment of GitHub Actions', async () => {
  await scan('acme-one');
  const { code, out, err, github } = await upload([ACCEPTED, COMPLETE]);
  expect({ code, out }).toEqual({ code: 0, out: 'https://api.github.com/analyses?sarif_id=id-1\n' });
  expect(err).toBe('byob: uploaded to acme/buckets, refs/pull/7/merge: 1 results\n');
  expect(github.received[0]).toMatchObject({
    body: { commit_sha: SHA, ref: 'refs/pull/7/merge' },
    sarif: { runs: [{ results: [{ ruleId: 'cors-configured' }] }] },
  });
});

test('flags win over the environment', async () => {
  await scan('acme-one');
  const github = await startGitHub(ACCEPTED, COMPLETE);
  onTestFinished(() => github.close());
  const args = `upload byob.sarif --api-url ${github.url} --repository acme/other --ref refs/heads/main --commit ${'c'.repeat(40)}`;
  const { code } = await runByob(args, {
    env: { GITHUB_TOKEN: 'x', GITHUB_REPOSITORY: 'a/b', GITHUB_SHA: SHA },
  });
  expect(code).toBe(0);
  expect(github.received[0]).toMatchObject({
    path: '/repos/acme/other/code-scanning/sarifs',
    body: { commit_sha: 'c'.repeat(40), ref: 'refs/heads/main' },
  });
});

test('a waived finding is not sent: GitHub would show it as open', async () => {
  const waiver = '{ rule: cors-configured, bucket: s3://acme-one, reason: r, owner: o, expires: 2027-01-01 }';
  await scan('acme-one', '', `waivers: [${waiver}]\n`);
  expect(readFileSync('byob.sarif', 'utf8')).toContain('suppressions');
  const { err, github } = await upload([ACCEPTED, COMPLETE]);
  expect(err).toContain('0 results, 1 waived left out');
  expect(github.received[0]?.sarif?.runs[0]?.results).toEqual([]);
});

test('a scan that could not read everything is refused with exit 3, and sent with a baseline', async () => {
  await scan('acme-denied', '--format json:last.json');
  const refused = await upload([ACCEPTED, COMPLETE]);
  expect(refused.code).toBe(3);
  expect(refused.err).toMatch(/^byob: byob\.sarif is not uploaded: 1 bucket could not be verified in full/);
  expect(refused.github.received).toEqual([]);
  await scan('acme-denied', '--baseline last.json');
  expect((await upload([ACCEPTED, COMPLETE])).code).toBe(0);
});

test('an interrupted scan is refused, whatever else the file says', async () => {
  await scan('acme-one');
  const text = readFileSync('byob.sarif', 'utf8');
  writeFileSync('byob.sarif', text.replace('"executionSuccessful":true', '"executionSuccessful":false'));
  expect((await upload([ACCEPTED, COMPLETE])).code).toBe(3);
});

test("GitHub's refusal is exit 3 with its words", async () => {
  await scan('acme-one');
  const { code, out, err } = await upload([
    { status: 403, body: { message: 'Resource not accessible by integration' } },
  ]);
  expect({ code, out }).toEqual({ code: 3, out: '' });
  expect(err).toMatch(/^byob: GitHub answered 403: Resource not accessible by integration \(/);
});

test.each<[string, Record<string, string | undefined>]>([
  ['GITHUB_TOKEN is not set', { GITHUB_TOKEN: undefined }],
  ['must be owner/name', { GITHUB_REPOSITORY: 'acme' }],
  ['must be the 40 hex digits', { GITHUB_SHA: 'main' }],
  ['must be a full ref', { GITHUB_REF: 'main' }],
  ['must be https', { GITHUB_API_URL: 'http://github.acme.example' }],
])('wrong use is exit 2: %s', async (message, env) => {
  await scan('acme-one');
  const { code, err, github } = await upload([COMPLETE], env);
  expect(err).toContain(message);
  expect({ code, asked: github.received.length }).toEqual({ code: 2, asked: 0 });
});

test.each<[string, (text: string) => string]>([
  ['not JSON, or cut short', (text) => text.slice(0, 500)],
  ['this is no SARIF 2.1.0', () => '{"version":"1"}'],
  ['it must hold one run', () => '{"version":"2.1.0","runs":[]}'],
  ['this is no SARIF of byob-audit', (text) => text.replace('"name":"byob-audit"', '"name":"other"')],
])('a file that is none is exit 2: %s', async (message, spoil) => {
  await scan('acme-one');
  writeFileSync('byob.sarif', spoil(readFileSync('byob.sarif', 'utf8')));
  const { code, err } = await upload([COMPLETE]);
  expect(err).toContain(`byob.sarif: ${message}`);
  expect(code).toBe(2);
});
