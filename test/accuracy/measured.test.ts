// A missed, an invented and an open result each show in the figures and in the list of differences.

import { expect, test } from 'vitest';
import type { Outcome } from './audited.ts';
import { DEDICATED } from './case.ts';
import { differences, measure, precision, recall } from './measured.ts';

/** A row of one target that must have `finds`, audited with `found`. */
function outcome(
  id: string,
  finds: readonly string[],
  found: readonly string[],
  open: readonly string[] = [],
): Outcome {
  const target = { declared: {}, finds, open: [] };
  const row = { id, reason: '', deployment: DEDICATED, world: {}, targets: [target] };
  return { row, target, found, open, judged: ['https-only', 'cors-configured'] };
}

const OUTCOMES = [
  outcome('right', ['https-only/open'], ['https-only/open']),
  outcome('quiet', [], []),
  outcome('missed', ['https-only/open'], []),
  outcome('invented', [], ['https-only/open']),
  outcome('otherwise', ['https-only/open'], ['https-only/plain']),
  outcome('unread', [], [], ['https-only']),
];

test('each rule is counted by what must be found and what is', () => {
  const measures = measure(OUTCOMES);
  const https = measures.find(({ rule }) => rule === 'https-only');
  expect(https).toMatchObject({ found: 2, missed: 1, invented: 1, silent: 2 });
  expect(measures.find(({ rule }) => rule === 'cors-configured')).toMatchObject({ found: 0, silent: 6 });
  expect(precision({ found: 2, invented: 1 })).toBeCloseTo(2 / 3);
  expect(recall({ found: 2, missed: 1 })).toBeCloseTo(2 / 3);
  expect([precision({ found: 0, invented: 0 }), recall({ found: 0, missed: 0 })]).toEqual([1, 1]);
});

test('whatever differs from its row is listed', () => {
  expect(differences(OUTCOMES)).toEqual([
    'missed: misses https-only/open',
    'invented: invents https-only/open',
    'otherwise: misses https-only/open, invents https-only/plain',
    'unread: leaves https-only open',
  ]);
});
