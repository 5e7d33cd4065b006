// What every function has: its time, its log, its run.

import { jsonLog, withFields } from '../schedule/log.ts';
import type { Log } from '../schedule/log.ts';
import { runIdOf } from '../schedule/run-id.ts';
import type { Env } from './settings.ts';

/** The part of Lambda's context that is used: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
export interface LambdaContext {
  readonly awsRequestId?: string;
  readonly getRemainingTimeInMillis: () => number;
}

/** What handlers touch of the world. */
export interface World {
  readonly env: Env;
  readonly now: () => Date;
  readonly log: Log;
}

/** The world of a function that runs in Lambda. */
export function lambdaWorld(): World {
  const now = (): Date => new Date();
  return { env: process.env, now, log: jsonLog(process.stdout, now) };
}

/** Part of a function's time that is kept for writing what was read, and at most so much of it. */
const RESERVE = { share: 0.2, mostMs: 60_000 } as const;

/** Aborted while there is time left to report; call `clear` when the work is done. */
export function deadlineOf(context: LambdaContext): {
  readonly signal: AbortSignal;
  readonly clear: () => void;
} {
  const left = context.getRemainingTimeInMillis();
  const controller = new AbortController();
  const reserve = Math.min(RESERVE.mostMs, left * RESERVE.share);
  const timer = setTimeout(() => controller.abort(), Math.max(0, left - reserve));
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
}

/**
 * The run of an event: of the time it was scheduled for (`scheduledTime`, ISO 8601), so that a retry is the same run; of
 * now for one that was started by hand.
 */
export function runOf(
  event: unknown,
  { now }: Pick<World, 'now'>,
): { readonly id: string; readonly day: string } {
  const { scheduledTime } = (event ?? {}) as { scheduledTime?: unknown };
  const time = typeof scheduledTime === 'string' ? Date.parse(scheduledTime) : Number.NaN;
  const at = Number.isNaN(time) ? now() : new Date(time);
  return { id: runIdOf(at), day: at.toISOString().slice(0, 10) };
}

/** The log with the run and the request on every line. */
export function logOf({ log }: World, runId: string, { awsRequestId }: LambdaContext): Log {
  return withFields(log, { runId, ...(awsRequestId !== undefined && { requestId: awsRequestId }) });
}
