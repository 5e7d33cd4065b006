// Reads one bucket: the region first, then every facet at once, then what follows from them.

import type { S3Client } from '@aws-sdk/client-s3';
import type { Encryption, Facet, Facets, Reading, Readings, Unreadable } from '../model/evidence.ts';
import type { FleetEntry } from '../model/target.ts';
import type { Clients, Reach } from './clients.ts';
import { codeOf, readingOf, regionOf, statusOf } from './errors.ts';
import { readAccount, readAccountBlock, readOwner } from './account.ts';
import { KEY_FACETS, readKey } from './key.ts';
import type { Limiter } from './limiter.ts';
import { callOf, OTHER_CALLS, S3_READERS } from './readers.ts';
import type { Call } from './readers.ts';
import type { S3Reader } from './s3/reader.ts';

/** What the reads of a run share: account-wide facts and keys are asked once. */
export interface Shared {
  readonly clients: Clients;
  readonly run: Limiter;
  readonly once: <T>(key: string, make: () => Promise<T>) => Promise<T>;
}

/** A bucket under its region. */
export interface Place {
  readonly bucket: string;
  readonly reach: Reach;
  readonly region: string;
}

const AWS_ONLY: ReadonlySet<Facet> = new Set<Facet>(['owner', 'accountPublicAccess', ...KEY_FACETS]);

/** Reads the asked facets of one bucket of the S3 family; never rejects. */
export async function readBucket(
  entry: FleetEntry,
  facets: ReadonlySet<Facet>,
  shared: Shared,
): Promise<Readings> {
  const { target } = entry;
  const reach = shared.clients.reachOf(entry);
  const account =
    facets.has('owner') || facets.has('accountPublicAccess') ? readAccount(reach, shared) : undefined;
  const { location, region } = await readLocation(target.bucket, reach, shared);
  if (location.status === 'unreadable' && endsBucket(location)) return everything(facets, location);
  const place: Place = { bucket: target.bucket, reach, region };
  const readings = new Map<Facet, Promise<Reading<unknown>>>();
  if (facets.has('location')) readings.set('location', Promise.resolve(location));
  const wantsKey = KEY_FACETS.some((facet) => facets.has(facet));
  for (const reader of S3_READERS) {
    const wanted =
      facets.has(reader.facet) || (reader.facet === 'encryption' && wantsKey && target.provider === 'aws');
    if (wanted) readings.set(reader.facet, readFacet(reader, place, shared));
  }
  for (const facet of facets) {
    if (AWS_ONLY.has(facet) && target.provider !== 'aws') readings.set(facet, Promise.resolve(UNSUPPORTED));
  }
  if (target.provider === 'aws' && account !== undefined) {
    const owner = readOwner(place, account, shared);
    if (facets.has('owner')) readings.set('owner', owner);
    if (facets.has('accountPublicAccess'))
      readings.set('accountPublicAccess', readAccountBlock(place, owner, shared));
  }
  if (target.provider === 'aws' && wantsKey) {
    const encryption = readings.get('encryption') as Promise<Reading<Encryption>>;
    for (const facet of KEY_FACETS)
      if (facets.has(facet)) readings.set(facet, readKey(facet, place, encryption, shared));
  }
  if (facets.has('addressKey')) readings.set('addressKey', readAddressKey(entry, place, shared));
  const all = await Promise.all(
    [...readings].map(async ([facet, reading]) => [facet, await reading] as const),
  );
  return Object.fromEntries(all.filter(([facet]) => facets.has(facet)));
}

const UNSUPPORTED: Reading<never> = { status: 'unsupported', detail: 'only Amazon S3 has this' };

/** Without the bucket, the endpoint or credentials no further call can tell more. */
function endsBucket({ cause }: Unreadable): boolean {
  return cause === 'absent' || cause === 'unreachable' || cause === 'credentials' || cause === 'interrupted';
}

function everything(facets: ReadonlySet<Facet>, { cause, detail, call }: Unreadable): Readings {
  const why = { status: 'unreadable', cause, ...(detail !== undefined && { detail }) } as const;
  return Object.fromEntries(
    [...facets].map((facet) => [facet, { ...why, call: cause === 'absent' ? call : callOf(facet).call }]),
  );
}

