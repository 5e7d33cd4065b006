// One GitHub issue a finding: opened when it appears, closed when it is gone, found again by its fingerprint.

import type { Finding } from '../../model/report.ts';
import type { Secret } from '../../model/secret.ts';
import { oneLine } from '../one-line.ts';
import { standing } from './change.ts';
import { send } from './send.ts';
import type { News, Sink } from './sinks.ts';

export interface Tracker {
  /** `https://api.github.com`, or `https://HOST/api/v3` of an Enterprise Server. */
  readonly apiUrl: string;
  /** `owner/name`. */
  readonly repository: string;
  /** Needs `issues: write`. */
  readonly token: Secret;
}

interface Issue {
  readonly number: number;
  readonly body?: string | null;
}

const LABEL = 'byob-audit';
const MARK = /<!-- byob-audit ([0-9a-f]{32}) -->/;
const PAGE = 100;
/** Opened by one run: a first run over a bad fleet must not flood a repository, the next ones go on. */
const MOST_OPENED = 20;

/**
 * Holds the open issues of a label against the findings of the run, whatever earlier runs could tell: opens what is
 * missing, most severe first, and closes what is fixed or waived, never what could not be verified. A partial run closes
 * nothing.
 */
export function issueSink(tracker: Tracker): Sink {
  return {
    name: 'github-issues',
    always: true,
    async tell({ report, place }, signal) {
      const issues = await openIssues(tracker, signal);
      const { open, known } = standing(report);
      const missing = open.filter(({ fingerprint }) => !issues.has(fingerprint)).slice(0, MOST_OPENED);
      for (const finding of missing) await openIssue(tracker, finding, place, signal);
      if (!report.run.complete) return;
      for (const [fingerprint, issue] of issues) {
        if (!known.has(fingerprint)) await closeIssue(tracker, issue, report.run.id, signal);
      }
    },
  };
}

async function openIssues(tracker: Tracker, signal: AbortSignal): Promise<Map<string, Issue>> {
  const found = new Map<string, Issue>();
  for (let page = 1; ; page++) {
    const query = `labels=${LABEL}&state=open&per_page=${PAGE}&page=${page}`;
    const issues = JSON.parse(await ask(tracker, 'GET', `/issues?${query}`, undefined, signal)) as Issue[];
    for (const issue of issues) {
      const fingerprint = MARK.exec(issue.body ?? '')?.[1];
      if (fingerprint !== undefined) found.set(fingerprint, issue);
    }
    if (issues.length < PAGE) return found;
  }
}

async function openIssue(
  tracker: Tracker,
  finding: Finding,
  place: News['place'],
  signal: AbortSignal,
): Promise<void> {
  const { severity, ruleId, targetId, message, location, fingerprint } = finding;
  const body = [
    quoted(message),
    '',
    `Bucket: \`${inCode(targetId)}\`, declared in \`${inCode(location.file)}\` line ${location.line}.`,
    `What it means and how to fix it: \`byob explain ${inCode(ruleId)}\`.`,
    ...(place === undefined ? [] : [`Report: \`${inCode(place)}\``]),
    '',
    'This issue is closed by the audit that no longer finds it.',
    `<!-- byob-audit ${fingerprint} -->`,
  ].join('\n');
  const title = `${severity}: ${ruleId} (${oneLine(targetId)})`.slice(0, 250);
  await ask(tracker, 'POST', '/issues', { title, body, labels: [LABEL] }, signal);
}

async function closeIssue(
  tracker: Tracker,
  { number }: Issue,
  runId: string,
  signal: AbortSignal,
): Promise<void> {
  const body = `The audit ${runId} no longer finds it, or it is waived.`;
  await ask(tracker, 'POST', `/issues/${number}/comments`, { body }, signal);
  await ask(tracker, 'PATCH', `/issues/${number}`, { state: 'closed', state_reason: 'completed' }, signal);
}

async function ask(
  { apiUrl, repository, token }: Tracker,
  method: 'GET' | 'PATCH' | 'POST',
  path: string,
  body: object | undefined,
  signal: AbortSignal,
): Promise<string> {
  return send({
    url: `${apiUrl.replace(/\/$/, '')}/repos/${repository}${path}`,
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token.reveal()}`,
      'content-type': 'application/json',
      'x-github-api-version': '2022-11-28',
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    // Sent again after a broken connection, it might open a second issue.
    repeatable: method !== 'POST',
    needs: `issues: write on ${repository}`,
    signal,
  });
}

/** As a code block: what a message quotes is not to be rendered, and mentions nobody. */
function quoted(text: string): string {
  return `    ${oneLine(text)}`;
}

function inCode(text: string): string {
  return oneLine(text).replaceAll('`', "'");
}
