// Where files go, as people write it: an address of a bucket, or a folder.

import { azureStore } from './azure.ts';
import { folderStore } from './folder.ts';
import { gcsStore } from './gcs.ts';
import { s3Store } from './s3.ts';
import { below } from './store.ts';
import type { Env, ObjectStore } from './store.ts';

/** `prefix` is without slashes at its ends; `''` is the top. */
export type Place =
  | { readonly kind: 's3' | 'gs'; readonly bucket: string; readonly prefix: string }
  | { readonly kind: 'az'; readonly account: string; readonly container: string; readonly prefix: string }
  | { readonly kind: 'folder'; readonly folder: string };

/** The text is no place. It is not repeated: an address may hold keys. */
export class PlaceError extends Error {
  override readonly name = 'PlaceError';
}

const ADDRESS = 's3://bucket/prefix, gs://bucket/prefix, az://account/container/prefix';

/** Names of buckets: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html and its like. */
const S3 = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(\/.*)?$/;
const GS = /^gs:\/\/([a-z0-9][a-z0-9._-]{1,220}[a-z0-9])(\/.*)?$/;
const AZ = /^az:\/\/([a-z0-9]{3,24})\/([a-z0-9][a-z0-9-]{1,61}[a-z0-9])(\/.*)?$/;

/** Reads a place. Throws {@link PlaceError} for an address of something else, or one with more in it. */
export function placeOf(text: string): Place {
  // One slash where a folder and a name were joined.
  if (text !== '' && !/^[a-z][a-z0-9+.-]+:\//i.test(text)) return { kind: 'folder', folder: text };
  const s3 = S3.exec(text);
  if (s3?.[1] !== undefined) return { kind: 's3', bucket: s3[1], prefix: prefixOf(s3[2]) };
  const gs = GS.exec(text);
  if (gs?.[1] !== undefined) return { kind: 'gs', bucket: gs[1], prefix: prefixOf(gs[2]) };
  const [, account, container, rest] = AZ.exec(text) ?? [];
  if (account === undefined || container === undefined)
    throw new PlaceError(`must be ${ADDRESS} or a folder`);
  return { kind: 'az', account, container, prefix: prefixOf(rest) };
}

function prefixOf(path = ''): string {
  const prefix = path.replace(/^\/+|\/+$/g, '');
  // oxlint-disable-next-line no-control-regex -- control characters are what is refused
  const isOdd = /[?#\\\u0000-\u001f\u007f]/.test(prefix);
  // Those would be resolved on the way.
  const isPath = prefix !== '' && prefix.split('/').some((part) => /^\.{0,2}$/.test(part));
  if (isOdd || isPath) {
    throw new PlaceError(
      `must be ${ADDRESS} or a folder; the prefix has no ? # \\ and no empty or dotted part`,
    );
  }
  return prefix;
}

/** Opens a place; only the SDK of its cloud is loaded. Rejects where that has no credentials. */
export async function openStore(place: Place, env: Env): Promise<ObjectStore> {
  switch (place.kind) {
    case 's3':
      return below(place.prefix, await s3Store(place.bucket, env));
    case 'gs':
      return below(place.prefix, await gcsStore(place.bucket, env));
    case 'az':
      return below(place.prefix, await azureStore(place, env));
    case 'folder':
      return folderStore(place.folder);
  }
}
