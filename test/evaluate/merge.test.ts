// Parts of a run, merged: the same report whatever the order and the cuts, and the one that a single run gives.

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMerger, keepNotable, mergeReports, reviewMerged } from '../../src/evaluate/merge.ts';
import { buildReport } from '../../src/evaluate/report.ts';
import type { Report, Result } from '../../src/model/report.ts';
import type { Target } from '../../src/model/target.ts';
import type { DeclaredWaiver } from '../../src/model/waiver.ts';
import { aTarget } from '../rules/test-rule.ts';
import { fail, open, pass, reportOf, RULES } from './reports.ts';

const TOOL = { name: 'byob-audit', version: '1' };
const TARGETS: readonly Target[] = Array.from({ length: 9 }, (_, i) =>
  aTarget('aws', {
    // Names in another order than lines.
    bucket: `acme-${(i * 5) % 9}`,
    location: { file: i < 6 ? 'a.yaml' : 'b.yaml', line: 3 + i, column: 5 },
  }),
);
const CHECKED = ['cors-rule', 'tls-rule'] as const;

type Verdicts = readonly ('pass' | 'fail' | 'open')[];
/** Of each rule for each target. */
const verdicts = fc.array(fc.constantFrom('pass', 'fail', 'open'), {
  minLength: TARGETS.length * CHECKED.length,
  maxLength: TARGETS.length * CHECKED.length,
}) as fc.Arbitrary<Verdicts>;
/** The part in which each target is. */
const cut = fc.array(fc.nat({ max: 4 }), { minLength: TARGETS.length, maxLength: TARGETS.length });

function resultsOf(targets: readonly Target[], kinds: Verdicts): Result[] {
  return targets.flatMap((target) =>
    CHECKED.map((ruleId, rule) => {
      const kind = kinds[TARGETS.indexOf(target) * CHECKED.length + rule];
      if (kind === 'fail') return fail(target, ruleId, 'it');
      return kind === 'open' ? open(target, ruleId) : pass(target, ruleId);
    }),
  );
}

function partOf(targets: readonly Target[], kinds: Verdicts, second = 0): Report {
  return buildReport({
    tool: TOOL,
    run: {
      id: 'r',
      startedAt: `2026-11-25T02:00:0${second}.000Z`,
      finishedAt: `2026-11-25T02:01:0${second}.000Z`,
      complete: second !== 3,
    },
    targets,
    rules: RULES,
    results: resultsOf(targets, kinds),
  });
}

function partsOf(kinds: Verdicts, places: readonly number[]): Report[] {
  const groups = Map.groupBy(TARGETS, (target) => places[TARGETS.indexOf(target)] ?? 0);
  return [...groups].map(([place, targets]) => partOf(targets, kinds, place));
}

test('order-free: any order of the parts gives the same report', () => {
  const shuffled = fc
    .tuple(verdicts, cut)
    .map(([kinds, places]) => partsOf(kinds, places))
    .chain((parts) => fc.tuple(fc.constant(parts), fc.shuffledSubarray(parts, { minLength: parts.length })));
  fc.assert(
    fc.property(shuffled, ([parts, other]) => {
      expect(mergeReports(other)).toEqual(mergeReports(parts));
    }),
  );
});

test('in the order of the fleet: targets, results and counts of one run over all', () => {
  fc.assert(
    fc.property(verdicts, cut, (kinds, places) => {
      const { targets, results, summary } = mergeReports(partsOf(kinds, places));
      const whole = partOf(TARGETS, kinds);
      expect({ targets, results, summary }).toEqual({
        targets: whole.targets,
        results: whole.results,
        summary: whole.summary,
      });
    }),
  );
});

test('associative: merged in whatever groups, the whole is the same', () => {
  fc.assert(
    fc.property(verdicts, cut, fc.nat(), (kinds, places, at) => {
      const parts = partsOf(kinds, places);
      const middle = at % parts.length;
      const [left, right] = [parts.slice(0, middle), parts.slice(middle)];
      const nested = left.length === 0 ? right : [mergeReports(left), mergeReports(right)];
      expect(mergeReports(nested)).toEqual(mergeReports(parts));
    }),
  );
});

test('merged and reviewed, with or without passes kept: the report of one run over all targets', () => {
  const waivers: readonly DeclaredWaiver[] = [0, 8].map((i) => ({
    rule: 'cors-rule',
    bucket: TARGETS[i]?.id ?? '',
    reason: 'r',
    owner: 'o@acme.example',
    expires: '2027-01-01',
    targetIds: [TARGETS[i]?.id ?? ''],
    faults: [],
    location: { file: 'a.yaml', line: 40 + i, column: 5 },
  }));
  fc.assert(
    fc.property(verdicts, verdicts, cut, fc.boolean(), (before, kinds, places, keepsAll) => {
      const baseline = reportOf(resultsOf(TARGETS, before), { targets: TARGETS, day: '2026-11-24' });
      const review = { waivers, knownRules: new Set(RULES.map(({ id }) => id)), baseline };
      const isKept = keepNotable(baseline);
      const merger = createMerger((result) => (keepsAll || isKept(result) ? result : undefined));
      for (const part of partsOf(kinds, places)) merger.add(part);
      const merged = merger.report();
      const { tool, run } = merged;
      const all = { tool, run, targets: TARGETS, rules: RULES, results: resultsOf(TARGETS, kinds), review };
      const whole = buildReport(all);
      const reviewed = reviewMerged(merged, { targets: TARGETS, rules: RULES, review });
      expect(reviewed.summary).toEqual(whole.summary);
      expect(reviewed.baseline).toEqual(whole.baseline);
      expect(reviewed).toEqual({
        ...whole,
        results: keepsAll ? whole.results : whole.results.filter(isKept),
      });
    }),
  );
});

test('a bucket whose targets are in several parts is one bucket', () => {
  const [first] = TARGETS as [Target];
  const other = { ...first, id: `${first.id}#team=x`, location: { ...first.location, line: 90 } };
  const all = Array.from({ length: 18 }, () => 'pass' as const);
  const { summary, targets } = mergeReports([
    partOf([TARGETS[1] as Target, other], all),
    partOf([first], all),
  ]);
  expect(summary).toMatchObject({ targets: 3, buckets: 2 });
  expect(targets.map(({ id }) => id)).toEqual([first.id, other.id, TARGETS[1]?.id]);
});

test.each<[string, (part: Report) => Report[]]>([
  ['nothing', () => []],
  ['a target twice', (part) => [part, part]],
  ['another run', (part) => [part, { ...part, targets: [], run: { ...part.run, id: 'other' } }]],
  ['another version', (part) => [part, { ...part, targets: [], tool: { ...TOOL, version: '2' } }]],
  ['other rules', (part) => [part, { ...part, targets: [], rules: [] }]],
  ['a compared report', () => [reportOf([], { baseline: reportOf([]) })]],
])('%s is refused', (_, parts) => {
  const all = Array.from({ length: 18 }, () => 'pass' as const);
  expect(() => mergeReports(parts(partOf(TARGETS, all)))).toThrow(
    expect.objectContaining({ name: 'MergeError' }) as Error,
  );
});
