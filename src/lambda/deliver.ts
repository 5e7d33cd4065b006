// What becomes of a finished report: written, uploaded, told. What fails after the writing fails no run.

import type { ObjectStore } from '../deliver/stores/store.ts';
import { sinksOf } from '../deliver/notify/settings.ts';
import { tellSinks } from '../deliver/notify/tell.ts';
import { exitCode } from '../evaluate/report.ts';
import type { Report } from '../model/report.ts';
import { reasonOf } from '../schedule/log.ts';
import type { Log } from '../schedule/log.ts';
import { uploadAlerts } from './code-scanning.ts';
import type { LambdaContext, World } from './context.ts';
import type { FleetText } from './fleets.ts';
import { sarifOf, writeReports } from './reports.ts';
import type { Settings } from './settings.ts';

/** What a function answers of a run. */
export interface Answer {
  readonly runId: string;
  readonly complete: boolean;
  /** As `byob audit` would exit. */
  readonly exitCode: 0 | 1 | 3;
  readonly buckets: number;
  readonly report: string;
  /** Names of sinks that did not take the news. */
  readonly notTold: readonly string[];
}

export interface Delivery {
  readonly settings: Settings;
  readonly store: ObjectStore;
  readonly folder: string;
  /** The report before it. */
  readonly latest: Report | undefined;
  readonly fleets: readonly FleetText[];
  readonly log: Log;
}

/** Rejects only where the reports cannot be written. */
export async function deliver(
  report: Report,
  { settings, store, folder, latest, fleets, log }: Delivery,
  { env, now }: Pick<World, 'env' | 'now'>,
  context: LambdaContext,
): Promise<Answer> {
  const place = await writeReports(report, folder, latest, store);
  const notTold: string[] = [];
  const failed = (sink: string, reason: string): void => {
    notTold.push(sink);
    log('error', 'not-told', { sink, reason });
  };
  // What is left of the function's time, but for the answer.
  const left = Math.floor(context.getRemainingTimeInMillis()) - 3000;
  const timeoutMs = Math.max(1000, Math.min(120_000, left));
  const uploads = async (): Promise<void> => {
    if (settings.codeScanning === undefined) return;
    const signal = AbortSignal.timeout(timeoutMs);
    const alerts = { sarif: sarifOf(report), fleets, toolName: report.tool.name, signal };
    await uploadAlerts(settings.codeScanning, alerts, env);
    log('info', 'told', { sink: 'code-scanning' });
  };
  const tells = async (): Promise<void> => {
    const options = { place, timeoutMs: Math.min(timeoutMs, 45_000) };
    for (const { sink, reason } of await tellSinks(report, sinksOf(env, now), options)) {
      if (reason === undefined) log('info', 'told', { sink });
      else failed(sink, reason);
    }
  };
  await Promise.all([
    uploads().catch((error: unknown) => failed('code-scanning', reasonOf(error))),
    tells().catch((error: unknown) => failed('notify', reasonOf(error))),
  ]);
  const answer = answerOf(report, place, notTold);
  const { findings, results } = report.summary;
  log('info', 'run-ended', { ...answer, findings, open: results.open });
  return answer;
}

/** What a function says of a report. */
export function answerOf(
  { run, summary, ...rest }: Report,
  report: string,
  notTold: readonly string[],
): Answer {
  return {
    runId: run.id,
    complete: run.complete,
    exitCode: exitCode({ run, summary, ...rest }, 'high'),
    buckets: summary.buckets,
    report,
    notTold,
  };
}
