// The second step of a run beyond one function: one batch, read and judged.

import { audit } from '../audit/audit.ts';
import { TOOL } from '../cli/tool.ts';
import { s3Store } from '../deliver/stores/s3.ts';
import { reportChunks } from './reports.ts';
import { RULES } from '../../rules/index.ts';
import { batchesOf, partKey, partOf, requirePinned } from './batch.ts';
import type { BatchItem } from './batch.ts';
import { deadlineOf, lambdaWorld, logOf } from './context.ts';
import type { LambdaContext, World } from './context.ts';
import { fleetsOf } from './fleets.ts';
import { withSecrets } from './secrets.ts';
import { settingsOf } from './settings.ts';

/** Calls of a batch in flight; many batches run at once, often against one account, whose limits are shared with others. */
const CALLS_AT_ONCE = 16;

/** What a batch says of itself to the state machine; its report lies in the report bucket. */
export interface Scanned {
  readonly batch: number;
  readonly complete: boolean;
}

/**
 * Reads a batch and writes its report, before its time runs out and whatever is missing then; one that is complete already
 * is not read again, so that a repetition of a run goes on from it. Rejects where nothing could be written: the state
 * machine tries again, and the merge reports what stays missing.
 */
export async function scanBatch(item: BatchItem, context: LambdaContext, world: World): Promise<Scanned> {
  const { runId, folder, batch } = item;
  const log = logOf(world, runId, context);
  const deadline = deadlineOf(context);
  const env = await withSecrets(world.env);
  const store = await s3Store(settingsOf(env).reportBucket, env);
  try {
    const before = await partOf(item, batch, store).catch(() => undefined);
    if (before?.run.complete === true) return { batch, complete: true };
    const { fleets, listings, plan } = await requirePinned(folder, store);
    const report = await audit(batchesOf(fleetsOf(fleets, env, listings).entries, plan.size)[batch] ?? [], {
      rules: RULES,
      threads: 1,
      concurrency: CALLS_AT_ONCE,
      signal: deadline.signal,
      env,
      now: world.now,
      runId,
      tool: TOOL,
    });
    await store.put(partKey(folder, batch), reportChunks(report), 'application/json');
    const { run, summary } = report;
    log('info', 'scanned', { batch, complete: run.complete, buckets: summary.buckets });
    return { batch, complete: run.complete };
  } finally {
    deadline.clear();
    store.close();
  }
}

/** Lambda's entry. */
export const handler = (item: BatchItem, context: LambdaContext): Promise<Scanned> =>
  scanBatch(item, context, lambdaWorld());
