// The fleet of a run: read once, pinned, so that all its functions see the same.

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { s3Store } from '../deliver/stores/s3.ts';
import { discover } from '../audit/discover.ts';
import { FleetError, readFleet, withFound } from '../fleet/fleet.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { Listing } from '../model/search.ts';
import type { FleetEntry } from '../model/target.ts';
import type { DeclaredWaiver } from '../model/waiver.ts';
import { SettingsError } from './settings.ts';
import type { Env } from './settings.ts';

/** A fleet file as it was when the run began. */
export interface FleetText {
  /** Its key, or its path in the package: as findings name it, and as the repository does where alerts are uploaded. */
  readonly file: string;
  readonly text: string;
}

/** Reads the files that the settings name. Throws {@link SettingsError} where one is missing. */
export async function readFleetTexts(uris: readonly string[], env: Env): Promise<FleetText[]> {
  return Promise.all(uris.map((uri) => readFleetText(uri, env)));
}

async function readFleetText(uri: string, env: Env): Promise<FleetText> {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
  if (bucket === undefined || key === undefined) {
    const path = resolve(env['LAMBDA_TASK_ROOT'] ?? '.', uri);
    return { file: uri, text: await readFile(path, 'utf8').catch(() => missing(uri)) };
  }
  const store = await s3Store(bucket, env);
  try {
    return { file: key, text: (await store.get(key)) ?? missing(uri) };
  } finally {
    store.close();
  }
}

function missing(uri: string): never {
  throw new SettingsError(`BYOB_FLEET: there is no ${uri}`);
}

export interface Fleets {
  readonly entries: readonly FleetEntry[];
  readonly waivers: readonly DeclaredWaiver[];
  readonly declaredIds: readonly string[];
}

/** What each file's searches found, in the order of the files. */
export type Listings = readonly (readonly Listing[])[];

/** Asks where the files say for buckets that they do not declare. */
export async function discoverAll(
  texts: readonly FleetText[],
  options: { readonly env: Env; readonly signal: AbortSignal },
): Promise<Listings> {
  const fleets = texts.map(({ text, file }) => readFleet(text, file, options.env));
  return Promise.all(fleets.map(({ searches }) => discover(searches, options)));
}

/**
 * One fleet of several files, with what their searches found. Throws `FleetError`, also for a target that two of them
 * declare.
 */
export function fleetsOf(texts: readonly FleetText[], env: Env, listings: Listings = []): Fleets {
  const declared: Fleet[] = texts.map(({ text, file }) => readFleet(text, file, env));
  const taken = new Set(declared.flatMap(({ entries }) => entries.map(({ target }) => target.bucketId)));
  const fleets = declared.map((fleet, index) => withFound(fleet, listings[index] ?? [], taken));
  const seen = new Map<string, string>();
  const twins = fleets.flatMap(({ entries }) =>
    entries.flatMap(({ target: { id, location } }) => {
      const file = seen.get(id) ?? location.file;
      seen.set(id, file);
      const { line, column } = location;
      const message = `declared twice: ${id} stands in ${file}, too`;
      return file === location.file ? [] : [{ file: location.file, line, column, message }];
    }),
  );
  if (twins.length > 0) throw new FleetError(twins);
  return {
    entries: fleets.flatMap(({ entries }) => entries),
    waivers: fleets.flatMap(({ waivers }) => waivers),
    declaredIds: fleets.flatMap(({ declaredIds }) => declaredIds),
  };
}
