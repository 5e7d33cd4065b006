// `byob schedule`: the audit as a process that stays, for machines without cron.

import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { audit } from '../../audit/audit.ts';
import { SettingError, sinksOf } from '../../deliver/notify/settings.ts';
import type { Sink } from '../../deliver/notify/sinks.ts';
import { tellSinks } from '../../deliver/notify/tell.ts';
import { readReport } from '../../deliver/read.ts';
import type { Place } from '../../deliver/stores/place.ts';
import type { ObjectStore } from '../../deliver/stores/store.ts';
import { baselineProblem } from '../../evaluate/baseline.ts';
import { exitCode } from '../../evaluate/report.ts';
import type { Report } from '../../model/report.ts';
import { healthBoard, startHealthServer } from '../../schedule/health.ts';
import type { HealthServer } from '../../schedule/health.ts';
import { jsonLog, reasonOf, withFields } from '../../schedule/log.ts';
import type { Log } from '../../schedule/log.ts';
import { lineSink } from '../../schedule/line-sink.ts';
import { runIdOf } from '../../schedule/run-id.ts';
import { keepSchedule, scheduleProblem } from '../../schedule/schedule.ts';
import type { RunContext, RunOutcome, Schedule } from '../../schedule/schedule.ts';
import { assertDeliverable, deliverReport, parsePlace, withStore } from '../delivery.ts';
import { EXIT, UsageError } from '../io.ts';
import type { Io } from '../io.ts';
import { withHistory } from '../review.ts';
import * as option from '../run-options.ts';
import { discovered, loadFleet } from '../select.ts';
import { TOOL } from '../tool.ts';
import { withoutSecrets } from '../without-secrets.ts';
import { RULES } from '../../../rules/index.ts';

const HELP = `
Every run compares with the report of the run before. Who is told of changes stands in the environment:
BYOB_NOTIFY_SLACK, BYOB_NOTIFY_WEBHOOK (signed with BYOB_NOTIFY_WEBHOOK_SECRET), BYOB_NOTIFY_SNS,
BYOB_NOTIFY_MAIL_FROM and BYOB_NOTIFY_MAIL_TO, BYOB_NOTIFY_GITHUB_ISSUES (owner/name, with GITHUB_TOKEN).
Logs are JSON lines on stdout. SIGTERM ends the run under way after 10 s, with the report of what was read.

Examples:
  byob schedule --time-zone Europe/Berlin                every night at 2:15 there
  byob schedule --cron '0 */6 * * *' --run-at-start      every six hours, and now
  byob schedule --health 0.0.0.0:8080                    probes: GET /live, GET /health
  byob schedule --once                                   from cron`;

/** Beside the reports, of which `report.json` is the next baseline. */
const BASELINE = 'report.json';
const HISTORY = 'history.jsonl';
const LAST_SUCCESS = 'last-success.json';

interface ScheduleOptions {
  readonly fleet?: string | undefined;
  readonly place: Place;
  readonly concurrency: number;
  readonly timeout: number;
}

interface Address {
  readonly host: string;
  readonly port: number;
}

export function scheduleCommand(io: Io, exit: (code: number) => void): Command {
  return new Command('schedule')
    .description('audit the fleet file at set times, until stopped')
    .addOption(option.fleetOption)
    .option(
      '-o, --output <place>',
      'where the reports go: a folder, s3://bucket/prefix, gs://bucket/prefix or az://account/container/prefix',
      'byob-report',
    )
    .option('--cron <expression>', 'when: minute, hour, day of month, month, day of week', '15 2 * * *')
    .option('--time-zone <name>', 'where the clock hangs', 'UTC')
    .addOption(
      new Option('--jitter <seconds>', 'start up to this much later')
        .argParser(option.secondsOrNone)
        .default(60),
    )
    .addOption(
      new Option('--deadline <seconds>', 'of a run: then it reports what it has')
        .argParser(option.seconds)
        .default(3600),
    )
    .option('--run-at-start', 'one run at once, too')
    .option('--once', 'one run at once and no other: for cron and its like; exits as `byob audit` does')
    .addOption(new Option('--health <[host:]port>', 'serve probes there').argParser(addressOf))
    .addOption(option.concurrencyOption)
    .addOption(option.timeoutOption)
    .addHelpText('after', HELP)
    .action(async (options) => {
      const schedule: Schedule = {
        cron: options.cron,
        timeZone: options.timeZone,
        jitterMs: options.jitter * 1000,
        runAtStart: options.runAtStart === true,
        deadlineMs: options.deadline * 1000,
      };
      const problem = scheduleProblem(schedule);
      if (problem !== undefined) throw new UsageError(problem);
      const sinks = usableSinks(io);
      const { fleet, concurrency, timeout } = options;
      const chosen: ScheduleOptions = { fleet, concurrency, timeout, place: parsePlace(options.output) };
      await loadFleet({ bucket: [], fleet }, io);
      await withStore(chosen.place, io, assertUsable);
      if (options.once === true) return exit(await runOnce(schedule, chosen, sinks, io));
      await keep(schedule, chosen, sinks, options.health, io);
      exit(EXIT.ok);
    }) as unknown as Command;
}

