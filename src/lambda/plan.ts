// The first step of a run beyond one function: the fleet, pinned and cut into batches.

import { s3Store } from '../deliver/stores/s3.ts';
import { BUCKETS_A_BATCH, batchesOf, itemsKey, pinnedAt, pinnedKey } from './batch.ts';
import type { BatchItem, Pinned, Plan } from './batch.ts';
import { deadlineOf, lambdaWorld, logOf, runOf } from './context.ts';
import type { LambdaContext, World } from './context.ts';
import { discoverAll, fleetsOf, readFleetTexts } from './fleets.ts';
import { runFolder } from './reports.ts';
import { withSecrets } from './secrets.ts';
import { settingsOf } from './settings.ts';

/** A repetition of a run gives the plan it had. Rejects where the fleet cannot be audited as it is declared. */
export async function planRun(
  event: unknown,
  context: LambdaContext,
  world: World,
  size = BUCKETS_A_BATCH,
): Promise<Plan> {
  const run = runOf(event, world);
  const log = logOf(world, run.id, context);
  const deadline = deadlineOf(context);
  const settings = settingsOf(world.env);
  const env = await withSecrets(world.env);
  const folder = runFolder(run);
  const store = await s3Store(settings.reportBucket, env);
  try {
    const before = await pinnedAt(folder, store);
    if (before !== undefined) return before.plan;
    const fleets = await readFleetTexts(settings.fleets, env);
    const listings = await discoverAll(fleets, { env, signal: deadline.signal });
    const batches = batchesOf(fleetsOf(fleets, env, listings).entries, size);
    const key = itemsKey(folder);
    const { reportBucket: bucket } = settings;
    const plan: Plan = { runId: run.id, day: run.day, folder, batches: batches.length, size, bucket, key };
    const items: BatchItem[] = batches.map((_, batch) => ({ runId: run.id, folder, batch }));
    await store.put(key, [JSON.stringify(items)], 'application/json');
    // Last: what is pinned has its items.
    const pinned: Pinned = { plan, fleets, listings };
    await store.put(pinnedKey(folder), [JSON.stringify(pinned)], 'application/json');
    log('info', 'planned', { batches: batches.length });
    return plan;
  } finally {
    deadline.clear();
    store.close();
  }
}

/** Lambda's entry: the event is `{ "scheduledTime": "2026-11-25T02:15:00Z" }`. */
export const handler = (event: unknown, context: LambdaContext): Promise<Plan> =>
  planRun(event, context, lambdaWorld());
