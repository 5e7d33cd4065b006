// Uploads to a stand-in of GitHub: what is sent, what is waited for, and each way in which it goes wrong.

import { randomBytes } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { GitHubError, uploadSarif } from '../../src/deliver/github.ts';
import type { Upload } from '../../src/deliver/github.ts';
import { Secret } from '../../src/model/secret.ts';
import { ACCEPTED, COMPLETE, PATH, PENDING, startGitHub } from './github-stand-in.ts';
import type { GitHub, Reply } from './github-stand-in.ts';

interface Outcome {
  readonly github: GitHub;
  readonly waits: readonly number[];
  readonly analysis?: string;
  readonly error?: Error;
}

async function upload(replies: readonly Reply[], over: Partial<Upload> = {}): Promise<Outcome> {
  const github = await startGitHub(...replies);
  onTestFinished(() => github.close());
  const waits: number[] = [];
  const wait = (ms: number): Promise<void> => {
    waits.push(ms);
    return Promise.resolve();
  };
  const asked: Upload = {
    apiUrl: github.url,
    repository: 'acme/buckets',
    commit: 'a'.repeat(40),
    ref: 'refs/heads/main',
    sarif: '{"version":"2.1.0","runs":[{"results":[]}]}',
    token: new Secret('CANARY-token'),
    ...over,
  };
  try {
    const analysis = await uploadSarif(asked, { signal: AbortSignal.timeout(20_000), wait });
    return { github, waits, analysis };
  } catch (error) {
    expect(String(error)).not.toContain('CANARY');
    return { github, waits, error: error as Error };
  }
}

const REFUSED = (status: number, message: string, more: object = {}): Reply => ({
  status,
  body: { message, documentation_url: 'https://docs.github.com/rest', ...more },
});

describe('an upload', () => {
  test('sends the file packed, with commit and ref, and waits until it is processed', async () => {
    const { github, analysis, waits } = await upload([ACCEPTED, PENDING, PENDING, COMPLETE]);
    expect(analysis).toBe('https://api.github.com/analyses?sarif_id=id-1');
    expect(github.received.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `POST ${PATH}`,
      `GET ${PATH}/id-1`,
      `GET ${PATH}/id-1`,
      `GET ${PATH}/id-1`,
    ]);
    expect(waits).toEqual([1000, 2000, 3000]);
    const [post] = github.received;
    expect(post).toMatchObject({
      headers: {
        authorization: 'Bearer CANARY-token',
        accept: 'application/vnd.github+json',
        'x-github-api-version': '2022-11-28',
        'user-agent': 'byob-audit',
      },
      body: { commit_sha: 'a'.repeat(40), ref: 'refs/heads/main' },
      sarif: { version: '2.1.0', runs: [{ results: [] }] },
    });
  });

  test('goes below the path of an Enterprise Server', async () => {
    const github = await startGitHub(ACCEPTED, COMPLETE);
    onTestFinished(() => github.close());
    await upload([COMPLETE], { apiUrl: `${github.url}/api/v3/` });
    expect(github.received[0]?.path).toBe(`/api/v3${PATH}`);
  });

  test('an id not known yet is not refused', async () => {
    const { analysis } = await upload([ACCEPTED, REFUSED(404, 'Not Found'), COMPLETE]);
    expect(analysis).toBeDefined();
  });
});