async function runOnce(
  { deadlineMs }: Schedule,
  options: ScheduleOptions,
  sinks: readonly Sink[],
  io: Io,
): Promise<number> {
  const runId = runIdOf(io.now());
  const log = withFields(logOf(io), { runId });
  const deadline = AbortSignal.timeout(deadlineMs);
  const signal = AbortSignal.any([io.signal, deadline]);
  const onCut = (): void =>
    log('warn', 'run-cut-short', { why: deadline.aborted ? 'deadline' : 'told to end' });
  signal.addEventListener('abort', onCut, { once: true });
  log('info', 'run-started', { reason: 'once' });
  try {
    const outcome = await oneAudit(options, sinks, { runId, log, signal }, io);
    log('info', 'run-ended', { ...outcome });
    return io.signal.aborted ? EXIT.interrupted : outcome.exitCode;
  } catch (error) {
    log('error', 'run-failed', { reason: reasonOf(error) });
    throw error;
  } finally {
    signal.removeEventListener('abort', onCut);
  }
}

async function keep(
  schedule: Schedule,
  options: ScheduleOptions,
  sinks: readonly Sink[],
  health: Address | undefined,
  io: Io,
): Promise<void> {
  const log = logOf(io);
  const board = healthBoard(io.now, schedule.jitterMs + schedule.deadlineMs);
  const server = health === undefined ? undefined : await serve(health, board, log);
  try {
    await keepSchedule(schedule, {
      run: (context) => oneAudit(options, sinks, context, io),
      log,
      now: io.now,
      signal: io.signal,
      onState: board.update,
    });
  } finally {
    await server?.close();
  }
}

/** What went wrong in a run may quote what it was given. */
function logOf({ stdout, env, now }: Io): Log {
  return jsonLog({ write: (text: string) => stdout.write(withoutSecrets(text, env)) }, now);
}

async function serve(
  { host, port }: Address,
  board: Parameters<typeof startHealthServer>[2],
  log: Log,
): Promise<HealthServer> {
  try {
    const server = await startHealthServer(host, port, board);
    log('info', 'health-served', { host, port: server.port });
    return server;
  } catch (error) {
    throw new UsageError(`--health ${host}:${port}: ${reasonOf(error)}`);
  }
}

/** For sinks of a run that was told to end: ten seconds of 30 went by before, and then it is killed. */
const HURRY = { timeoutMs: 10_000 } as const;

/** One run: the fleet file as it is now, compared with the last report, written, told. */
async function oneAudit(
  options: ScheduleOptions,
  sinks: readonly Sink[],
  { runId, log, signal }: RunContext,
  io: Io,
): Promise<RunOutcome> {
  // What the shared parts say to people becomes lines of the log.
  const quiet: Io = { ...io, stderr: lineSink((text) => log('warn', 'note', { text })) };
  const declared = await loadFleet({ bucket: [], fleet: options.fleet }, quiet);
  const fleet = await discovered(declared, options, { env: io.env, signal });
  return withStore(options.place, quiet, async (store) => {
    const baseline = await lastReport(store, fleet.declaredIds, log);
    const audited = await audit(fleet.entries, {
      rules: RULES,
      waivers: fleet.waivers,
      ...(baseline !== undefined && { baseline }),
      concurrency: options.concurrency,
      timeoutMs: options.timeout * 1000,
      signal,
      env: io.env,
      now: io.now,
      runId,
      tool: TOOL,
    });
    const report = await withHistory(audited, { store, key: HISTORY }, quiet);
    await deliverReport(report, store, { minSeverity: 'low', verbose: false, fleet: options.fleet }, quiet);
    const { complete, finishedAt } = report.run;
    const outcome = { complete, exitCode: exitCode(report, 'high') };
    // Before anybody is told: a sink that hangs makes no run a failed one.
    if (complete) {
      const success = { runId, finishedAt, ...outcome };
      await store.put(LAST_SUCCESS, [`${JSON.stringify(success)}\n`], 'application/json');
    }
    for (const { sink, reason } of await tellSinks(report, sinks, signal.aborted ? HURRY : {})) {
      if (reason === undefined) log('info', 'told', { sink });
      else log('error', 'not-told', { sink, reason });
    }
    const { buckets, findings, results } = report.summary;
    return { ...outcome, buckets, findings, open: results.open };
  });
}

/** Rejects where a run could not read and write what it will. */
async function assertUsable(store: ObjectStore): Promise<void> {
  await assertDeliverable(store, [HISTORY, LAST_SUCCESS]);
  await store.get(HISTORY);
}

/** The baseline; without one where there is none, or it is of no use, which is logged: a night is never lost to it. */
async function lastReport(
  store: ObjectStore,
  declaredIds: readonly string[],
  log: Log,
): Promise<Report | undefined> {
  const leaveOut = (why: string): undefined => {
    log('warn', 'baseline-left-out', { reason: `${store.at(BASELINE)}: ${why}` });
  };
  try {
    const text = await store.get(BASELINE);
    if (text === undefined) {
      log('info', 'no-baseline', { reason: `there is no ${store.at(BASELINE)} yet` });
      return undefined;
    }
    const report = readReport(text);
    const problem = baselineProblem(report, declaredIds);
    return problem === undefined ? report : leaveOut(problem);
  } catch (error) {
    return leaveOut(reasonOf(error));
  }
}

function usableSinks(io: Io): Sink[] {
  try {
    return sinksOf(io.env, io.now);
  } catch (error) {
    if (error instanceof SettingError) throw new UsageError(error.message);
    throw error;
  }
}

/** `8080` listens on loopback only. */
function addressOf(value: string): Address {
  const [, host = '127.0.0.1', port] = /^(?:(.+):)?(\d{1,5})$/.exec(value) ?? [];
  if (port === undefined || Number(port) > 65_535) {
    throw new InvalidArgumentError('must be a port, or host:port.');
  }
  return { host, port: Number(port) };
}
