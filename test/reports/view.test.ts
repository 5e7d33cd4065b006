// What could not be verified is told once: by the calls where there are any, and by what a check asks for beyond them.

import { expect, test } from 'vitest';
import type { Report, Result } from '../../src/model/report.ts';
import { isFinding } from '../../src/model/report.ts';
import markdown from '../../reports/markdown.ts';
import text from '../../reports/text.ts';
import { viewOf } from '../../reports/view.ts';
import { DRIFTED } from '../golden/drifted.ts';
import { REPORT } from '../golden/report.ts';
import { renderWith } from './render-with.ts';

type Open = Omit<Result, 'kind' | 'targetId'>;

function reportOf(...open: readonly Open[]): Report {
  const [target] = REPORT.targets;
  if (target === undefined) throw new Error('the golden report has no target');
  return {
    ...REPORT,
    targets: [target],
    results: open.map((result) => ({ ...result, kind: 'open', targetId: target.id })),
  };
}

function rendered(result: Open): string {
  return [
    ...text.render(reportOf(result), { color: false, width: 200, minSeverity: 'low', verbose: false }),
  ].join('');
}

function wordsOf(...open: readonly Open[]): Record<string, string> {
  const [bucket] = viewOf(reportOf(...open), { minSeverity: 'low' }).buckets;
  return Object.fromEntries(bucket?.words ?? []);
}

const DENIED = {
  facet: 'cors',
  cause: 'denied',
  call: 's3:GetBucketCors',
  permission: 's3:GetBucketCORS',
} as const;
const LOST = { facet: 'policy', cause: 'unreachable', call: 's3:GetBucketPolicy' } as const;

test('a denied call explains its results; their own words are told where they say more', () => {
  const out = rendered({
    ruleId: 'placeholders-replaced',
    message: 'a policy could not be read',
    missing: [DENIED],
  });
  expect(out).toContain('s3:GetBucketCors denied, needs s3:GetBucketCORS');
  expect(out).toContain('a policy could not be read');
});

test('words that name missing calls with their causes say nothing of their own', () => {
  const told = 'could not verify: s3:GetBucketCors denied (needs s3:GetBucketCORS)';
  expect(wordsOf({ ruleId: 'a', message: told, missing: [DENIED] })).toEqual({});
  expect(wordsOf({ ruleId: 'a', message: told, missing: [DENIED, LOST] })).toEqual({});
  expect(wordsOf({ ruleId: 'a', message: told, missing: [LOST] })).toEqual({ a: told });
  const more = `${told}; declare --origin`;
  expect(wordsOf({ ruleId: 'a', message: more, missing: [DENIED] })).toEqual({ a: more });
  expect(wordsOf({ ruleId: 'a', message: 'declare --origin', missing: [] })).toEqual({});
  expect(wordsOf({ ruleId: 'evidence-readable', message: 'not in full', missing: [DENIED] })).toEqual({});
  expect(rendered({ ruleId: 'a', message: told, missing: [DENIED] })).not.toContain(told);
});

test('a question that no call answers is asked', () => {
  expect(rendered({ ruleId: 'cors-origin-allowed', message: 'declare --origin' })).toContain(
    'declare --origin',
  );
});

test('findings about the fleet file stand worst first in text and Markdown', () => {
  const [first] = DRIFTED.results.filter(isFinding).filter(({ targetId }) => targetId === 'byob.yaml');
  if (first === undefined) throw new Error('the golden report has no finding about its fleet file');
  const worse = { ...first, severity: 'critical', message: 'Worse.' } as const;
  const report = { ...DRIFTED, results: [...DRIFTED.results, worse] };
  for (const format of [text, markdown]) {
    expect(renderWith(format, report)).toMatch(
      /\bbyob\.yaml\b[^]*CRITICAL[^]*Worse\.[^]*LOW[^]*waives nothing/,
    );
  }
});
