// What people are told: what changed, once, most severe first, in a few lines.

import { expect, test } from 'vitest';
import { changeOf, isQuiet, standing } from '../../../src/deliver/notify/change.ts';
import { messageOf } from '../../../src/deliver/notify/message.ts';
import type { Report } from '../../../src/model/report.ts';
import type { DeclaredWaiver } from '../../../src/model/waiver.ts';
import { fail, FIRST, open, pass, reportOf, SECOND } from '../../evaluate/reports.ts';

const DAY_1 = reportOf([fail(FIRST, 'cors-rule', 'a'), pass(FIRST, 'tls-rule'), pass(SECOND, 'tls-rule')], {
  day: '2026-11-24',
});

function waiver(expires: string): DeclaredWaiver {
  return {
    rule: 'cors-rule',
    bucket: FIRST.id,
    reason: 'r',
    owner: 'o@acme.example',
    expires,
    targetIds: [FIRST.id],
    faults: [],
    location: { file: 'byob.yaml', line: 9, column: 5 },
  };
}

test('nothing changed: nothing to tell', () => {
  const again = reportOf([fail(FIRST, 'cors-rule', 'a'), pass(FIRST, 'tls-rule'), pass(SECOND, 'tls-rule')], {
    baseline: DAY_1,
  });
  expect(isQuiet(changeOf(again))).toBe(true);
});

test('new, fixed, newly unreadable; what is waived or was there before is not told', () => {
  const results = [
    pass(FIRST, 'cors-rule'),
    open(FIRST, 'tls-rule'),
    fail(SECOND, 'tls-rule', 'm'),
    fail(SECOND, 'cors-rule', 'h'),
  ];
  const change = changeOf(reportOf(results, { baseline: DAY_1 }));
  expect(change.new.map(({ message }) => message)).toEqual(['h is at fault.', 'm is at fault.']);
  expect(change.fixed.map(({ message }) => message)).toEqual(['a is at fault.']);
  expect(change.unreadable.map(({ ruleId }) => ruleId)).toEqual(['tls-rule']);
  expect(change.since?.runId).toBe('run of 2026-11-24');
  const waived = reportOf([fail(FIRST, 'cors-rule', 'new one')], {
    baseline: DAY_1,
    waivers: [waiver('2027-12-31')],
  });
  expect(changeOf(waived).new).toEqual([]);
});

test('an unreadable bucket is told by its rules, or by evidence-readable alone', () => {
  const both = reportOf(
    [open(FIRST, 'tls-rule'), open(FIRST, 'evidence-readable'), open(SECOND, 'evidence-readable')],
    {
      baseline: DAY_1,
    },
  );
  expect(changeOf(both).unreadable.map(({ targetId, ruleId }) => [targetId, ruleId])).toEqual([
    [FIRST.id, 'tls-rule'],
    [SECOND.id, 'evidence-readable'],
  ]);
});

test('a first run: all findings are new', () => {
  const change = changeOf(DAY_1);
  expect(change.new).toHaveLength(1);
  expect(change.since).toBeUndefined();
});

test('a waiver about to end is told at 14 and 3 days and on its last day, once each, missed nights or not', () => {
  const told: string[] = [];
  let baseline: Report | undefined;
  for (const day of ['01', '10', '11', '12', '20', '23', '24', '25']) {
    const report = reportOf([fail(FIRST, 'cors-rule', 'a')], {
      day: `2026-11-${day}`,
      waivers: [waiver('2026-11-25')],
      ...(baseline !== undefined && { baseline }),
    });
    if (changeOf(report).expiring.length > 0) told.push(day);
    baseline = report;
  }
  expect(told).toEqual(['11', '23', '25']);
});

test('what stands: what is last known is known, too, and no issue of it is closed', () => {
  const now = reportOf([open(FIRST, 'cors-rule'), fail(SECOND, 'tls-rule', 'm')], { baseline: DAY_1 });
  const { open: standingNow, known } = standing(now);
  expect(standingNow.map(({ message }) => message)).toEqual(['m is at fault.']);
  expect(known.has(DAY_1.results.find(({ kind }) => kind === 'fail')?.fingerprint ?? '')).toBe(true);
});

test('the message: counts first, ten of a kind, one line each whatever the text holds', () => {
  const many = Array.from({ length: 13 }, (_, i) => fail(FIRST, 'cors-rule', `n${i}\n@here`));
  const { subject, lines } = messageOf(changeOf(reportOf(many, { complete: false })), 's3://reports/x.html');
  expect(subject).toBe('byob-audit: 13 new (partial run)');
  expect(lines.slice(0, 2)).toEqual(['New:', `  high ${FIRST.id} cors-rule: n0 @here is at fault.`]);
  expect(lines).toContain('  and 3 more');
  expect(lines.at(-1)).toBe('Report: s3://reports/x.html');
  expect(lines.some((line) => line.includes('\n'))).toBe(false);
});
