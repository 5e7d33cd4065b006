// SNS and SES over the wire, with their SDKs.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { mailSink, snsSink } from '../../../src/deliver/notify/sinks.ts';
import { tellSinks } from '../../../src/deliver/notify/tell.ts';
import { fail, FIRST, reportOf } from '../../evaluate/reports.ts';
import { startReceiver } from './receiver.ts';

const REPORT = reportOf([fail(FIRST, 'cors-rule', 'ünicode')]);
const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:byob';
const MAIL = { from: 'byob@acme.example', to: ['a@acme.example', 'b@acme.example'], region: 'eu-west-1' };

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIATEST');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
});
afterEach(() => void vi.unstubAllEnvs());

test('sns: subject and lines, to the topic in its region', async () => {
  const body = '<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>';
  const { url, taken } = await startReceiver(() => ({ body, headers: { 'content-type': 'text/xml' } }));
  vi.stubEnv('AWS_ENDPOINT_URL_SNS', url);
  expect(await tellSinks(REPORT, [snsSink(TOPIC)])).toEqual([{ sink: 'sns' }]);
  const sent = new URLSearchParams(taken[0]?.body);
  expect(sent.get('TopicArn')).toBe(TOPIC);
  expect(sent.get('Subject')).toBe('byob-audit: 1 new');
  expect(sent.get('Message')).toContain('ünicode is at fault.');
  expect(taken[0]?.headers.authorization).toContain('/eu-west-1/sns/');
});

test('mail: plain text from and to the addresses', async () => {
  const { url, taken } = await startReceiver(() => ({ body: '{"MessageId":"m"}' }));
  vi.stubEnv('AWS_ENDPOINT_URL_SESV2', url);
  expect(await tellSinks(REPORT, [mailSink(MAIL)])).toEqual([{ sink: 'mail' }]);
  expect(JSON.parse(taken[0]?.body ?? '')).toMatchObject({
    FromEmailAddress: MAIL.from,
    Destination: { ToAddresses: MAIL.to },
    Content: { Simple: { Subject: { Data: 'byob-audit: 1 new' } } },
  });
});

test('a refusal is told with its name', async () => {
  const body = '{"message":"Email address is not verified."}';
  const headers = { 'x-amzn-errortype': 'MessageRejected', 'content-type': 'application/json' };
  const { url } = await startReceiver(() => ({ status: 400, body, headers }));
  vi.stubEnv('AWS_ENDPOINT_URL_SESV2', url);
  expect(await tellSinks(REPORT, [mailSink(MAIL)])).toEqual([
    { sink: 'mail', reason: 'Email address is not verified.' },
  ]);
});
