// Where `--output s3://bucket/prefix` sends reports: checked before a scan starts, each written whole or not at all.

import { s3Store } from '../deliver/object-store.ts';
import type { ObjectStore } from '../deliver/object-store.ts';
import { writeReportObjects } from '../deliver/report-objects.ts';
import type { RenderOptions } from '../model/format.ts';
import type { Report } from '../model/report.ts';
import { FORMATS } from '../../reports/index.ts';
import { UsageError } from './io.ts';
import type { Io } from './io.ts';
import { renderOptions } from './outputs.ts';
import type { RenderChoice } from './outputs.ts';

/** The json report comes last: who waits for it finds all others there. */
const DELIVERED = ['html', 'sarif', 'json'].flatMap((name) => FORMATS.filter((f) => f.name === name));

export interface Destination {
  readonly bucket: string;
  /** Without slashes at its ends; `''` is the top of the bucket. */
  readonly prefix: string;
}

/** Reads an `--output` value. Throws {@link UsageError} where it is no address of a bucket, or one with more in it. */
export function parseDestination(value: string): Destination {
  const [, bucket, rest = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(\/[^?#]*)?$/.exec(value) ?? [];
  // The value is not repeated: an address may hold keys.
  if (bucket === undefined) throw new UsageError('--output must be s3://bucket or s3://bucket/prefix');
  return { bucket, prefix: rest.replace(/^\/+|\/+$/g, '') };
}

/** Throws {@link UsageError} where the reports could not be written; leaves nothing behind. */
export async function assertDeliverable({ bucket, prefix }: Destination, io: Io): Promise<void> {
  const [first] = DELIVERED;
  const key = [prefix, first?.file].filter(Boolean).join('/');
  await inStore(bucket, io, (store) => store.assertWritable(key));
}

/** Writes `report.html`, `byob.sarif` and `report.json` under the prefix. Throws {@link UsageError} where the store refuses. */
export async function deliverReport(
  report: Report,
  { bucket, prefix }: Destination,
  choice: RenderChoice,
  io: Io,
): Promise<void> {
  const options: RenderOptions = { ...(await renderOptions(report, choice)), color: false, width: 80 };
  await inStore(bucket, io, async (store) => {
    for (const format of DELIVERED) await writeReportObjects(store, prefix, { format, report, options });
  });
}

async function inStore(bucket: string, io: Io, act: (store: ObjectStore) => Promise<void>): Promise<void> {
  const store = await s3Store(bucket, io.env);
  try {
    await act(store);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new UsageError(`cannot write ${store.name} (${error.name}: ${error.message})`);
  } finally {
    store.close();
  }
}
