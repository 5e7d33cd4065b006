// Sinks over the wire: what they send, what they do when the other side is slow, dead or refuses.

import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { settings } from './settings.ts';
import { issueSink } from '../../../src/deliver/notify/github-issues.ts';
import { send } from '../../../src/deliver/notify/send.ts';
import { sinksOf } from '../../../src/deliver/notify/settings.ts';
import { slackSink, webhookSink } from '../../../src/deliver/notify/sinks.ts';
import { tellSinks } from '../../../src/deliver/notify/tell.ts';
import type { Report } from '../../../src/model/report.ts';
import { Secret } from '../../../src/model/secret.ts';
import { fail, FIRST, open, pass, reportOf, SECOND } from '../../evaluate/reports.ts';
import { startReceiver } from './receiver.ts';

const REPORT = reportOf([fail(FIRST, 'cors-rule', '<!channel> & co'), pass(SECOND, 'tls-rule')]);
const signal = new AbortController().signal;
const NOW = new Date('2026-11-25T02:15:00Z');

test('slack: one text, its control characters escaped', async () => {
  const { url, taken } = await startReceiver();
  expect(await tellSinks(REPORT, [slackSink(new Secret(`${url}/canary`))], { place: 's3://r/x' })).toEqual([
    { sink: 'slack' },
  ]);
  const { text } = JSON.parse(taken[0]?.body ?? '') as { text: string };
  expect(text).toContain('&lt;!channel&gt; &amp; co is at fault.');
  expect(text).toContain('Report: s3://r/x');
});

test('webhook: versioned JSON, signed over time and body; unsigned without a secret', async () => {
  const { url, taken } = await startReceiver();
  const sinks = [
    webhookSink(new Secret(url), new Secret('key'), () => NOW),
    webhookSink(new Secret(url), undefined, () => NOW),
  ];
  await tellSinks(REPORT, sinks);
  const signed = taken.find(({ headers }) => headers['x-byob-signature'] !== undefined);
  const timestamp = String(NOW.getTime() / 1000);
  expect(signed?.headers).toMatchObject({
    'x-byob-run': REPORT.run.id,
    'x-byob-timestamp': timestamp,
    'x-byob-signature': `sha256=${createHmac('sha256', 'key').update(`${timestamp}.${signed?.body}`).digest('hex')}`,
  });
  expect(taken).toHaveLength(2);
  expect(JSON.parse(signed?.body ?? '')).toMatchObject({ schemaVersion: 1, new: [{ ruleId: 'cors-rule' }] });
});

describe('a sink in trouble', () => {
  test('busy: asked again; the third answer counts', async () => {
    const { url, taken } = await startReceiver((_, count) =>
      count < 3 ? { status: 429, headers: { 'retry-after': '0' } } : {},
    );
    expect(await tellSinks(REPORT, [slackSink(new Secret(url))])).toEqual([{ sink: 'slack' }]);
    expect(taken).toHaveLength(3);
  });

  test('refuses: told once, the reason without the address', async () => {
    const { url, taken } = await startReceiver(() => ({ status: 403 }));
    const told = await tellSinks(REPORT, [slackSink(new Secret(`${url}/canary`))]);
    expect(told).toEqual([{ sink: 'slack', reason: `${new URL(url).host} answered 403` }]);
    expect(taken).toHaveLength(1);
  });

  test('hangs: given up in time, the others are told', async () => {
    const hanging = await startReceiver(() => ({ fault: 'hang' }));
    const { url, taken } = await startReceiver();
    const told = await tellSinks(
      REPORT,
      [webhookSink(new Secret(hanging.url), undefined, () => NOW), slackSink(new Secret(url))],
      { timeoutMs: 300 },
    );
    expect(told).toEqual([{ sink: 'webhook', reason: 'no answer in time' }, { sink: 'slack' }]);
    expect(taken).toHaveLength(1);
  });

  test('what may have arrived is not sent again where that would double it', async () => {
    const { url, taken } = await startReceiver(() => ({ fault: 'reset' }));
    const request = { url, method: 'POST', headers: {}, signal, repeatable: false } as const;
    await expect(send(request)).rejects.toThrow(/127\.0\.0\.1:\d+: /);
    expect(taken).toHaveLength(1);
  });

  test('nothing changed: not even tried', async () => {
    const { url, taken } = await startReceiver();
    const again = reportOf([fail(FIRST, 'cors-rule', '<!channel> & co'), pass(SECOND, 'tls-rule')], {
      baseline: REPORT,
    });
    expect(await tellSinks(again, [slackSink(new Secret(url))])).toEqual([]);
    expect(taken).toEqual([]);
  });
});

