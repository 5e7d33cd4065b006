// Keeps a schedule: one run at a time, each with its deadline, until it is told to end.

import { createTask } from 'node-cron';
import type { ScheduledTask } from 'node-cron';
import { madeUpAt } from './clock-change.ts';
import { reasonOf, withFields } from './log.ts';
import type { Log } from './log.ts';
import { runIdOf } from './run-id.ts';

export interface Schedule {
  /** Five fields, or six with seconds first. */
  readonly cron: string;
  /** IANA name, e.g. `Europe/Berlin`. */
  readonly timeZone: string;
  /** A run starts up to this much later, at random: many schedules of the same minute do not hit a cloud together. */
  readonly jitterMs: number;
  /** One run at once, too. */
  readonly runAtStart: boolean;
  /** Of a run: then it reports what it has. */
  readonly deadlineMs: number;
}

export interface RunContext {
  readonly runId: string;
  readonly log: Log;
  /** Aborted at the deadline, and some seconds after the schedule was told to end. */
  readonly signal: AbortSignal;
}

/** What a run says of itself, logged with whatever it says beside; a run that rejects has failed. */
export interface RunOutcome {
  readonly complete: boolean;
  readonly exitCode: number;
}

export interface Keeping {
  readonly run: (context: RunContext) => Promise<RunOutcome>;
  readonly log: Log;
  readonly now: () => Date;
  /** Aborted: no run starts any more, the one under way ends. */
  readonly signal: AbortSignal;
  /** Told before the first run and after every run; `nextRun` is the next regular one. */
  readonly onState?: (state: ScheduleState) => void;
  /** 0 up to 1. */
  readonly random?: () => number;
}

export interface ScheduleState {
  readonly nextRun: Date;
  /** The run that ended last; without an outcome it failed. */
  readonly last?: { readonly runId: string; readonly endedAt: Date; readonly outcome?: RunOutcome };
}

/** What a run that is under way has left when the schedule is told to end; Kubernetes kills after 30 s. */
const GRACE_MS = 10_000;

/** Why a schedule cannot be kept, in words; undefined where it can. */
export function scheduleProblem({ cron, timeZone }: Pick<Schedule, 'cron' | 'timeZone'>): string | undefined {
  try {
    Intl.DateTimeFormat('en', { timeZone });
  } catch {
    return `there is no time zone '${timeZone}': use a name like Europe/Berlin`;
  }
  try {
    void createTask(cron, () => undefined, { timezone: timeZone }).destroy();
    return undefined;
  } catch (error) {
    return `'${cron}' is no schedule that ever fires: ${reasonOf(error)}`;
  }
}

/**
 * Runs at every time of the schedule until the signal is aborted; resolves when the last run has ended. A time that comes
 * while a run is under way is skipped, one that the machine slept through or that a change to summer time swallowed is
 * made up for. A run that fails never ends the schedule. Throws a RangeError where {@link scheduleProblem} finds one.
 */
export async function keepSchedule(schedule: Schedule, keeping: Keeping): Promise<void> {
  const problem = scheduleProblem(schedule);
  if (problem !== undefined) throw new RangeError(problem);
  const { log, now, signal } = keeping;
  let last: ScheduleState['last'];
  let underWay: Promise<void> | undefined;
  const due = (scheduledFor: Date, reason: string): void => {
    if (underWay !== undefined) return log('warn', 'run-skipped', { reason: 'a run is under way' });
    if (signal.aborted) return;
    underWay = oneRun(schedule, keeping, scheduledFor, reason).then((ended) => {
      underWay = undefined;
      if (ended === undefined) return;
      last = ended;
      announce();
    });
  };
  const { task, stop } = clock(schedule, now, due);
  const nextRun = (): Date => task.getNextRun() ?? now();
  const announce = (): void => keeping.onState?.({ nextRun: nextRun(), ...(last !== undefined && { last }) });
  announce();
  const { cron, timeZone } = schedule;
  log('info', 'schedule-started', { cron, timeZone, nextRun: nextRun().toISOString() });
  if (schedule.runAtStart) due(now(), 'start');
  await aborted(signal);
  stop();
  await underWay;
  log('info', 'schedule-ended');
}

/** Timers cannot wait longer than 24 days. */
const LOOK_AHEAD_MS = 20 * 86_400_000;

/** Calls `due` at every time of the schedule, and for those that were missed. */
function clock(
  { cron, timeZone }: Schedule,
  now: () => Date,
  due: (scheduledFor: Date, reason: string) => void,
): { readonly task: ScheduledTask; readonly stop: () => void } {
  const task = createTask(cron, ({ date }) => onTime(date, 'scheduled'), {
    timezone: timeZone,
    suppressMissedWarning: true,
  });
  let timer: NodeJS.Timeout | undefined;
  const onTime = (date: Date, reason: string): void => {
    // A timer may be early by a millisecond: what was made up for is not to be found again.
    watch(new Date(Math.max(now().getTime(), date.getTime())));
    due(date, reason);
  };
  const watch = (from: Date): void => {
    clearTimeout(timer);
    const ahead = from.getTime() + LOOK_AHEAD_MS;
    const until = new Date(Math.min(ahead, task.getNextRun()?.getTime() ?? ahead));
    const lost = madeUpAt(cron, timeZone, from, until);
    timer =
      lost === undefined
        ? setTimeout(() => watch(now()), LOOK_AHEAD_MS)
        : setTimeout(() => onTime(lost, 'clock-change'), lost.getTime() - now().getTime());
  };
  task.on('execution:missed', ({ date }) => onTime(date, 'missed'));
  void task.start();
  watch(now());
  const stop = (): void => {
    clearTimeout(timer);
    void task.destroy();
  };
  return { task, stop };
}

async function oneRun(
  { jitterMs, deadlineMs }: Schedule,
  { run, log, now, signal, random = Math.random }: Keeping,
  scheduledFor: Date,
  reason: string,
): Promise<ScheduleState['last']> {
  const jitter = reason === 'start' ? 0 : Math.floor(random() * jitterMs);
  if (jitter > 0) await Promise.race([aborted(signal), pause(jitter)]);
  if (signal.aborted) return undefined;
  const runId = runIdOf(scheduledFor);
  const own = withFields(log, { runId });
  const deadline = new AbortController();
  const end = (why: string) => (): void => {
    own('warn', 'run-cut-short', { why });
    deadline.abort();
  };
  const timer = setTimeout(end('deadline'), deadlineMs);
  let grace: NodeJS.Timeout | undefined;
  const onEnd = (): void => void (grace = setTimeout(end('told to end'), GRACE_MS));
  signal.addEventListener('abort', onEnd, { once: true });
  own('info', 'run-started', { reason });
  const started = now().getTime();
  const outcome = await run({ runId, log: own, signal: deadline.signal }).catch((error: unknown) => {
    own('error', 'run-failed', { reason: reasonOf(error), durationMs: now().getTime() - started });
    return undefined;
  });
  clearTimeout(timer);
  clearTimeout(grace);
  signal.removeEventListener('abort', onEnd);
  const endedAt = now();
  if (outcome === undefined) return { runId, endedAt };
  own('info', 'run-ended', { ...outcome, durationMs: endedAt.getTime() - started });
  return { runId, endedAt, outcome };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    // What is left of it keeps no process alive that was told to end.
    setTimeout(resolve, ms).unref();
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
