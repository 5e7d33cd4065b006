// Reads one bucket: the region first, then every facet at once, then what follows from them.

import * as s3 from '@aws-sdk/client-s3';
import type { Encryption, Facet, Facets, Reading, Readings, Unreadable } from '../../model/evidence.ts';
import type { FleetEntry, Target } from '../../model/target.ts';
import { createClients } from './clients.ts';
import type { Clients, Reach } from './clients.ts';
import type { LeanClient } from './lean-client.ts';
import { codeOf, MOST_PAGES, statusOf } from '../errors.ts';
import { isNotConfigured, readingOf, regionOf, UnexpectedContent } from './errors.ts';
import { readAccount, readAccountBlock, readOwner } from './account.ts';
import { KEY_FACETS, readKey } from './key.ts';
import { acl } from './policy.ts';
import type { ProviderReader, Run } from '../provider.ts';
import { callOf, callOfReader, OTHER_CALLS, S3_READERS } from './readers.ts';
import type { ReadCommand, S3Reader } from './reader.ts';

/** What the reads of the S3 family share. */
export interface Shared extends Run {
  readonly clients: Clients;
}

export function createS3Reader(run: Run): ProviderReader {
  const clients = createClients(run);
  const shared: Shared = { ...run, clients };
  return {
    close: clients.close,
    read: (entry, addressed, facets) => readBucket(entry, addressed, facets, shared),
  };
}

/** A bucket and the region that answers for it. */
export interface Place {
  readonly bucket: string;
  readonly reach: Reach;
  /** Amazon S3 itself or a stand-in for it. */
  readonly amazon: boolean;
  /** Settled by the first answer that tells: no later call is redirected. */
  region: string;
}

const AWS_ONLY: ReadonlySet<Facet> = new Set<Facet>(['owner', 'accountPublicAccess', ...KEY_FACETS]);

/**
 * Reads the asked facets of one bucket of the S3 family; never rejects. `addressed` is the entry whose address holds a key,
 * where one does.
 */
async function readBucket(
  entry: FleetEntry,
  addressed: FleetEntry,
  facets: ReadonlySet<Facet>,
  shared: Shared,
): Promise<Readings> {
  const { target } = entry;
  const reach = shared.clients.reachOf(entry);
  const amazon = target.provider === 'aws';
  const place: Place = { bucket: target.bucket, reach, amazon, region: reach.region };
  // STS is Amazon's: a store's keys are not for it.
  const wantsAccount = amazon && (facets.has('owner') || facets.has('accountPublicAccess'));
  const account = wantsAccount ? readAccount(reach, shared) : undefined;
  const location = await readLocation(target, place, shared);
  if (location.status === 'unreadable' && endsBucket(location)) {
    const readings = everything(facets, location);
    // The address's key may work, or be refused, whatever becomes of the auditor's own.
    if (location.cause !== 'credentials' || !facets.has('addressKey')) return readings;
    return { ...readings, addressKey: await readAddressKey(addressed, place, shared) };
  }
  const readings = new Map<Facet, Promise<Reading<unknown>>>();
  if (facets.has('location')) readings.set('location', Promise.resolve(location));
  const wantsKey = KEY_FACETS.some((facet) => facets.has(facet));
  for (const reader of S3_READERS) {
    const wanted = facets.has(reader.facet) || (reader.facet === 'encryption' && wantsKey && amazon);
    if (wanted && reader !== acl) readings.set(reader.facet, readFacet(reader, place, shared));
  }
  if (facets.has('acl')) readings.set('acl', readAcl(readings.get('ownership'), place, shared));
  for (const facet of facets) {
    if (AWS_ONLY.has(facet) && !amazon) readings.set(facet, Promise.resolve(UNSUPPORTED));
  }
  if (account !== undefined) {
    const owner = readOwner(place, account, shared);
    if (facets.has('owner')) readings.set('owner', owner);
    if (facets.has('accountPublicAccess'))
      readings.set('accountPublicAccess', readAccountBlock(place, owner, shared));
  }
  if (amazon && wantsKey) {
    const encryption = readings.get('encryption') as Promise<Reading<Encryption>>;
    for (const facet of KEY_FACETS)
      if (facets.has(facet)) readings.set(facet, readKey(facet, place, encryption, shared));
  }
  if (facets.has('addressKey')) readings.set('addressKey', readAddressKey(addressed, place, shared));
  const all = await Promise.all(
    [...readings].map(async ([facet, reading]) => [facet, await reading] as const),
  );
  return Object.fromEntries(all.filter(([facet]) => facets.has(facet)));
}

const UNSUPPORTED: Reading<never> = { status: 'unsupported', detail: 'only Amazon S3 has this' };

/** Without the bucket or credentials no further call can tell more. A dead endpoint ends its calls in the limiter. */
function endsBucket({ cause }: Unreadable): boolean {
  return cause === 'absent' || cause === 'credentials' || cause === 'interrupted';
}

function everything(facets: ReadonlySet<Facet>, { cause, detail, call }: Unreadable): Readings {
  const why = { status: 'unreadable', cause, ...(detail !== undefined && { detail }) } as const;
  return Object.fromEntries(
    [...facets].map((facet) => [
      facet,
      { ...why, call: cause === 'absent' ? call : (callOf(facet)?.call ?? call) },
    ]),
  );
}

