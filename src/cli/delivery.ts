// Where `--output` sends reports, a bucket or a folder: checked before a scan starts, each written whole or not at all.

import { join } from 'node:path';
import { writeReportObjects } from '../deliver/report.ts';
import { openStore, PlaceError, placeOf } from '../deliver/stores/place.ts';
import type { Place } from '../deliver/stores/place.ts';
import { StoreError } from '../deliver/stores/store.ts';
import type { ObjectStore } from '../deliver/stores/store.ts';
import type { RenderOptions } from '../model/format.ts';
import type { Report } from '../model/report.ts';
import { FORMATS } from '../../reports/index.ts';
import { UsageError } from './io.ts';
import type { Io } from './io.ts';
import { renderOptions } from './outputs.ts';
import type { RenderChoice } from './outputs.ts';

/** The json report comes last: who waits for it finds all others there. */
const DELIVERED = ['html', 'sarif', 'json'].flatMap((name) => FORMATS.filter((f) => f.name === name));

/** Reads an `--output` value. Throws {@link UsageError} where it is no place. */
export function parsePlace(value: string): Place {
  try {
    return placeOf(value);
  } catch (error) {
    if (error instanceof PlaceError) throw new UsageError(`--output ${error.message}`);
    throw error;
  }
}

/** The files that reports become, where the place is a folder. */
export function filesIn(place: Place): string[] {
  return place.kind === 'folder' ? DELIVERED.map(({ file }) => join(place.folder, file)) : [];
}

/** Acts on the place, which is closed then. Throws {@link UsageError} for what it refuses. */
export async function withStore<T>(
  place: Place,
  { env }: Io,
  act: (store: ObjectStore) => Promise<T>,
): Promise<T> {
  let store: ObjectStore | undefined;
  try {
    store = await openStore(place, env);
    return await act(store);
  } catch (error) {
    throw error instanceof StoreError ? new UsageError(error.message) : error;
  } finally {
    store?.close();
  }
}

/** Rejects where the reports, or other files of the run beside them, could not be written; leaves nothing behind. */
export async function assertDeliverable(store: ObjectStore, others: readonly string[] = []): Promise<void> {
  for (const key of [...DELIVERED.map(({ file }) => file), ...others]) await store.assertWritable(key);
}

/** Writes `report.html`, `byob.sarif` and `report.json`; what a format has to say of its own goes to stderr. */
export async function deliverReport(
  report: Report,
  store: ObjectStore,
  choice: RenderChoice,
  io: Io,
): Promise<void> {
  const options: RenderOptions = { ...(await renderOptions(report, choice)), color: false, width: 80 };
  for (const format of DELIVERED) {
    await writeReportObjects(store, format.file, { format, report, options });
    for (const notice of format.notices?.(report, options) ?? []) {
      io.stderr.write(`byob: ${store.at(format.file)}: ${notice}\n`);
    }
  }
}
