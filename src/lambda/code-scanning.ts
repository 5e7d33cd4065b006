// Alerts of a nightly run on the head of a branch: only where the fleet file there is the one that was audited.

import { setTimeout as wait } from 'node:timers/promises';
import { GitHubError, uploadSarif } from '../deliver/github.ts';
import { send } from '../deliver/notify/send.ts';
import { uploadable } from '../deliver/uploadable.ts';
import { Secret } from '../model/secret.ts';
import type { FleetText } from './fleets.ts';
import type { Env, Settings } from './settings.ts';

export interface Alerts {
  readonly sarif: string;
  readonly fleets: readonly FleetText[];
  readonly toolName: string;
  readonly signal: AbortSignal;
}

/**
 * Uploads to the head of the branch. Throws a `GitHubError`, a `SinkError`, or a `PartialScanError` where the upload
 * would close alerts that may still be true; another fleet file at the head is refused, as alerts would stand on wrong
 * lines. The token (`GITHUB_TOKEN`) needs `security-events: write` and `contents: read`.
 */
export async function uploadAlerts(
  { repository, ref, apiUrl }: NonNullable<Settings['codeScanning']>,
  { sarif, fleets, toolName, signal }: Alerts,
  env: Env,
): Promise<void> {
  const found = uploadable(sarif, toolName);
  const token = new Secret(env['GITHUB_TOKEN'] ?? '');
  if (token.reveal() === '') throw new GitHubError('GITHUB_TOKEN is not set: name it in BYOB_SECRETS');
  const ask = (path: string, accept: string): Promise<string> =>
    send({
      url: `${apiUrl.replace(/\/$/, '')}/repos/${repository}${path}`,
      method: 'GET',
      needs: `contents: read on ${repository}`,
      headers: { accept, authorization: `Bearer ${token.reveal()}`, 'x-github-api-version': '2022-11-28' },
      signal,
    });
  const branch = ref.slice('refs/heads/'.length);
  const commit = (await ask(`/commits/${encodeURIComponent(branch)}`, 'application/vnd.github.sha')).trim();
  for (const { file, text } of fleets) {
    const path = file.split('/').map(encodeURIComponent).join('/');
    const there = await ask(`/contents/${path}?ref=${commit}`, 'application/vnd.github.raw+json');
    if (there !== text) {
      throw new GitHubError(`${file} at ${commit.slice(0, 12)} is another than the one that was audited`);
    }
  }
  await uploadSarif(
    { apiUrl, repository, commit, ref, sarif: found.text, token },
    { signal, wait: (ms, abort) => wait(ms, undefined, { signal: abort }) },
  );
}
