// JSON Lines: one value a line, each to be read alone.

import { expect, test } from 'vitest';
import jsonl from '../../reports/jsonl.ts';
import { DRIFTED } from '../golden/drifted.ts';
import { REPORT } from '../golden/report.ts';
import { HOSTILE } from './hostile-report.ts';
import { oneFindingEach } from './one-finding-each.ts';
import { renderWith } from './render-with.ts';

type Line = Readonly<Record<string, unknown>>;

function read(text: string): Line[] {
  expect(text.endsWith('\n')).toBe(true);
  // All that some reader takes for the end of a line.
  return text
    .slice(0, -1)
    .split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/)
    .map((line) => JSON.parse(line) as Line);
}

test.each([REPORT, DRIFTED, HOSTILE])('one result a line, then the summary', (report) => {
  const lines = read(renderWith(jsonl, report));
  const types = Map.groupBy(lines, ({ type }) => type);
  expect(types.get('result')).toHaveLength(report.results.length);
  expect(lines.at(-1)).toMatchObject({ type: 'summary', run: report.run, summary: report.summary });
  for (const line of lines) expect(line).toMatchObject({ schemaVersion: 1, runId: report.run.id });
});

test('values stay as they are, however they are written', () => {
  const lines = read(renderWith(jsonl, HOSTILE)).filter(({ type }) => type === 'result');
  expect(lines.map(({ message, targetId }) => [message, targetId])).toEqual(
    HOSTILE.results.map(({ message, targetId }) => [message, targetId]),
  );
});

test('results carry their target', () => {
  const [line] = read(renderWith(jsonl, REPORT)).filter(({ kind }) => kind === 'fail');
  expect(line).toMatchObject({
    bucketId: 's3://acme-teams',
    team: 'kappa',
    provider: 'aws',
    ruleId: 'cors-configured',
  });
});

test('last known findings are no results', () => {
  expect(read(renderWith(jsonl, DRIFTED)).map(({ type }) => type)).toEqual([
    ...Array(6).fill('result'),
    'lastKnown',
    'summary',
  ]);
});

test('lines come one by one: a large report is never one string', () => {
  const chunks = [
    ...jsonl.render(oneFindingEach(1000), { color: false, width: 80, minSeverity: 'low', verbose: false }),
  ];
  expect(chunks).toHaveLength(1001);
});
