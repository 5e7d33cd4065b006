// Every row of the accuracy table has exactly the findings it must have: nothing missed, nothing invented.

import { beforeAll, describe, expect, test } from 'vitest';
import { RULES } from '../../rules/index.ts';
import { ENGINE_RULES } from '../../src/model/rule.ts';
import { auditTable, openOf, ruleOf, sorted } from './audited.ts';
import type { Outcome } from './audited.ts';
import { TABLE } from './table.ts';

let outcomes: Outcome[] = [];
beforeAll(async () => {
  outcomes = await auditTable(TABLE);
}, 600_000);

describe('the table', () => {
  test('holds 150 buckets or more, each under a name of its own', () => {
    const ids = TABLE.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(150);
  });
});

test('a fault of every rule that a configuration can break is in the table', () => {
  const found = new Set(TABLE.flatMap(({ targets }) => targets.flatMap(({ finds }) => finds.map(ruleOf))));
  const missing = RULES.filter(({ id }) => !found.has(id) && !ENGINE_RULES.includes(id)).map(({ id }) => id);
  expect(missing).toEqual([]);
});

describe('a bucket has the findings of its row and no other', () => {
  test.each(TABLE)('$id', (row) => {
    const ours = outcomes.filter((outcome) => outcome.row === row);
    expect(
      ours.map(({ found, open }) => ({ finds: found, open })),
      row.reason,
    ).toEqual(row.targets.map((target) => ({ finds: sorted(target.finds), open: openOf(target) })));
  });
});
