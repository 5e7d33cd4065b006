// The schedule kept over days of a false clock: one run at a time, deadlines, ends, clock changes.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepSchedule, scheduleProblem } from '../../src/schedule/schedule.ts';
import type {
  Keeping,
  RunContext,
  RunOutcome,
  Schedule,
  ScheduleState,
} from '../../src/schedule/schedule.ts';

const MINUTE = 60_000;
const GOOD: RunOutcome = { complete: true, exitCode: 0 };
const NIGHTLY: Schedule = {
  cron: '15 2 * * *',
  timeZone: 'Europe/Berlin',
  jitterMs: 0,
  runAtStart: false,
  deadlineMs: 30 * MINUTE,
};

beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-11-25T12:00:00Z') }));
afterEach(() => void vi.useRealTimers());

interface Kept {
  readonly runs: { readonly id: string; readonly at: string }[];
  readonly events: string[];
  readonly states: ScheduleState[];
  readonly end: AbortController;
  readonly kept: Promise<void>;
}

function keep(
  over: Partial<Schedule> = {},
  run: (context: RunContext) => Promise<RunOutcome> = () => Promise.resolve(GOOD),
  more: Partial<Keeping> = {},
): Kept {
  const [runs, events, states] = [[] as Kept['runs'], [] as string[], [] as ScheduleState[]];
  const end = new AbortController();
  const kept = keepSchedule(
    { ...NIGHTLY, ...over },
    {
      run: (context) => {
        runs.push({ id: context.runId, at: new Date().toISOString() });
        return run(context);
      },
      log: (_level, event) => void events.push(event),
      now: () => new Date(),
      signal: end.signal,
      onState: (state) => void states.push(state),
      ...more,
    },
  );
  return { runs, events, states, end, kept };
}

async function pass(minutes: number): Promise<void> {
  for (let left = minutes; left > 0; left -= 15)
    await vi.advanceTimersByTimeAsync(Math.min(15, left) * MINUTE);
}

test('runs at its time in its zone; the run id is that time', async () => {
  const { runs, end, kept } = keep();
  await pass(48 * 60);
  end.abort();
  await kept;
  expect(runs).toEqual([
    { id: '20261126T011500Z', at: '2026-11-26T01:15:00.000Z' },
    { id: '20261127T011500Z', at: '2026-11-27T01:15:00.000Z' },
  ]);
});

test('summer time comes: the night without 2:15 has its run, and each night one', async () => {
  vi.setSystemTime(new Date('2027-03-26T12:00:00Z'));
  const { runs, end, kept } = keep();
  await pass(4 * 24 * 60);
  end.abort();
  await kept;
  expect(runs.map(({ at }) => at)).toEqual([
    '2027-03-27T01:15:00.000Z',
    '2027-03-28T01:00:00.000Z',
    '2027-03-29T00:15:00.000Z',
    '2027-03-30T00:15:00.000Z',
  ]);
});

test('once a year, in the hour that is skipped, from months before: there is a run', async () => {
  vi.setSystemTime(new Date('2027-01-01T12:00:00Z'));
  const { runs, end, kept } = keep({ cron: '15 2 28 3 *' });
  for (let day = 0; day < 120; day++) await vi.advanceTimersByTimeAsync(24 * 60 * MINUTE);
  end.abort();
  await kept;
  expect(runs).toEqual([{ id: '20270328T010000Z', at: '2027-03-28T01:00:00.000Z' }]);
});

test('winter time comes: 2:15 is there twice, the run once', async () => {
  vi.setSystemTime(new Date('2026-10-24T12:00:00Z'));
  const { runs, end, kept } = keep();
  await pass(36 * 60);
  end.abort();
  await kept;
  expect(runs).toHaveLength(1);
});

test('a run at start, on demand, without jitter', async () => {
  const { runs, end, kept } = keep({ runAtStart: true, jitterMs: MINUTE });
  await vi.advanceTimersByTimeAsync(1);
  expect(runs).toHaveLength(1);
  end.abort();
  await kept;
});

test('jitter delays a run by its share', async () => {
  const { runs, end, kept } = keep({ jitterMs: 10 * MINUTE }, undefined, { random: () => 0.5 });
  await pass(14 * 60);
  end.abort();
  await kept;
  expect(runs).toEqual([{ id: '20261126T011500Z', at: '2026-11-26T01:20:00.000Z' }]);
});

test('never two at once: a time that comes during a run is skipped and logged', async () => {
  const slow = (): Promise<RunOutcome> =>
    new Promise((resolve) => setTimeout(() => resolve(GOOD), 25 * MINUTE));
  const { runs, events, end, kept } = keep({ cron: '*/10 * * * *' }, slow);
  await pass(60);
  end.abort();
  await pass(30);
  await kept;
  expect(runs.map(({ at }) => at.slice(11, 16))).toEqual(['12:10', '12:40']);
  expect(events.filter((event) => event === 'run-skipped')).toHaveLength(4);
});

test('a run that takes too long is told to report what it has', async () => {
  let cutAt: string | undefined;
  const hangs = ({ signal }: RunContext): Promise<RunOutcome> =>
    new Promise((resolve) =>
      signal.addEventListener('abort', () => {
        cutAt = new Date().toISOString();
        resolve({ complete: false, exitCode: 3 });
      }),
    );
  const { states, events, end, kept } = keep({}, hangs);
  await pass(15 * 60);
  end.abort();
  await kept;
  expect(cutAt).toBe('2026-11-26T01:45:00.000Z');
  expect(events).toContain('run-cut-short');
  expect(states.at(-1)?.last?.outcome?.complete).toBe(false);
});

test('told to end during a run: it has ten seconds, then it reports what it has', async () => {
  const { events, end, kept } = keep(
    { runAtStart: true },
    ({ signal }) =>
      new Promise((resolve) =>
        signal.addEventListener('abort', () => resolve({ complete: false, exitCode: 3 })),
      ),
  );
  await vi.advanceTimersByTimeAsync(1000);
  end.abort();
  let ended = false;
  void kept.then(() => (ended = true));
  await vi.advanceTimersByTimeAsync(9000);
  expect(ended).toBe(false);
  await vi.advanceTimersByTimeAsync(1100);
  expect(ended).toBe(true);
  expect(events.slice(-3)).toEqual(['run-cut-short', 'run-ended', 'schedule-ended']);
});

test('told to end during the jitter: nothing starts', async () => {
  const { runs, end, kept } = keep({ jitterMs: 60 * MINUTE }, undefined, { random: () => 0.9 });
  await pass(13 * 60 + 30);
  end.abort();
  await kept;
  expect(runs).toEqual([]);
});

test('a run that fails does not end the schedule', async () => {
  let first = true;
  const { runs, events, states, end, kept } = keep({}, () => {
    if (!first) return Promise.resolve(GOOD);
    first = false;
    return Promise.reject(new Error('the fleet file is gone'));
  });
  await pass(48 * 60);
  end.abort();
  await kept;
  expect(runs).toHaveLength(2);
  expect(events).toContain('run-failed');
  expect(states.map(({ last }) => last?.outcome?.complete)).toEqual([undefined, undefined, true]);
});

test.each([
  ['0 0 30 2 *', 'UTC', /no schedule that ever fires/],
  ['nonsense', 'UTC', /no schedule that ever fires/],
  ['15 2 * * *', 'Europe/Nowhere', /no time zone 'Europe\/Nowhere'/],
])('%s in %s is refused', async (cron, timeZone, problem) => {
  expect(scheduleProblem({ cron, timeZone })).toMatch(problem);
  await expect(keep({ cron, timeZone }).kept).rejects.toThrow(problem);
});
