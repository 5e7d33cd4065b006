// SARIF to GitHub code scanning over its REST API: sent, and waited for until GitHub has processed it.
// https://docs.github.com/en/rest/code-scanning/code-scanning#upload-an-analysis-as-sarif-data

import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { isJsonObject } from '../model/json.ts';
import type { JsonObject } from '../model/json.ts';
import type { Secret } from '../model/secret.ts';
import { oneLine } from './one-line.ts';

export interface Upload {
  /** `https://api.github.com`, or `https://HOST/api/v3` of an Enterprise Server. */
  readonly apiUrl: string;
  /** `owner/name`. */
  readonly repository: string;
  /** 40 hex digits. */
  readonly commit: string;
  /** `refs/heads/...` shows in the Security tab, `refs/pull/N/merge` in the pull request. */
  readonly ref: string;
  readonly sarif: string;
  readonly token: Secret;
}

export interface Patience {
  readonly signal: AbortSignal;
  /** Resolves after so many milliseconds, rejects where the signal aborts. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** GitHub's own answer, with what to do about it; one line, or one an error of the processing. */
export class GitHubError extends Error {
  override readonly name = 'GitHubError';
}

/** GitHub rejects larger files: https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/file-too-large */
const MAX_GZIPPED = 10_000_000;
const ATTEMPTS = 5;
/** Waits between attempts and between looks at the processing: milliseconds, the last one repeated. */
const BACKOFF = [1000, 2000, 4000, 8000] as const;
const POLLS = [1000, 2000, 3000, 5000] as const;
/** Looks at the processing: about five minutes. */
const MOST_POLLS = 62;
/** Longer waits asked for by `Retry-After` are told instead of waited for. */
const LONGEST_WAIT = 120_000;
const CALL_TIMEOUT = 60_000;

/** Uploads and waits. Gives the API's address of the analysis; throws {@link GitHubError}, or the signal's reason. */
export async function uploadSarif(upload: Upload, patience: Patience): Promise<string> {
  const packed = gzipSync(upload.sarif);
  if (packed.length > MAX_GZIPPED) {
    const size = (packed.length / 1_000_000).toFixed(1);
    throw new GitHubError(`the file has ${size} MB gzipped, GitHub takes 10 MB`);
  }
  const path = `/repos/${upload.repository}/code-scanning/sarifs`;
  const body = {
    commit_sha: upload.commit,
    ref: upload.ref,
    sarif: packed.toString('base64'),
  };
  const receipt = await call(upload, patience, path, JSON.stringify(body));
  const { id } = receipt.body;
  if (receipt.status !== 202 || typeof id !== 'string') throw new GitHubError(describe(receipt));
  return processed(upload, patience, `${path}/${encodeURIComponent(id)}`, id);
}

async function processed(upload: Upload, patience: Patience, path: string, id: string): Promise<string> {
  for (let poll = 0; poll < MOST_POLLS; poll++) {
    await pause(POLLS[poll] ?? POLLS[3], patience);
    const answer = await call(upload, patience, path);
    // Just after the upload its id may not be known everywhere.
    if (answer.status === 404) continue;
    if (answer.status !== 200) throw new GitHubError(describe(answer));
    const { processing_status: status, analyses_url: url, errors } = answer.body;
    if (status === 'complete') return typeof url === 'string' ? oneLine(url) : id;
    if (status === 'failed') {
      const told = (Array.isArray(errors) ? errors : []).map((error) => oneLine(String(error)));
      throw new GitHubError(`GitHub could not process the file: ${told.join('\n') || 'it does not say why'}`);
    }
  }
  throw new GitHubError(`GitHub took the file (${oneLine(id)}) but has not processed it in five minutes`);
}

interface Answer {
  readonly status: number;
  readonly body: JsonObject;
  readonly retryAfter: number | undefined;
}

/** One call, repeated where GitHub is busy or not to be reached. */
async function call(upload: Upload, patience: Patience, path: string, body?: string): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    const answer = await ask(upload, patience, path, body);
    const isBusy = answer instanceof Error || isTransient(answer);
    if (!isBusy) return answer;
    const asked = answer instanceof Error ? undefined : answer.retryAfter;
    if (attempt === ATTEMPTS || (asked ?? 0) > LONGEST_WAIT) {
      throw answer instanceof Error ? answer : new GitHubError(describe(answer));
    }
    await pause(asked ?? BACKOFF[attempt - 1] ?? BACKOFF[3], patience);
  }
}

async function ask(
  { apiUrl, token }: Upload,
  { signal }: Patience,
  path: string,
  body: string | undefined,
): Promise<Answer | GitHubError> {
  try {
    const response = await fetch(`${apiUrl.replace(/\/$/, '')}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token.reveal()}`,
        'content-type': 'application/json',
        'user-agent': 'byob-audit',
        'x-github-api-version': '2022-11-28',
      },
      ...(body !== undefined && { body }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(CALL_TIMEOUT)]),
    });
    // A proxy on the way may answer with the request that it got.
    const text = (await response.text()).replaceAll(token.reveal(), String(token));
    return { status: response.status, body: jsonOf(text), retryAfter: waitAsked(response.headers) };
  } catch (error) {
    signal.throwIfAborted();
    return new GitHubError(`${new URL(apiUrl).host} did not answer: ${reasonOf(error)}`);
  }
}

/** Rate limits answer 403 or 429 and say how long: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
function isTransient({ status, retryAfter }: Answer): boolean {
  return status === 429 || status >= 500 || (status === 403 && retryAfter !== undefined);
}

function waitAsked(headers: Headers): number | undefined {
  const seconds = headers.get('retry-after');
  if (seconds !== null && /^\d+$/.test(seconds)) return Number(seconds) * 1000;
  const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN);
  const isSpent = headers.get('x-ratelimit-remaining') === '0' && !Number.isNaN(reset);
  // Against GitHub's own clock.
  const now = Date.parse(headers.get('date') ?? '');
  return isSpent && !Number.isNaN(now) ? Math.max(0, reset * 1000 - now) : undefined;
}

const HINTS: readonly (readonly [number, RegExp, string])[] = [
  [401, /./, 'GITHUB_TOKEN is not accepted'],
  [403, /not accessible/i, 'the token needs `security-events: write`; a pull request from a fork has none'],
  [403, /must be enabled/i, 'turn on Code Security for the repository, or do not upload'],
  [
    404,
    /./,
    'no such repository for this token: it needs `security-events: write`, private ones `contents: read`',
  ],
  [413, /./, 'the file is too large for GitHub: give --min-severity, or split the fleet'],
];

function describe({ status, body }: Answer): string {
  const message = typeof body['message'] === 'string' ? oneLine(body['message']) : '';
  const errors = Array.isArray(body['errors']) ? ` ${oneLine(JSON.stringify(body['errors']))}` : '';
  const hint = HINTS.find(([of, words]) => of === status && words.test(message || '-'))?.[2];
  return `GitHub answered ${status}: ${message}${errors}${hint === undefined ? '' : ` (${hint})`}`;
}

function jsonOf(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : {};
  } catch {
    // A proxy's page, or nothing: the status says what there is to say.
    return { message: text.slice(0, 100) };
  }
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return oneLine(cause instanceof Error ? cause.message || message : message);
}

async function pause(ms: number, { signal, wait: rest = pauseFor }: Patience): Promise<void> {
  await rest(ms, signal);
}

async function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal });
}
