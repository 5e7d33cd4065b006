// Reads one bucket of Google Cloud Storage: its document, its policy and its project's, only what is asked for.

import type { Facet, Facets, Reading, Readings } from '../../model/evidence.ts';
import type { FleetEntry } from '../../model/target.ts';
import type { ProviderReader, Run } from '../provider.ts';
import { createClients } from './clients.ts';
import type { Clients } from './clients.ts';
import type { Caller } from './credentials.ts';
import { NotGoogle, readingOf, wantsUserProject } from './errors.ts';
import { readIam, readProjectIam } from './iam.ts';
import { BUCKET_READERS, GET_BUCKET, GET_PROJECT_POLICY, TEST_PERMISSIONS } from './readers.ts';
import type { GoogleReader } from './readers.ts';
import { OPEN } from './settings.ts';
import type { GoogleBucket } from './wire.ts';

/** What the reads of Google Cloud Storage share. */
export interface Shared extends Run {
  readonly clients: Clients;
}

export function createGoogleReader(run: Run): ProviderReader {
  const clients = createClients(run);
  const shared: Shared = { ...run, clients };
  return {
    close: clients.close,
    read: (entry, addressed, facets) => readBucket(entry, addressed, facets, shared),
  };
}

/** The document of a bucket, or why there is none. */
type Document = { readonly bucket: GoogleBucket } | { readonly error: unknown };

async function readBucket(
  entry: FleetEntry,
  addressed: FleetEntry,
  facets: ReadonlySet<Facet>,
  shared: Shared,
): Promise<Readings> {
  const name = entry.target.bucket;
  const caller = shared.clients.callerOf(entry, addressed);
  const readers = BUCKET_READERS.filter(({ facet }) => facets.has(facet));
  const wantsDocument = readers.length > 0 || facets.has('projectIam');
  const document = wantsDocument ? readDocument(name, caller, facets, shared) : undefined;
  const readings: Promise<readonly [Facet, Reading<unknown>]>[] = [];
  if (facets.has('iam')) readings.push(named('iam', readIam(name, caller, shared)));
  if (document !== undefined) {
    for (const reader of readers)
      readings.push(named(reader.facet, readFacet(reader, document, name, caller, shared)));
    if (facets.has('projectIam')) readings.push(named('projectIam', readProject(document, caller, shared)));
  }
  return Object.fromEntries(await Promise.all(readings));
}

async function named(
  facet: Facet,
  reading: Promise<Reading<unknown>>,
): Promise<readonly [Facet, Reading<unknown>]> {
  return [facet, await reading];
}

async function readDocument(
  name: string,
  caller: Caller,
  facets: ReadonlySet<Facet>,
  shared: Shared,
): Promise<Document> {
  // ACLs come with the full projection only.
  const projection = facets.has('acl') ? 'full' : 'noAcl';
  try {
    const bucket = await shared.clients.storage(caller, name, async (client) => {
      const [metadata] = await client.getMetadata({ projection } as object);
      return metadata as unknown as GoogleBucket;
    });
    if (bucket.kind !== 'storage#bucket') throw new NotGoogle('the answer is no bucket of Cloud Storage');
    return { bucket };
  } catch (error) {
    return { error };
  }
}

async function readFacet(
  { facet, read, alsoNeeds }: GoogleReader,
  document: Promise<Document>,
  name: string,
  caller: Caller,
  shared: Shared,
): Promise<Reading<unknown>> {
  const { call } = GET_BUCKET;
  const given = await document;
  if ('error' in given) {
    // The refusal itself tells who pays.
    if (facet === 'requestPayment' && wantsUserProject(given.error))
      return { status: 'known', value: { payer: 'Requester' }, call };
    return readingOf(given.error, GET_BUCKET);
  }
  try {
    const value = read(given.bucket);
    if (value !== undefined) return { status: 'known', value, call };
  } catch (error) {
    return readingOf(error, GET_BUCKET);
  }
  if (facet === 'network') return readNoFilter(name, caller, shared);
  if (alsoNeeds === undefined || given.bucket.iamConfiguration === undefined)
    return { status: 'unsupported', call, detail: 'the answer does not tell' };
  return { status: 'unreadable', cause: 'denied', call, permission: alsoNeeds, detail: 'access denied' };
}

/**
 * A bucket that shows no IP filter has none, or the caller may not see it: only what the caller may do tells which.
 * https://cloud.google.com/storage/docs/json_api/v1/buckets/testIamPermissions
 */
async function readNoFilter(
  name: string,
  caller: Caller,
  shared: Shared,
): Promise<Reading<Facets['network']>> {
  const call = TEST_PERMISSIONS;
  const permission = 'storage.buckets.getIpFilter';
  try {
    const [held] = await shared.clients.storage(caller, name, (client) =>
      client.iam.testPermissions([permission]),
    );
    return held[permission] === true
      ? { status: 'known', value: OPEN, call: GET_BUCKET.call }
      : { status: 'unreadable', cause: 'denied', call: GET_BUCKET.call, permission, detail: 'access denied' };
  } catch (error) {
    return readingOf(error, { call, permission });
  }
}

async function readProject(
  document: Promise<Document>,
  caller: Caller,
  shared: Shared,
): Promise<Reading<Facets['projectIam']>> {
  const given = await document;
  if ('error' in given) return readingOf(given.error, GET_BUCKET);
  const { projectNumber } = given.bucket;
  if (projectNumber !== undefined) return readProjectIam(projectNumber, caller, shared);
  const detail = 'the answer does not tell the project of the bucket';
  return { status: 'unsupported', call: GET_PROJECT_POLICY.call, detail };
}
