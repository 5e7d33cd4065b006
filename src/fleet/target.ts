// From declarations to targets: ids, peers, and the deployment every target carries.

import type { Level, Provider } from '../model/provider.ts';
import type { Deployment, FileStore, FleetEntry, Peer, Target } from '../model/target.ts';
import { AddressError, parseAddress } from './address.ts';
import type { ParsedAddress } from './address.ts';

/** The bucket alone, comparable over declarations: `s3://acme`, `cw://acme`, `s3://minio.example:9000/acme`, `az://account/container`. */
export function bucketIdOf(
  provider: Provider,
  bucket: string,
  at: { account?: string; endpoint?: string },
): string {
  switch (provider) {
    case 'aws':
      return `s3://${bucket}`;
    case 'coreweave':
      return `cw://${bucket}`;
    case 'gcp':
      return `gs://${bucket}`;
    case 'azure':
      return `az://${at.account ?? ''}/${bucket}`;
    case 's3-compatible':
      return `s3://${at.endpoint === undefined ? '' : new URL(at.endpoint).host}/${bucket}`;
  }
}

/** Unique in a fleet and stable over runs: bucket, sub-path, level, team. */
export function targetIdOf(
  bucketId: string,
  subpath: string,
  level: Level,
  team: string | undefined,
): string {
  const where = subpath === '' ? bucketId : `${bucketId}/${subpath}`;
  return level === 'instance' ? where : `${where}#team=${team ?? ''}`;
}

/** Reads GORILLA_SUPPORTED_FILE_STORES: addresses separated by commas or blanks. The separator is not documented: both are taken. */
export function parseFileStores(text: string): FileStore[] {
  return text
    .split(/[\s,]+(?=(?:s3|cw|gs|az):\/\/)|[\s,]+$/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map(fileStore);
}

function fileStore(entry: string): FileStore {
  if (entry === 'cw://') return { text: entry, provider: 'coreweave' };
  try {
    const parsed = parseAddress(entry);
    return {
      text: parsed.address.text,
      provider: parsed.provider,
      bucket: parsed.bucket,
      bucketId: bucketIdOfAddress(parsed),
      subpath: parsed.subpath,
    };
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    // Its text may be a secret in the wrong place: only the reason is kept.
    return { text: `(${error.message})` };
  }
}

export function bucketIdOfAddress({ provider, bucket, account, endpoint }: ParsedAddress): string {
  return bucketIdOf(provider, bucket, {
    ...(account !== undefined && { account }),
    ...(endpoint !== undefined && { endpoint }),
  });
}

/** Gives every target the teams and instance buckets of the whole fleet, and its peers on the same bucket. */
export function linkEntries(entries: readonly FleetEntry[]): FleetEntry[] {
  const targets = entries.map(({ target }) => target);
  const teamBuckets = targets
    .filter(({ level }) => level === 'team')
    .map(({ team, bucketId, subpath }) => ({ ...(team !== undefined && { team }), bucketId, subpath }));
  const instanceBuckets = [
    ...new Set(targets.filter(({ level }) => level === 'instance').map(({ bucketId }) => bucketId)),
  ];
  const byBucket = Map.groupBy(targets, ({ bucketId }) => bucketId);
  return entries.map(({ target, access }) => {
    const deployment: Deployment = { ...target.deployment, teamBuckets, instanceBuckets };
    const peers = (byBucket.get(target.bucketId) ?? []).filter(({ id }) => id !== target.id).map(peerOf);
    return { target: { ...target, deployment, peers }, access };
  });
}

function peerOf({ id, level, team, subpath }: Target): Peer {
  return { id, level, ...(team !== undefined && { team }), subpath };
}
