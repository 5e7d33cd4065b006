// The history file: a line a run, whatever happened to the lines before.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appendHistory, readHistory } from '../../src/deliver/history.ts';
import { folderStore } from '../../src/deliver/stores/folder.ts';
import type { ObjectStore } from '../../src/deliver/stores/store.ts';
import type { HistoryPoint } from '../../src/model/report.ts';

let folder: string;
let file: string;
let store: ObjectStore;
const KEY = 'history.jsonl';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'byob-history-'));
  store = folderStore(join(folder, 'kept'));
  file = store.at(KEY);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function point(runId: string): HistoryPoint {
  return {
    runId,
    finishedAt: '2026-11-25T00:00:00.000Z',
    complete: true,
    summary: {
      targets: 1,
      buckets: 1,
      results: { pass: 1, fail: 0, open: 0, notApplicable: 0 },
      findings: { critical: 0, high: 0, medium: 0, low: 0 },
      waived: 0,
    },
  };
}

test('is empty before the first run, and holds each run in a line', async () => {
  expect(await readHistory(store, KEY)).toEqual({ points: [], faulty: [] });
  await appendHistory(store, KEY, point('a'));
  await appendHistory(store, KEY, { ...point('b'), change: { new: 1, fixed: 2 } });
  expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(3);
  expect(await readHistory(store, KEY)).toEqual({
    points: [point('a'), { ...point('b'), change: { new: 1, fixed: 2 } }],
    faulty: [],
  });
});

test('a line cut short, or of something else, is told and spoils no other', async () => {
  await appendHistory(store, KEY, point('a'));
  writeFileSync(file, `${readFileSync(file, 'utf8')}{"runId":"b"}\n{"runId":"c","finis`);
  await appendHistory(store, KEY, point('d'));
  const { points, faulty } = await readHistory(store, KEY);
  expect(points.map(({ runId }) => runId)).toEqual(['a', 'd']);
  expect(faulty).toEqual([2, 3]);
});

test('gives the newest 90', async () => {
  await appendHistory(store, KEY, point('first'));
  writeFileSync(file, Array.from({ length: 100 }, (_, i) => JSON.stringify(point(`${i}`))).join('\r\n'));
  await appendHistory(store, KEY, point('last'));
  const { points } = await readHistory(store, KEY);
  expect(points).toHaveLength(90);
  expect([points[0]?.runId, points[89]?.runId]).toEqual(['11', 'last']);
});
