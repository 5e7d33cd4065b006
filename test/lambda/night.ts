// A night of a fleet beyond one function: the deployed definition, driven by a double, with the real handlers.

import type { BatchItem, Plan } from '../../src/lambda/batch.ts';
import type { LambdaContext } from '../../src/lambda/context.ts';
import { mergeRun } from '../../src/lambda/merge.ts';
import { planRun } from '../../src/lambda/plan.ts';
import { scanBatch } from '../../src/lambda/scan.ts';
import type { Report } from '../../src/model/report.ts';
import type { SandboxWorld } from '../../src/sandbox/sandbox.ts';
import { contextOf, fleetText, startCloud, worldOf } from './cloud.ts';
import type { Cloud, TestWorld } from './cloud.ts';
import { execute, fleetMachine } from './machine.ts';

export const NIGHT = { scheduledTime: '2026-11-25T02:15:00Z' };
export const NEXT = { scheduledTime: '2026-11-26T02:15:00Z' };
/** Of the run of {@link NIGHT}. */
export const FOLDER = 'runs/2026-11-25/20261125T021500Z';
/** Buckets of a batch. */
const SIZE = 2;

export interface Prepared {
  readonly cloud: Cloud;
  readonly world: TestWorld;
}

/** Buckets of these names, all declared unless there is a text of the fleet file. */
export async function prepared(
  names: readonly string[],
  {
    text = fleetText(names),
    more = {},
  }: { readonly text?: string; readonly more?: Partial<SandboxWorld> } = {},
): Promise<Prepared> {
  const cloud = await startCloud({ buckets: names.map((name) => ({ name })), ...more });
  cloud.objects.set('fleets/byob.yaml', text);
  return { cloud, world: worldOf(cloud) };
}

export interface Night {
  readonly event?: object;
  /** Called before each scan; what it throws is what the function dies of. */
  readonly onScan?: (item: BatchItem, tries: number) => void | Promise<void>;
  readonly onMerge?: (tries: number) => void;
  readonly contextOfScan?: (item: BatchItem) => LambdaContext;
}

/** Runs of functions of which one runs at a time, by cloud. */
const underWay = new WeakMap<Cloud, Map<string, Promise<unknown>>>();

/** As `reservedConcurrency: 1` does it, but for its refusals. */
function oneAtATime<T>(cloud: Cloud, name: string, run: () => Promise<T>): Promise<T> {
  const runs = underWay.get(cloud) ?? new Map<string, Promise<unknown>>();
  underWay.set(cloud, runs);
  const next = (runs.get(name) ?? Promise.resolve()).catch(() => undefined).then(run);
  runs.set(name, next);
  return next;
}

/** One execution; gives what `latest/` holds then. */
export async function night(
  { cloud, world }: Prepared,
  { event = NIGHT, onScan, onMerge, contextOfScan = () => contextOf() }: Night = {},
): Promise<Report> {
  const tries = new Map<number, number>();
  let merges = 0;
  await execute(await fleetMachine(), event, {
    read: (bucket, key) => cloud.objects.get(`${bucket}/${key}`),
    tasks: {
      PlanFunction: (input: unknown) =>
        oneAtATime(cloud, 'plan', () => planRun(input, contextOf(), world, SIZE)),
      ScanFunction: async (item: BatchItem) => {
        tries.set(item.batch, (tries.get(item.batch) ?? 0) + 1);
        await onScan?.(item, tries.get(item.batch) ?? 0);
        return scanBatch(item, contextOfScan(item), world);
      },
      MergeFunction: (plan: Plan) =>
        oneAtATime(cloud, 'merge', () => {
          onMerge?.(++merges);
          return mergeRun(plan, contextOf(), world);
        }),
    },
  });
  return latest(cloud);
}

export function latest(cloud: Cloud): Report {
  return JSON.parse(cloud.objects.get('reports/latest/report.json') ?? 'null') as Report;
}
