// Baselines: new, unchanged, fixed, newly unreadable; nothing is fixed that was not verified.

import { describe, expect, test } from 'vitest';
import { baselineProblem } from '../../src/evaluate/baseline.ts';
import { historyPoint } from '../../src/evaluate/history.ts';
import { exitCode } from '../../src/evaluate/report.ts';
import { carriedForward, newlyUnreadable } from '../../src/model/report.ts';
import type { Finding, Report } from '../../src/model/report.ts';
import type { DeclaredWaiver } from '../../src/model/waiver.ts';
import { aTarget } from '../rules/test-rule.ts';
import { fail, FIRST, open, pass, reportOf, RULES, SECOND } from './reports.ts';

const WAIVER: DeclaredWaiver = {
  rule: 'cors-rule',
  bucket: 's3://acme-first',
  reason: 'no browser reads it',
  owner: 'platform@acme.example',
  expires: '2026-11-25',
  targetIds: [FIRST.id],
  faults: [],
  location: { file: 'byob.yaml', line: 40, column: 5 },
};

function states({ results }: Report): (string | undefined)[] {
  return results.map(({ baselineState }) => baselineState);
}

function names(findings: readonly Finding[] | undefined): (string | undefined)[] {
  return (findings ?? []).map(({ message }) => message);
}

const BEFORE = reportOf(
  [
    fail(FIRST, 'cors-rule', 'a'),
    fail(FIRST, 'cors-rule', 'b'),
    pass(FIRST, 'tls-rule'),
    open(SECOND, 'cors-rule'),
    fail(SECOND, 'tls-rule', 'c'),
  ],
  { day: '2026-11-24' },
);

describe('against a baseline', () => {
  test('without one nothing has a state', () => {
    expect(states(BEFORE)).toEqual([undefined, undefined, undefined, undefined, undefined]);
    expect(BEFORE.baseline).toBeUndefined();
  });

  test('findings are new, unchanged or fixed, open results new or unchanged, others neither', () => {
    const now = reportOf(
      [
        fail(FIRST, 'cors-rule', 'b'),
        open(FIRST, 'tls-rule'),
        open(SECOND, 'cors-rule'),
        fail(SECOND, 'tls-rule', 'c'),
        fail(SECOND, 'tls-rule', 'd'),
      ],
      { baseline: BEFORE },
    );
    expect(states(now)).toEqual(['unchanged', 'new', 'unchanged', 'unchanged', 'new']);
    expect(now.baseline).toMatchObject({
      runId: 'run of 2026-11-24',
      finishedAt: '2026-11-24T23:59:59.999Z',
      complete: true,
      fixed: [{ message: 'a is at fault.' }],
      lastKnown: [],
      leftOut: [],
    });
    expect(newlyUnreadable(now).map(({ ruleId }) => ruleId)).toEqual(['tls-rule']);
    expect(historyPoint(now).change).toEqual({ new: 1, fixed: 1 });
  });

  test('what is waived from its first day is no news of the trend', () => {
    const now = reportOf([fail(FIRST, 'cors-rule', 'z'), fail(FIRST, 'tls-rule', 'y')], {
      waivers: [WAIVER],
      baseline: BEFORE,
    });
    expect(states(now).slice(0, 2)).toEqual(['new', 'new']);
    expect(historyPoint(now).change?.new).toBe(1);
  });

  test('what is open now is never fixed: it is carried forward, to the line of today', () => {
    const moved = { ...FIRST, location: { file: 'byob.yaml', line: 77, column: 5 } };
    const now = reportOf([open(FIRST, 'cors-rule'), pass(SECOND, 'tls-rule')], {
      baseline: BEFORE,
      targets: [moved, SECOND],
    });
    expect(names(now.baseline?.lastKnown)).toEqual(['a is at fault.', 'b is at fault.']);
    expect(now.baseline?.lastKnown[0]?.location.line).toBe(77);
    expect(names(now.baseline?.fixed)).toEqual(['c is at fault.']);
    expect(names(carriedForward(now))).toEqual(['a is at fault.', 'b is at fault.']);
    expect(now.summary.findings.high).toBe(0);
    expect(exitCode(now, 'high')).toBe(3);
  });

  test('a bucket that an interrupted run did not reach is not fixed, either', () => {
    const now = reportOf([pass(FIRST, 'cors-rule')], { baseline: BEFORE, complete: false });
    expect(names(now.baseline?.lastKnown)).toEqual(['c is at fault.']);
  });

  test('it is carried over any number of unreadable nights, and known when it is seen again', () => {
    const first = reportOf([open(FIRST, 'cors-rule')], { baseline: BEFORE, day: '2026-11-25' });
    const second = reportOf([open(FIRST, 'cors-rule')], { baseline: first, day: '2026-11-26' });
    expect(names(second.baseline?.lastKnown)).toContain('a is at fault.');
    const again = reportOf([fail(FIRST, 'cors-rule', 'a')], { baseline: second });
    expect(states(again)).toEqual(['unchanged']);
    expect(names(again.baseline?.fixed)).toEqual(['b is at fault.']);
  });

  test('targets and rules that were not asked about are left out, not fixed', () => {
    const rules = RULES.filter(({ id }) => id !== 'tls-rule');
    const narrow = reportOf([pass(FIRST, 'cors-rule')], { baseline: BEFORE, targets: [FIRST] });
    expect(names(narrow.baseline?.leftOut)).toEqual(['c is at fault.']);
    const fewer = reportOf([pass(FIRST, 'cors-rule')], { baseline: BEFORE, rules });
    expect(names(fewer.baseline?.leftOut)).toEqual(['c is at fault.']);
  });

  test('a rule that does not concern the provider any more has no findings there', () => {
    const elsewhere = RULES.map((rule) => ({ ...rule, providers: ['gcp'] as const }));
    const now = reportOf([], { baseline: BEFORE, rules: elsewhere });
    expect(names(now.baseline?.fixed)).toHaveLength(3);
  });
});

