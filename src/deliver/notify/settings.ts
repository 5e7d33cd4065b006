// The sinks that the environment names.

import { Secret } from '../../model/secret.ts';
import { issueSink } from './github-issues.ts';
import { mailSink, slackSink, snsSink, webhookSink } from './sinks.ts';
import type { Sink } from './sinks.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** A setting of the environment that cannot be used; names the variable, never its value. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
}

/**
 * `BYOB_NOTIFY_SLACK`, `BYOB_NOTIFY_WEBHOOK` (with `BYOB_NOTIFY_WEBHOOK_SECRET`), `BYOB_NOTIFY_SNS` (a topic's ARN),
 * `BYOB_NOTIFY_MAIL_FROM` with `BYOB_NOTIFY_MAIL_TO` (commas between), `BYOB_NOTIFY_GITHUB_ISSUES` (`owner/name`, with
 * `GITHUB_TOKEN`). Throws {@link SettingError}.
 */
export function sinksOf(env: Env, now: () => Date): Sink[] {
  const sinks: Sink[] = [];
  const slack = urlOf(env, 'BYOB_NOTIFY_SLACK');
  if (slack !== undefined) sinks.push(slackSink(slack));
  const webhook = urlOf(env, 'BYOB_NOTIFY_WEBHOOK');
  const secret = valueOf(env, 'BYOB_NOTIFY_WEBHOOK_SECRET');
  if (webhook !== undefined) {
    sinks.push(webhookSink(webhook, secret === undefined ? undefined : new Secret(secret), now));
  }
  const topic = valueOf(env, 'BYOB_NOTIFY_SNS');
  if (topic !== undefined) {
    if (!/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]+$/.test(topic)) {
      throw new SettingError('BYOB_NOTIFY_SNS must be the ARN of a topic');
    }
    sinks.push(snsSink(topic));
  }
  return [...sinks, ...mailOf(env), ...issuesOf(env)];
}

function mailOf(env: Env): Sink[] {
  const from = valueOf(env, 'BYOB_NOTIFY_MAIL_FROM');
  const to = (valueOf(env, 'BYOB_NOTIFY_MAIL_TO') ?? '').split(',').flatMap((one) => one.trim() || []);
  if (from === undefined && to.length === 0) return [];
  const region = valueOf(env, 'AWS_REGION') ?? valueOf(env, 'AWS_DEFAULT_REGION');
  if (from === undefined || to.length === 0 || region === undefined) {
    throw new SettingError('mail needs BYOB_NOTIFY_MAIL_FROM, BYOB_NOTIFY_MAIL_TO and AWS_REGION');
  }
  return [mailSink({ from, to, region })];
}

function issuesOf(env: Env): Sink[] {
  const repository = valueOf(env, 'BYOB_NOTIFY_GITHUB_ISSUES');
  if (repository === undefined) return [];
  const token = valueOf(env, 'GITHUB_TOKEN');
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository) || token === undefined) {
    throw new SettingError('BYOB_NOTIFY_GITHUB_ISSUES must be owner/name, and needs GITHUB_TOKEN');
  }
  const apiUrl = valueOf(env, 'GITHUB_API_URL') ?? 'https://api.github.com';
  return [issueSink({ apiUrl, repository, token: new Secret(token) })];
}

/** A web address over TLS, or to loopback; a secret, as whoever has it can write there. */
function urlOf(env: Env, name: string): Secret | undefined {
  const value = valueOf(env, name);
  if (value === undefined) return undefined;
  const isSafe =
    URL.canParse(value) &&
    (new URL(value).protocol === 'https:' || /^http:\/\/(127\.0\.0\.1|localhost)[:/]/.test(value));
  if (!isSafe) throw new SettingError(`${name} must be an https:// address`);
  return new Secret(value);
}

function valueOf(env: Env, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}
