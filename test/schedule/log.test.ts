// Logs are JSON lines and hold no secret.

import { expect, test } from 'vitest';
import { jsonLog, reasonOf, withFields } from '../../src/schedule/log.ts';
import { lineSink } from '../../src/schedule/line-sink.ts';
import { Secret } from '../../src/model/secret.ts';

test('a line is one JSON object with time, level, event and the fields of the run; a secret is not in it', () => {
  const lines: string[] = [];
  const log = jsonLog({ write: (text: string) => lines.push(text) > 0 }, () => new Date(0));
  withFields(log, { runId: 'r1' })('warn', 'told', { sink: 'a\nb', key: new Secret('canary') });
  expect(lines).toEqual([
    `${JSON.stringify({ time: '1970-01-01T00:00:00.000Z', level: 'warn', event: 'told', runId: 'r1', sink: 'a\nb', key: '[redacted]' })}\n`,
  ]);
});

test('a reason is one line of bounded length', () => {
  expect(reasonOf(new Error('a\n  b'))).toBe('a b');
  expect(reasonOf('x'.repeat(2000))).toHaveLength(500);
});

test('a line sink hands on whole lines', () => {
  const lines: string[] = [];
  const sink = lineSink((line) => lines.push(line));
  for (const part of ['one\ntw', 'o\n\n', 'rest']) sink.write(part);
  expect(lines).toEqual(['one', 'two']);
});