describe('waivers and a baseline', () => {
  const FOUND = [fail(FIRST, 'cors-rule', 'a')];
  const waived = reportOf(FOUND, { waivers: [WAIVER] });

  test('a finding whose waiver has ended is new', () => {
    const ended = reportOf(FOUND, { waivers: [WAIVER], baseline: waived, day: '2026-11-26' });
    expect(ended.results[0]).toMatchObject({ baselineState: 'new' });
    expect(exitCode(ended, 'new:high')).toBe(1);
    expect(states(reportOf(FOUND, { waivers: [WAIVER], baseline: waived }))).toEqual(['unchanged']);
  });

  test('what is carried forward is waived as of today', () => {
    const unreadable = [open(FIRST, 'cors-rule')];
    expect(carriedForward(reportOf(unreadable, { waivers: [WAIVER], baseline: waived }))).toEqual([]);
    expect(names(carriedForward(reportOf(unreadable, { baseline: waived })))).toEqual(['a is at fault.']);
  });

  test('a finding about a waiver is fixed only where all was verified', () => {
    const before = reportOf(FOUND, { waivers: [{ ...WAIVER, targetIds: [] }] });
    expect(reportOf(FOUND, { baseline: before }).baseline?.fixed).toMatchObject([
      { messageId: 'unknownBucket' },
    ]);
    const unread = reportOf([...FOUND, open(SECOND, 'tls-rule')], { baseline: before });
    expect(unread.baseline?.fixed).toEqual([]);
    expect(unread.baseline?.leftOut).toMatchObject([{ messageId: 'unknownBucket' }]);
  });
});

describe('--fail-on new:', () => {
  const FOUND = [fail(FIRST, 'cors-rule', 'a'), fail(FIRST, 'tls-rule', 'x')];

  test.each<[string, Parameters<typeof exitCode>[1], number]>([
    ['high', 'high', 1],
    ['new:high, the high one is known', 'new:high', 0],
    ['new:medium, the medium one is new', 'new:medium', 1],
  ])('%s', (_name, failOn, code) => {
    const now = reportOf([...FOUND, pass(SECOND, 'cors-rule')], {
      baseline: reportOf([fail(FIRST, 'cors-rule', 'a')]),
    });
    expect(exitCode(now, failOn)).toBe(code);
  });

  test('a waived new finding does not fail', () => {
    const found = [fail(FIRST, 'cors-rule', 'new')];
    const now = reportOf(found, { waivers: [WAIVER], baseline: BEFORE });
    expect(now.results[0]?.baselineState).toBe('new');
    expect(exitCode(now, 'new:low')).toBe(0);
    expect(exitCode(reportOf(found, { baseline: BEFORE }), 'new:low')).toBe(1);
  });
});

describe('a baseline of another fleet', () => {
  test('is told by its targets', () => {
    expect(baselineProblem(BEFORE, [FIRST.id, 's3://new'])).toBeUndefined();
    expect(baselineProblem(BEFORE, [aTarget('aws', { bucket: 'other' }).id])).toMatch(
      /another fleet: none of its 2 targets \(s3:\/\/acme-first, \.\.\.\)/,
    );
    expect(baselineProblem({ ...BEFORE, targets: [] }, [FIRST.id])).toMatch(/holds no bucket/);
  });
});