/** GetBucketLocation answers from every region, so it is asked first and settles where the rest goes. */
async function readLocation(
  bucket: string,
  reach: Reach,
  shared: Shared,
): Promise<{ location: Reading<Facets['location']>; region: string }> {
  const { GetBucketLocationCommand } = await import('@aws-sdk/client-s3');
  const place: Place = { bucket, reach, region: reach.region };
  try {
    const { LocationConstraint: constraint } = await send(place, shared, (client, options) =>
      client.send(new GetBucketLocationCommand({ Bucket: bucket }), options),
    );
    // us-east-1 answers nothing, old buckets of eu-west-1 answer EU.
    const told =
      constraint === undefined || constraint.length === 0
        ? undefined
        : constraint === 'EU'
          ? 'eu-west-1'
          : constraint;
    const region =
      told ?? (reach.endpoint === undefined || reach.region === 'us-east-1' ? 'us-east-1' : reach.region);
    return { location: { status: 'known', value: { region }, call: OTHER_CALLS.location.call }, region };
  } catch (error) {
    const region = regionOf(error) ?? headerRegion(error) ?? reach.region;
    return { location: readingOf(error, OTHER_CALLS.location), region };
  }
}

function headerRegion(error: unknown): string | undefined {
  const { $response } = error as { $response?: { headers?: Record<string, string> } };
  return $response?.headers?.['x-amz-bucket-region'];
}

async function readFacet(reader: S3Reader, place: Place, shared: Shared): Promise<Reading<unknown>> {
  const call: Call = callOf(reader.facet);
  try {
    const s3 = await import('@aws-sdk/client-s3');
    const Command = s3[reader.command] as typeof s3.GetBucketCorsCommand;
    const output = await send(place, shared, (client, options) =>
      client.send(new Command({ Bucket: place.bucket }), options),
    );
    const value = reader.read(output as never);
    return value === undefined
      ? {
          status: 'unsupported',
          call: call.call,
          detail: 'this store answers the call with another document',
        }
      : { status: 'known', value, call: call.call };
  } catch (error) {
    if (reader.none !== undefined && codeOf(error) === reader.none.code) {
      return { status: 'known', value: reader.none.value, call: call.call };
    }
    return readingOf(error, call);
  }
}

type Send<T> = (client: S3Client, options: { abortSignal: AbortSignal }) => Promise<T>;

/** One S3 call in the bucket's region; a redirect is followed once. */
export async function send<T>({ reach, region }: Place, { clients, run }: Shared, call: Send<T>): Promise<T> {
  const client = await clients.s3(reach, region);
  try {
    return await run(clients.endpointName(reach, 'S3', region), (abortSignal) =>
      call(client, { abortSignal }),
    );
  } catch (error) {
    const other = regionOf(error);
    if (other === undefined || other === region) throw error;
    const there = await clients.s3(reach, other);
    return run(clients.endpointName(reach, 'S3', other), (abortSignal) => call(there, { abortSignal }));
  }
}

/** A read with the key inside the storage address: W&B's own. Never a write. */
async function readAddressKey(
  entry: FleetEntry,
  { region }: Place,
  shared: Shared,
): Promise<Reading<Facets['addressKey']>> {
  const { call } = OTHER_CALLS.addressKey;
  const reach = shared.clients.addressReachOf(entry);
  if (reach === undefined) return { status: 'unsupported', call, detail: 'the address holds no key' };
  const { bucket, subpath } = entry.target;
  try {
    const { ListObjectsV2Command } = await import('@aws-sdk/client-s3');
    const command = new ListObjectsV2Command({
      Bucket: bucket,
      MaxKeys: 1,
      ...(subpath !== '' && { Prefix: `${subpath}/` }),
    });
    await send({ bucket, reach, region }, shared, (client, options) => client.send(command, options));
    return { status: 'known', value: { works: true }, call };
  } catch (error) {
    const status = statusOf(error);
    const refused = status === 403 || status === 401 || (status === 400 && /Token|Key/.test(codeOf(error)));
    if (refused) return { status: 'known', value: { works: false, error: codeOf(error) }, call };
    return readingOf(error, OTHER_CALLS.addressKey);
  }
}