/** GetBucketLocation answers from every region, so it is asked first and settles where the rest goes. */
async function readLocation(
  target: Target,
  place: Place,
  shared: Shared,
): Promise<Reading<Facets['location']>> {
  const { bucket, amazon } = place;
  try {
    const { LocationConstraint: constraint } = await send(place, shared, (client, options) =>
      client.send(new s3.GetBucketLocationCommand({ Bucket: bucket }), options),
    );
    const region = normalised(constraint) ?? (amazon ? undefined : target.region) ?? 'us-east-1';
    // Other stores have words of their own (`default`): there the region that was answered stays the one to sign for.
    if (amazon) place.region = region;
    return { status: 'known', value: { region }, call: OTHER_CALLS.location.call };
  } catch (error) {
    const location = readingOf(error, OTHER_CALLS.location, amazon);
    const told = regionOf(error) ?? headerRegion(error);
    if (told !== undefined) place.region = told;
    else if (amazon && location.status === 'unreadable' && location.cause === 'denied')
      place.region = (await regionOfHead(place, shared)) ?? place.region;
    return location;
  }
}

/** us-east-1 answers nothing, old buckets of eu-west-1 answer EU. */
function normalised(constraint: string | undefined): string | undefined {
  if (constraint === undefined || constraint === '') return undefined;
  return constraint === 'EU' ? 'eu-west-1' : constraint;
}

/** HeadBucket tells the region even to those it refuses: https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html */
async function regionOfHead(place: Place, shared: Shared): Promise<string | undefined> {
  try {
    const { BucketRegion: region } = await send(place, shared, (client, options) =>
      client.send(new s3.HeadBucketCommand({ Bucket: place.bucket }), options),
    );
    return region;
  } catch (error) {
    return regionOf(error) ?? headerRegion(error);
  }
}

function headerRegion(error: unknown): string | undefined {
  const { $response } = error as { $response?: { headers?: Record<string, string> } };
  return $response?.headers?.['x-amz-bucket-region'];
}

const COMMANDS: Pick<typeof s3, ReadCommand> = s3;

async function readFacet(reader: S3Reader, place: Place, shared: Shared): Promise<Reading<unknown>> {
  const declared = callOfReader(reader);
  const { call } = declared;
  try {
    const Command = COMMANDS[reader.command] as typeof s3.GetBucketCorsCommand;
    const ask = (page?: object): Promise<never> =>
      send(place, shared, (client, options) =>
        client.send(new Command({ Bucket: place.bucket, ...page }), options),
      ) as Promise<never>;
    let output = await ask();
    let value = reader.read(output);
    let pages = 1;
    for (let page = reader.next?.(output); page !== undefined; page = reader.next?.(output)) {
      if (++pages > MOST_PAGES) throw new UnexpectedContent('the list has no end');
      output = await ask(page);
      const more = reader.read(output);
      if (value !== undefined && more !== undefined) value = reader.join?.(value, more) ?? value;
    }
    if (value !== undefined) return { status: 'known', value, call };
    return { status: 'unsupported', call, detail: 'this store answers the call with another document' };
  } catch (error) {
    if (reader.none !== undefined && isNotConfigured(error, reader.none.code)) {
      return { status: 'known', value: reader.none.value, call };
    }
    return readingOf(error, declared, place.amazon);
  }
}

/**
 * The ACL, where it counts: an owner who is enforced switches it off, as most buckets of Amazon have it, and a call is saved.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
 */
async function readAcl(
  ownership: Promise<Reading<unknown>> | undefined,
  place: Place,
  shared: Shared,
): Promise<Reading<unknown>> {
  const owned = place.amazon
    ? await (ownership as Promise<Reading<Facets['ownership']>> | undefined)
    : undefined;
  if (owned?.status !== 'known' || owned.value.mode !== 'BucketOwnerEnforced')
    return readFacet(acl, place, shared);
  const value: Facets['acl'] = { grants: [] };
  return { status: 'known', value, call: owned.call };
}

type Send<T> = (client: LeanClient, options: { abortSignal: AbortSignal }) => Promise<T>;

/** One S3 call in the bucket's region; a redirect is followed once, and remembered for the bucket. */
export async function send<T>(place: Place, { clients, run }: Shared, call: Send<T>): Promise<T> {
  const { bucket, reach, region } = place;
  const ask = async (there: string): Promise<T> => {
    const client = await clients.s3(reach, there);
    const endpoint = clients.endpointName(reach, there, bucket);
    return run(endpoint, (abortSignal) => call(client, { abortSignal }), bucket);
  };
  try {
    return await ask(region);
  } catch (error) {
    const other = regionOf(error);
    if (other === undefined || other === region) throw error;
    const answer = await ask(other);
    place.region = other;
    return answer;
  }
}

/** A read with the key inside the storage address: W&B's own. Never a write. */
async function readAddressKey(
  entry: FleetEntry,
  { region, amazon }: Place,
  shared: Shared,
): Promise<Reading<Facets['addressKey']>> {
  const { call } = OTHER_CALLS.addressKey;
  const reach = shared.clients.addressReachOf(entry);
  if (reach === undefined) return { status: 'unsupported', call, detail: 'the address holds no key' };
  const { bucket, subpath } = entry.target;
  try {
    const command = new s3.ListObjectsV2Command({
      Bucket: bucket,
      MaxKeys: 1,
      ...(subpath !== '' && { Prefix: `${subpath}/` }),
    });
    const place: Place = { bucket, reach, amazon, region };
    await send(place, shared, (client, options) => client.send(command, options));
    return { status: 'known', value: { works: true }, call };
  } catch (error) {
    return isRefused(error)
      ? { status: 'known', value: { works: false, error: codeOf(error) }, call }
      : readingOf(error, OTHER_CALLS.addressKey);
  }
}

/** The key was turned away. A wrong clock is this machine's fault, not the key's. */
function isRefused(error: unknown): boolean {
  const status = statusOf(error);
  const code = codeOf(error);
  if (code === 'RequestTimeTooSkewed') return false;
  return status === 403 || status === 401 || (status === 400 && /Token|Key/.test(code));
}
