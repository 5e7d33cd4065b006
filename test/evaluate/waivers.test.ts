// Waivers: what they waive, until when, and what is found wrong with them.

import { describe, expect, test } from 'vitest';
import { exitCode } from '../../src/evaluate/report.ts';
import { fleetFindings } from '../../src/model/report.ts';
import type { Report } from '../../src/model/report.ts';
import type { DeclaredWaiver } from '../../src/model/waiver.ts';
import waiverIsUsed from '../../rules/declaration/waiver-is-used.ts';
import waiverIsValid from '../../rules/declaration/waiver-is-valid.ts';
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
const FAULTS = [fail(FIRST, 'cors-rule', 'a'), fail(FIRST, 'cors-rule', 'b'), fail(SECOND, 'cors-rule', 'a')];

function messages(report: Report): (string | undefined)[] {
  return fleetFindings(report).map(({ ruleId, messageId }) => `${ruleId} ${messageId}`);
}

describe('a waiver', () => {
  test('waives every finding of its rule and target, which keeps its place, and counts apart', () => {
    const { results, summary } = reportOf(FAULTS, { waivers: [WAIVER] });
    const { reason, owner, expires, location } = WAIVER;
    expect(results.map(({ waiver }) => waiver)).toEqual([
      { reason, owner, expires, location },
      { reason, owner, expires, location },
      undefined,
    ]);
    expect(summary).toMatchObject({ waived: 2, findings: { high: 1 }, results: { fail: 3 } });
  });

  test('never counts towards the exit code', () => {
    const both = [WAIVER, { ...WAIVER, targetIds: [SECOND.id] }];
    expect(exitCode(reportOf(FAULTS, { waivers: [WAIVER] }), 'high')).toBe(1);
    expect(exitCode(reportOf(FAULTS, { waivers: both }), 'low')).toBe(0);
  });

  test('holds through its last day and not a day longer', () => {
    expect(reportOf(FAULTS, { waivers: [WAIVER], day: '2026-11-25' }).summary.waived).toBe(2);
    const after = reportOf(FAULTS, { waivers: [WAIVER], day: '2026-11-26' });
    expect(after.summary.waived).toBe(0);
    expect(messages(after)).toEqual(['waiver-is-valid expired']);
  });

  test.each([
    ['cors-rule/high', 1],
    ['cors-rule/low', 1],
    ['cors-rule/medium', 0],
    ['cors-rule', 2],
  ])('by %s waives %i', (rule, waived) => {
    const results = [fail(FIRST, 'cors-rule', 'a'), fail(FIRST, 'cors-rule', 'b', { severity: 'low' })];
    expect(reportOf(results, { waivers: [{ ...WAIVER, rule }] }).summary.waived).toBe(waived);
  });

  test('never waives what could not be verified', () => {
    const report = reportOf([open(FIRST, 'cors-rule')], { waivers: [WAIVER] });
    expect(report.summary).toMatchObject({ waived: 0, results: { open: 1 } });
    expect(exitCode(report, 'high')).toBe(3);
  });
});

describe('a waiver is a finding itself', () => {
  const { expires: _, ...dateless } = WAIVER;

  test.each<[string, DeclaredWaiver, string]>([
    ['where the schema found a fault', { ...WAIVER, faults: ['owner is missing'] }, 'malformed'],
    ['without a date', { ...dateless, faults: [] }, 'malformed'],
    ['with a day that does not exist', { ...WAIVER, expires: '2027-02-29' }, 'malformed'],
    ['for a rule that does not exist', { ...WAIVER, rule: 'cors-rul' }, 'unknownRule'],
    ['for a rule that the engine answers', { ...WAIVER, rule: 'evidence-readable' }, 'cannotBeWaived'],
    ['for a waiver', { ...WAIVER, rule: 'waiver-is-valid/medium' }, 'cannotBeWaived'],
    ['for no bucket of the fleet', { ...WAIVER, targetIds: [] }, 'unknownBucket'],
    ['past its day', { ...WAIVER, expires: '2025-11-25' }, 'expired'],
  ])('%s, and waives nothing', (_name, waiver, messageId) => {
    const report = reportOf(FAULTS, { waivers: [waiver] });
    expect(report.summary.waived).toBe(0);
    expect(fleetFindings(report)).toMatchObject([
      {
        ruleId: 'waiver-is-valid',
        messageId,
        severity: 'medium',
        targetId: 'byob.yaml',
        location: WAIVER.location,
        remediation: { text: expect.stringMatching(/\w+/) as string },
      },
    ]);
    expect(fleetFindings(report)[0]?.message).not.toMatch(/\{\{|undefined/);
  });

  test('every message is told by one of these', () => {
    expect(Object.keys(waiverIsValid.messages).toSorted()).toEqual(
      ['malformed', 'unknownRule', 'cannotBeWaived', 'unknownBucket', 'expired'].toSorted(),
    );
    expect(Object.keys(waiverIsUsed.messages)).toEqual(['unused']);
  });

  test('stands last, in the order of the file, each with its own fingerprint', () => {
    const waivers = ['x', 'y', 'x'].map((bucket) => ({ ...WAIVER, bucket, targetIds: [] }));
    const report = reportOf(FAULTS, { waivers });
    expect(report.results.slice(-3).map(({ data }) => data?.['waiver'])).toEqual([
      'of cors-rule for x',
      'of cors-rule for y',
      'of cors-rule for x',
    ]);
    expect(new Set(fleetFindings(report).map(({ fingerprint }) => fingerprint)).size).toBe(3);
  });

  test('only where its rule is asked', () => {
    const rules = RULES.filter(({ id }) => id !== 'waiver-is-valid');
    expect(messages(reportOf(FAULTS, { waivers: [{ ...WAIVER, targetIds: [] }], rules }))).toEqual([]);
  });
});

describe('an unused waiver', () => {
  const NONE = [pass(FIRST, 'cors-rule'), pass(SECOND, 'cors-rule')];

  test('is a low finding', () => {
    const report = reportOf(NONE, { waivers: [WAIVER] });
    expect(fleetFindings(report)).toMatchObject([
      { ruleId: 'waiver-is-used', severity: 'low', remediation: { text: expect.any(String) as string } },
    ]);
  });

  test.each<[string, Report]>([
    ['in use', reportOf(FAULTS, { waivers: [WAIVER] })],
    [
      'in use by one of two targets',
      reportOf(FAULTS, { waivers: [{ ...WAIVER, targetIds: [FIRST.id, SECOND.id] }] }),
    ],
    ['in use, though another waives the same', reportOf(FAULTS, { waivers: [WAIVER, WAIVER] })],
    ['open', reportOf([open(FIRST, 'cors-rule')], { waivers: [WAIVER] })],
    [
      'of a bucket not selected',
      reportOf([pass(SECOND, 'cors-rule')], { waivers: [WAIVER], targets: [SECOND] }),
    ],
    ['of a rule not asked', reportOf(NONE, { waivers: [{ ...WAIVER, rule: 'rule-not-asked' }] })],
    ['of an interrupted run', reportOf([], { waivers: [WAIVER], complete: false })],
  ])('is not told where it may be needed: %s', (_name, report) => {
    expect(messages(report)).toEqual([]);
  });
});
