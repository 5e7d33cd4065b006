// The endpoint for probes: alive, and late once a due run has not ended well.

import { expect, onTestFinished, test } from 'vitest';
import { healthBoard, startHealthServer } from '../../src/schedule/health.ts';
import type { HealthBoard } from '../../src/schedule/health.ts';

const HOUR = 3_600_000;

function day(day: number, hour = 2): Date {
  return new Date(Date.UTC(2026, 10, day, hour));
}

function board(): { readonly board: HealthBoard; at: Date } {
  const clock = { at: day(1) };
  return Object.assign(clock, { board: healthBoard(() => clock.at, HOUR) });
}

test('late when the first due run does not end well in time, good again after one that does', () => {
  const clock = board();
  clock.board.update({ nextRun: day(2) });
  clock.at = day(2, 3);
  expect(clock.board.health().status).toBe('ok');
  const failed = { runId: 'a', endedAt: day(2) };
  clock.board.update({ nextRun: day(3), last: failed });
  clock.at = day(2, 4);
  expect(clock.board.health()).toMatchObject({ status: 'late', lastRun: { runId: 'a', complete: false } });
  const partial = { runId: 'b', endedAt: day(3), outcome: { complete: false, exitCode: 3 } };
  clock.board.update({ nextRun: day(4), last: partial });
  expect(clock.board.health().status).toBe('late');
  const good = { runId: 'c', endedAt: day(4), outcome: { complete: true, exitCode: 1 } };
  clock.board.update({ nextRun: day(5), last: good });
  clock.at = day(4, 5);
  expect(clock.board.health()).toEqual({
    status: 'ok',
    nextRun: day(5).toISOString(),
    lastRun: { runId: 'c', endedAt: day(4).toISOString(), complete: true },
    lastSuccess: day(4).toISOString(),
  });
  clock.at = day(5, 4);
  expect(clock.board.health().status).toBe('late');
});

test('over HTTP', async () => {
  const clock = board();
  clock.board.update({ nextRun: day(2) });
  const server = await startHealthServer('127.0.0.1', 0, clock.board);
  onTestFinished(() => server.close());
  const get = (path: string, method = 'GET'): Promise<number> =>
    fetch(`http://127.0.0.1:${server.port}${path}`, { method }).then(({ status }) => status);
  expect([await get('/live'), await get('/health'), await get('/'), await get('/live', 'POST')]).toEqual([
    200, 200, 404, 404,
  ]);
  clock.at = day(3);
  expect([await get('/live'), await get('/health?x=1', 'HEAD')]).toEqual([200, 503]);
  await expect(startHealthServer('127.0.0.1', server.port, clock.board)).rejects.toThrow('EADDRINUSE');
});
