// The last step of a run beyond one function: the batches as one report, those that failed as open buckets.

import { audit } from '../audit/audit.ts';
import { TOOL } from '../cli/tool.ts';
import { s3Store } from '../deliver/stores/s3.ts';
import type { ObjectStore } from '../deliver/stores/store.ts';
import { createMerger, keepNotable, reviewMerged } from '../evaluate/merge.ts';
import type { Keep } from '../evaluate/merge.ts';
import type { Report } from '../model/report.ts';
import type { FleetEntry } from '../model/target.ts';
import { reasonOf } from '../schedule/log.ts';
import type { Log } from '../schedule/log.ts';
import { RULES } from '../../rules/index.ts';
import { batchesOf, partOf, requirePinned } from './batch.ts';
import type { Plan } from './batch.ts';
import { lambdaWorld, logOf } from './context.ts';
import type { LambdaContext, World } from './context.ts';
import { answerOf, deliver } from './deliver.ts';
import type { Answer } from './deliver.ts';
import { fleetsOf } from './fleets.ts';
import { latestReport, placeOf, usableBaseline } from './reports.ts';
import { withSecrets } from './secrets.ts';
import { settingsOf } from './settings.ts';

/** Parts that are fetched ahead: waiting for one at a time would take most of the time. */
const AHEAD = 8;
/** Fleets of up to so many buckets have all results in their report; of larger ones passes are counted, and stand in the parts. */
const WHOLE_BUCKETS = 2000;
/** Beyond these, findings are without the evidence and the fix, which stand in the parts, too: memory for 100,000 buckets. */
const DETAILED_BUCKETS = 10_000;

/**
 * A repetition of a run that is complete changes nothing: two that run at once are told of once. Rejects where the report
 * cannot be written. Nothing that was planned is ever dropped.
 */
export async function mergeRun(plan: Plan, context: LambdaContext, world: World): Promise<Answer> {
  const log = logOf(world, plan.runId, context);
  const settings = settingsOf(world.env);
  const env = await withSecrets(world.env);
  const store = await s3Store(settings.reportBucket, env);
  try {
    const latest = await latestReport(store, log);
    if (latest?.run.id === plan.runId && latest.run.complete) {
      return answerOf(latest, placeOf(latest, plan.folder, store), []);
    }
    const { fleets, listings } = await requirePinned(plan.folder, store);
    const { entries, waivers, declaredIds } = fleetsOf(fleets, env, listings);
    const baseline = usableBaseline(latest, declaredIds, log);
    const batches = batchesOf(entries, plan.size);
    const merger = createMerger(
      keepFor(new Set(entries.map(({ target }) => target.bucketId)).size, baseline),
    );
    for await (const part of parts(plan, batches, store, log, { ...world, env })) merger.add(part);
    const report = reviewMerged(merger.report(), {
      targets: batches.flat().map(({ target }) => target),
      rules: RULES,
      review: {
        waivers,
        knownRules: new Set(RULES.map(({ id }) => id)),
        ...(baseline !== undefined && { baseline }),
      },
    });
    const { folder } = plan;
    return await deliver(
      report,
      { settings, store, folder, latest, fleets, log },
      { ...world, env },
      context,
    );
  } finally {
    store.close();
  }
}

/** What of a result a fleet of this size has room for. */
export function keepFor(buckets: number, baseline: Report | undefined): Keep {
  if (buckets <= WHOLE_BUCKETS) return (result) => result;
  const isNotable = keepNotable(baseline);
  if (buckets <= DETAILED_BUCKETS) return (result) => (isNotable(result) ? result : undefined);
  return (result) => {
    if (!isNotable(result)) return undefined;
    const { evidence: _, remediation: __, verify: ___, ...rest } = result;
    return rest;
  };
}

/** The reports of all batches in order, a few of them fetched ahead. */
async function* parts(
  plan: Plan,
  batches: readonly (readonly FleetEntry[])[],
  store: ObjectStore,
  log: Log,
  world: Pick<World, 'env' | 'now'>,
): AsyncGenerator<Report> {
  const next = [...batches.entries()];
  const ahead: Promise<Report>[] = [];
  const fetchOne = (): void => {
    const entry = next.shift();
    if (entry === undefined) return;
    const [batch, entries] = entry;
    const part = partOf(plan, batch, store).catch((error: unknown) => {
      log('error', 'batch-lost', { batch, reason: reasonOf(error) });
      return lost(plan, entries, world);
    });
    // Whoever awaits it hears of a failure; until then it is no unhandled one.
    part.catch(() => undefined);
    ahead.push(part);
  };
  for (let i = 0; i < AHEAD; i++) fetchOne();
  for (let part = ahead.shift(); part !== undefined; part = ahead.shift()) {
    fetchOne();
    yield await part;
  }
}

/** A batch that left no report, as a run that was interrupted before its first call: everything in it is open. */
function lost(
  { runId }: Plan,
  entries: readonly FleetEntry[],
  { env, now }: Pick<World, 'env' | 'now'>,
): Promise<Report> {
  return audit(entries, {
    rules: RULES,
    threads: 1,
    signal: AbortSignal.abort(),
    env,
    now,
    runId,
    tool: TOOL,
  });
}

/** Lambda's entry: the event is what the plan gave. */
export const handler = (plan: Plan, context: LambdaContext): Promise<Answer> =>
  mergeRun(plan, context, lambdaWorld());
