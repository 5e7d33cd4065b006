// Batches of a run beyond one function: what the plan writes, scans read and the merge counts on.

import { TOOL } from '../cli/tool.ts';
import type { ObjectStore } from '../deliver/stores/store.ts';
import { readReport } from '../deliver/read.ts';
import type { Report } from '../model/report.ts';
import type { FleetEntry } from '../model/target.ts';
import type { FleetText, Listings } from './fleets.ts';

/** Buckets of a batch: about half a minute of a scan, so that a retry costs little. */
export const BUCKETS_A_BATCH = 50;

/** What the state machine hands from step to step. */
export interface Plan {
  readonly runId: string;
  /** `YYYY-MM-DD` */
  readonly day: string;
  readonly folder: string;
  readonly batches: number;
  /** Buckets of a batch, for this run whatever is deployed meanwhile. */
  readonly size: number;
  /** Of the items, for the map's reader. */
  readonly bucket: string;
  readonly key: string;
}

/** One item of the map. */
export interface BatchItem {
  readonly runId: string;
  readonly folder: string;
  readonly batch: number;
}

/** What is fixed when a run is planned: all its functions see the same fleet, whatever becomes of the file. */
export interface Pinned {
  readonly plan: Plan;
  readonly fleets: readonly FleetText[];
  /** What the searches of each file found then. */
  readonly listings?: Listings;
}

/** Entries of a batch; buckets are never split, in the order of the fleet. A fleet that found nothing is one empty batch. */
export function batchesOf(entries: readonly FleetEntry[], size: number): FleetEntry[][] {
  const groups = [...Map.groupBy(entries, ({ target }) => target.bucketId).values()];
  const count = Math.max(1, Math.ceil(groups.length / size));
  return Array.from({ length: count }, (_, batch) => groups.slice(batch * size, (batch + 1) * size).flat());
}

export function pinnedKey(folder: string): string {
  return `${folder}/plan.json`;
}

export function itemsKey(folder: string): string {
  return `${folder}/items.json`;
}

/** Of the report of a batch. */
export function partKey(folder: string, batch: number): string {
  return `${folder}/parts/${String(batch).padStart(6, '0')}.json`;
}

/** The report that a scan left of a batch. Throws an Error that says why there is none of this run. */
export async function partOf(
  { folder, runId }: Pick<BatchItem, 'folder' | 'runId'>,
  batch: number,
  store: ObjectStore,
): Promise<Report> {
  const text = await store.get(partKey(folder, batch));
  if (text === undefined) throw new Error('it has no report');
  const part = readReport(text);
  if (part.run.id === runId && part.tool.version === TOOL.version) return part;
  throw new Error('its report is of another run or version');
}

/** What a run was planned with; undefined where it was not. */
export async function pinnedAt(folder: string, store: ObjectStore): Promise<Pinned | undefined> {
  const text = await store.get(pinnedKey(folder));
  return text === undefined ? undefined : (JSON.parse(text) as Pinned);
}

/** {@link pinnedAt} for the steps after the plan. */
export async function requirePinned(folder: string, store: ObjectStore): Promise<Pinned> {
  const pinned = await pinnedAt(folder, store);
  if (pinned === undefined) throw new Error(`${store.name}/${pinnedKey(folder)} is gone`);
  return pinned;
}