describe('GitHub issues', () => {
  const fingerprintOf = (report: Report): string =>
    report.results.find(({ kind }) => kind === 'fail')?.fingerprint ?? '';
  const bodyOf = (fingerprint: string): string => `text\n<!-- byob-audit ${fingerprint} -->`;

  /** The calls that change something, in order. */
  async function synced(
    report: Report,
    issues: readonly { number: number; body: string | null }[],
  ): Promise<string[]> {
    const { url, taken } = await startReceiver(({ method }) => ({
      body: method === 'GET' ? JSON.stringify(issues) : '{}',
    }));
    const sink = issueSink({ apiUrl: url, repository: 'acme/buckets', token: new Secret('t') });
    expect(await tellSinks(report, [sink])).toEqual([{ sink: 'github-issues' }]);
    expect(taken.every(({ headers }) => headers.authorization === 'Bearer t')).toBe(true);
    return taken
      .filter(({ method }) => method !== 'GET')
      .map(({ method, path, body }) => `${method} ${path} ${body}`);
  }

  test('opens one for a finding that has none; its text cannot mention or mark up', async () => {
    const [call = '', ...rest] = await synced(REPORT, [{ number: 1, body: null }]);
    expect(rest).toEqual([]);
    expect(call).toMatch(/^POST \/repos\/acme\/buckets\/issues /);
    const { title, body, labels } = JSON.parse(call.slice(call.indexOf('{'))) as Record<string, unknown>;
    expect(title).toBe(`high: cors-rule (${FIRST.id})`);
    expect(body).toMatch(/^ {4}<!channel> & co is at fault\.\n/);
    expect(body).toContain(`<!-- byob-audit ${fingerprintOf(REPORT)} -->`);
    expect(labels).toEqual(['byob-audit']);
  });

  test.each([
    [401, 'the token is none, or has expired; it needs issues: write on acme/buckets'],
    [403, 'the token needs issues: write on acme/buckets'],
    [404, 'there is nothing, or the token needs issues: write on acme/buckets'],
  ])('a token without rights (%i): what it needs is told, nothing is tried again', async (status, reason) => {
    const { url, taken } = await startReceiver(() => ({ status, body: '{"message":"canary"}' }));
    const sink = issueSink({ apiUrl: url, repository: 'acme/buckets', token: new Secret('t') });
    expect(await tellSinks(REPORT, [sink])).toEqual([
      { sink: 'github-issues', reason: `${new URL(url).host} answered ${status}: ${reason}` },
    ]);
    expect(taken).toHaveLength(1);
  });

  test('leaves one alone that still stands, changed or not', async () => {
    const again = reportOf([fail(FIRST, 'cors-rule', '<!channel> & co')], { baseline: REPORT });
    expect(await synced(again, [{ number: 7, body: bodyOf(fingerprintOf(REPORT)) }])).toEqual([]);
  });

  test('closes one that is fixed, with a word; not one that could not be verified, and none in a partial run', async () => {
    const issue = { number: 7, body: bodyOf(fingerprintOf(REPORT)) };
    const fixed = [pass(FIRST, 'cors-rule'), pass(SECOND, 'tls-rule')];
    const calls = await synced(reportOf(fixed, { baseline: REPORT }), [issue]);
    expect(calls.map((call) => call.split(' {')[0])).toEqual([
      'POST /repos/acme/buckets/issues/7/comments',
      'PATCH /repos/acme/buckets/issues/7',
    ]);
    expect(await synced(reportOf([open(FIRST, 'cors-rule')], { baseline: REPORT }), [issue])).toEqual([]);
    expect(await synced(reportOf(fixed, { baseline: REPORT, complete: false }), [issue])).toEqual([]);
  });

  test('twenty a run, the most severe first', async () => {
    const results = [
      ...Array.from({ length: 15 }, (_, i) => fail(FIRST, 'tls-rule', `medium ${i}`)),
      ...Array.from({ length: 15 }, (_, i) => fail(FIRST, 'cors-rule', `high ${i}`)),
    ].map((result, i) => ({ ...result, fingerprint: String(i).padStart(32, '0') }));
    const calls = await synced(reportOf(results), []);
    expect(calls).toHaveLength(20);
    expect(calls.slice(0, 15).every((call) => call.includes('"title":"high:'))).toBe(true);
  });
});

describe('the environment names the sinks', () => {
  test('all of them', () => {
    expect(sinksOf(settings(), () => NOW).map(({ name }) => name)).toEqual([
      'slack',
      'webhook',
      'sns',
      'mail',
      'github-issues',
    ]);
    expect(sinksOf({}, () => NOW)).toEqual([]);
  });

  test.each([
    [{ BYOB_NOTIFY_SLACK: 'http://hooks.example/canary' }],
    [{ BYOB_NOTIFY_WEBHOOK: 'canary' }],
    [{ BYOB_NOTIFY_SNS: 'canary' }],
    [{ BYOB_NOTIFY_MAIL_TO: '' }],
    [{ BYOB_NOTIFY_GITHUB_ISSUES: 'canary' }],
    [{ GITHUB_TOKEN: '' }],
  ])('%j is refused, its value not told', (over) => {
    const attempt = (): unknown => sinksOf({ ...settings(), ...over }, () => NOW);
    expect(attempt).toThrow(/BYOB_NOTIFY/);
    expect(attempt).not.toThrow(/canary/);
  });
});