describe('a busy GitHub is asked again', () => {
  test.each<[string, Reply, number]>([
    ['503', { status: 503, body: 'busy' }, 1000],
    ['502 of a proxy', { status: 502, body: '<html>Bad gateway' }, 1000],
    ['a cut connection', { status: 0, reset: true }, 1000],
    ['429 with Retry-After', { ...REFUSED(429, 'slow down'), headers: { 'retry-after': '7' } }, 7000],
    [
      'a second rate limit',
      { ...REFUSED(403, 'secondary rate limit'), headers: { 'retry-after': '60' } },
      60_000,
    ],
    [
      'a spent rate limit',
      {
        ...REFUSED(403, 'API rate limit exceeded'),
        headers: {
          date: 'Wed, 25 Nov 2026 00:00:00 GMT',
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': String(Date.UTC(2026, 10, 25, 0, 0, 30) / 1000),
        },
      },
      30_000,
    ],
  ])('after %s', async (_name, reply, ms) => {
    const { analysis, waits } = await upload([reply, ACCEPTED, COMPLETE]);
    expect(analysis).toBeDefined();
    expect(waits[0]).toBe(ms);
  });

  test('five times, and then its answer is told', async () => {
    const { error, github } = await upload([REFUSED(503, 'Service unavailable')]);
    expect(github.received).toHaveLength(5);
    expect(error).toBeInstanceOf(GitHubError);
    expect(error?.message).toBe('GitHub answered 503: Service unavailable');
  });

  test('but an hour is not waited for', async () => {
    const { error, github } = await upload([
      { ...REFUSED(403, 'API rate limit exceeded'), headers: { 'retry-after': '3600' } },
    ]);
    expect(github.received).toHaveLength(1);
    expect(error?.message).toContain('API rate limit exceeded');
  });
});

describe("GitHub's errors are told in its words", () => {
  test.each<[Reply, RegExp]>([
    [
      REFUSED(401, 'Bad credentials'),
      /^GitHub answered 401: Bad credentials \(GITHUB_TOKEN is not accepted\)$/,
    ],
    [REFUSED(403, 'Resource not accessible by integration'), /403: Resource not .* `security-events: write`/],
    [
      REFUSED(403, 'Code Security must be enabled for this repository to use code scanning.'),
      /403: Code Security must be enabled .* \(turn on Code Security/,
    ],
    [REFUSED(404, 'Not Found'), /404: Not Found \(no such repository for this token/],
    [REFUSED(413, 'Payload Too Large'), /413: Payload Too Large \(the file is too large/],
    [
      REFUSED(422, 'Validation failed', { errors: [{ field: 'ref' }] }),
      /422: Validation failed \[\{"field":"ref"\}\]/,
    ],
    [REFUSED(400, 'evil \u001b[31m\nnews'), /400: evil {2}\[31m news$/],
    [{ status: 200, body: {} }, /GitHub answered 200/],
  ])('%o', async (reply, message) => {
    const { error, github } = await upload([reply]);
    expect(error).toBeInstanceOf(GitHubError);
    expect(error?.message).toMatch(message);
    expect(github.received).toHaveLength(1);
  });

  test('each error of the processing', async () => {
    const errors = ['locationFromSarifResult: expected artifact location', 'rejecting SARIF'];
    const { error } = await upload([
      ACCEPTED,
      { status: 200, body: { processing_status: 'failed', errors } },
    ]);
    expect(error?.message).toBe(`GitHub could not process the file: ${errors.join('\n')}`);
  });

  test('a file that is never processed', async () => {
    const { error, waits } = await upload([ACCEPTED, PENDING]);
    expect(error?.message).toContain('has not processed it in five minutes');
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(290_000);
  });

  test('a host that does not answer', async () => {
    const { error } = await upload([COMPLETE], { apiUrl: 'http://127.0.0.1:1' });
    expect(error?.message).toMatch(/^127\.0\.0\.1:1 did not answer: /);
  });
});

test('a file over 10 MB is not even sent', async () => {
  const { error, github } = await upload([ACCEPTED], { sarif: randomBytes(11_000_000).toString('latin1') });
  expect(error?.message).toMatch(/^the file has 1\d\.\d MB gzipped, GitHub takes 10 MB$/);
  expect(github.received).toEqual([]);
});

test('an interruption ends the wait', async () => {
  const github = await startGitHub(ACCEPTED, PENDING);
  onTestFinished(() => github.close());
  const stop = new AbortController();
  const upload = uploadSarif(
    {
      apiUrl: github.url,
      repository: 'acme/buckets',
      commit: 'a'.repeat(40),
      ref: 'refs/heads/main',
      sarif: '{}',
      token: new Secret('x'),
    },
    { signal: stop.signal },
  );
  setTimeout(() => stop.abort(), 100);
  await expect(upload).rejects.toThrow(/abort/i);
});
