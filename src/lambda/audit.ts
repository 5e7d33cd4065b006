// The nightly audit of a fleet that one function can read in its time.

import { audit } from '../audit/audit.ts';
import { s3Store } from '../deliver/stores/s3.ts';
import { TOOL } from '../cli/tool.ts';
import { RULES } from '../../rules/index.ts';
import { deadlineOf, lambdaWorld, logOf, runOf } from './context.ts';
import type { LambdaContext, World } from './context.ts';
import { answerOf, deliver } from './deliver.ts';
import type { Answer } from './deliver.ts';
import { discoverAll, fleetsOf, readFleetTexts } from './fleets.ts';
import { latestReport, placeOf, runFolder, usableBaseline } from './reports.ts';
import { withSecrets } from './secrets.ts';
import { settingsOf } from './settings.ts';

/**
 * Audits, writes, uploads and tells. A repetition of a run that is complete changes nothing; one of a partial run goes on
 * from it. Rejects where nothing can be audited or written: Lambda retries, and then tells the dead-letter queue.
 */
export async function auditFleet(event: unknown, context: LambdaContext, world: World): Promise<Answer> {
  const run = runOf(event, world);
  const log = logOf(world, run.id, context);
  const deadline = deadlineOf(context);
  const settings = settingsOf(world.env);
  const env = await withSecrets(world.env);
  const store = await s3Store(settings.reportBucket, env);
  try {
    const latest = await latestReport(store, log);
    if (latest?.run.id === run.id && latest.run.complete) {
      return answerOf(latest, placeOf(latest, runFolder(run), store), []);
    }
    const fleets = await readFleetTexts(settings.fleets, env);
    const listings = await discoverAll(fleets, { env, signal: deadline.signal });
    const { entries, waivers, declaredIds } = fleetsOf(fleets, env, listings);
    const baseline = usableBaseline(latest, declaredIds, log);
    log('info', 'run-started', { targets: entries.length });
    const report = await audit(entries, {
      rules: RULES,
      waivers,
      ...(baseline !== undefined && { baseline }),
      threads: 1,
      signal: deadline.signal,
      env,
      now: world.now,
      runId: run.id,
      tool: TOOL,
    });
    const folder = runFolder(run);
    return await deliver(
      report,
      { settings, store, folder, latest, fleets, log },
      { ...world, env },
      context,
    );
  } finally {
    deadline.clear();
    store.close();
  }
}

/** Lambda's entry: the event is `{ "scheduledTime": "2026-11-25T02:15:00Z" }`. */
export const handler = (event: unknown, context: LambdaContext): Promise<Answer> =>
  auditFleet(event, context, lambdaWorld());
