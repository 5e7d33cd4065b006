// Where changes are told: Slack-compatible and signed webhooks, SNS, e-mail by SES.

import { createHmac } from 'node:crypto';
import type { Report } from '../../model/report.ts';
import type { Secret } from '../../model/secret.ts';
import type { Change } from './change.ts';
import { messageOf } from './message.ts';
import { send } from './send.ts';

/** What a sink is told, and what it may ask of the run. */
export interface News {
  readonly change: Change;
  readonly report: Report;
  /** Where people find the report. */
  readonly place?: string;
}

export interface Sink {
  /** For logs: no secret. */
  readonly name: string;
  /** Rejects where the sink does not take it. */
  readonly tell: (news: News, signal: AbortSignal) => Promise<void>;
  /** Told even where nothing changed: it compares with what it holds itself. */
  readonly always?: boolean;
}

const JSON_TYPE = { 'content-type': 'application/json' } as const;

/** An incoming webhook of Slack, Mattermost or the like: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
export function slackSink(url: Secret): Sink {
  return {
    name: 'slack',
    async tell({ change, place }, signal) {
      const { subject, lines } = messageOf(change, place);
      // https://docs.slack.dev/messaging/formatting-message-text#escaping
      const escaped = [subject, ...lines]
        .join('\n')
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;');
      const body = JSON.stringify({ text: escaped });
      await send({ url: url.reveal(), method: 'POST', headers: JSON_TYPE, body, signal });
    },
  };
}

/** Version of the webhook's body. */
const WEBHOOK_VERSION = 1;

/**
 * Any web service. With a secret, `x-byob-signature` is `sha256=` and the HMAC of `x-byob-timestamp` (seconds), a full stop
 * and the body: the receiver refuses what is unsigned or old. `x-byob-run` is the same for a repetition of the same run.
 */
export function webhookSink(url: Secret, secret: Secret | undefined, now: () => Date): Sink {
  return {
    name: 'webhook',
    async tell({ change, place }, signal) {
      const body = JSON.stringify({
        schemaVersion: WEBHOOK_VERSION,
        ...change,
        ...(place !== undefined && { report: place }),
      });
      const timestamp = String(Math.floor(now().getTime() / 1000));
      const signed = secret && {
        'x-byob-signature': `sha256=${signatureOf(secret, timestamp, body)}`,
      };
      const headers = { ...JSON_TYPE, 'x-byob-run': change.run.id, 'x-byob-timestamp': timestamp, ...signed };
      await send({ url: url.reveal(), method: 'POST', headers, body, signal });
    },
  };
}

function signatureOf(secret: Secret, timestamp: string, body: string): string {
  return createHmac('sha256', secret.reveal()).update(`${timestamp}.${body}`).digest('hex');
}

/** An SNS topic, in the region of its ARN. */
export function snsSink(topicArn: string): Sink {
  return {
    name: 'sns',
    async tell({ change, place }, abortSignal) {
      const { PublishCommand, SNSClient } = await import('@aws-sdk/client-sns');
      const client = new SNSClient({ region: topicArn.split(':')[3] ?? '' });
      const { subject, lines } = messageOf(change, place);
      const input = { TopicArn: topicArn, Subject: subject.slice(0, 100), Message: lines.join('\n') };
      try {
        await client.send(new PublishCommand(input), { abortSignal });
      } finally {
        client.destroy();
      }
    },
  };
}

export interface Mail {
  /** An identity that SES has verified. */
  readonly from: string;
  readonly to: readonly string[];
  readonly region: string;
}

/** An e-mail in plain text. */
export function mailSink({ from, to, region }: Mail): Sink {
  return {
    name: 'mail',
    async tell({ change, place }, abortSignal) {
      const { SendEmailCommand, SESv2Client } = await import('@aws-sdk/client-sesv2');
      const client = new SESv2Client({ region });
      const { subject, lines } = messageOf(change, place);
      const text = (Data: string): { Data: string; Charset: string } => ({ Data, Charset: 'UTF-8' });
      const Content = { Simple: { Subject: text(subject), Body: { Text: text(lines.join('\n')) } } };
      const input = { FromEmailAddress: from, Destination: { ToAddresses: [...to] }, Content };
      try {
        await client.send(new SendEmailCommand(input), { abortSignal });
      } finally {
        client.destroy();
      }
    },
  };
}
