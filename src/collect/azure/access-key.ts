// What the access key inside a storage address can read of its account: the data plane, for those who have nothing else.

import { createHash } from 'node:crypto';
import type { ContainerClient } from '@azure/storage-blob';
import type { Facet, Facets, Reading, RetentionPolicy } from '../../model/evidence.ts';
import type { Secret } from '../../model/secret.ts';
import type { FleetEntry } from '../../model/target.ts';
import type { Call } from '../provider.ts';
import { corsOf, softDeleteOf } from './blob-service.ts';
import { KEY_CALLS } from './calls.ts';
import type { Shared } from './clients.ts';
import { containerAccessOf } from './container.ts';
import { derive } from './derive.ts';
import { KEYS_REFUSED, readingOf, UnexpectedAnswer } from './errors.ts';

/** A container and the key that opens it. */
interface Keyed {
  readonly account: string;
  readonly container: string;
  readonly secret: Secret;
  readonly shared: Shared;
}

/** Facets that the key can tell. */
const KEY_FACETS = ['cors', 'softDelete', 'containerAccess', 'retention', 'sharedKey'] as const;
export type KeyFacet = (typeof KEY_FACETS)[number];

export function isKeyFacet(facet: Facet): facet is KeyFacet {
  return (KEY_FACETS as readonly Facet[]).includes(facet);
}

/** Undefined where the address holds no key. */
export function keyedOf({ target, access }: FleetEntry, shared: Shared): Keyed | undefined {
  const { account, bucket: container } = target;
  const { addressSecret: secret } = access;
  return secret === undefined || account === undefined ? undefined : { account, container, secret, shared };
}

/** Reads one facet with the key. */
export async function readByKey(facet: KeyFacet, keyed: Keyed): Promise<Reading<Facets[KeyFacet]>> {
  switch (facet) {
    case 'cors':
      return derive(await readService(keyed), ({ cors }) => corsOf(cors));
    case 'softDelete':
      return derive(await readService(keyed), ({ softDelete }) => softDelete);
    case 'containerAccess':
      return derive(await readContainer(keyed), ({ publicAccess }) => containerAccessOf(publicAccess));
    case 'retention':
      return retentionOf(await readContainer(keyed));
    case 'sharedKey':
      return sharedKeyOf(await readService(keyed));
  }
}

interface Service {
  readonly cors: Parameters<typeof corsOf>[0];
  readonly softDelete: Facets['softDelete'];
}

/** The service's properties, once an account. */
function readService(keyed: Keyed): Promise<Reading<Service>> {
  return readOnce(`service ${keyed.account}`, KEY_CALLS.service, keyed, async () => {
    const { StorageSharedKeyCredential, BlobServiceClient } = await import('@azure/storage-blob');
    const credential = new StorageSharedKeyCredential(keyed.account, keyed.secret.reveal());
    const client = new BlobServiceClient(keyed.shared.cloud.blob(keyed.account), credential, NO_RETRIES);
    const properties = await keyed.shared.run(endpointOf(keyed), (abortSignal) =>
      client.getProperties({ abortSignal }),
    );
    const { cors, deleteRetentionPolicy, hourMetrics } = properties;
    // Of a page of HTML the SDK makes an empty object; the service always sends one of these.
    if (cors === undefined && deleteRetentionPolicy === undefined && hourMetrics === undefined)
      throw new UnexpectedAnswer('the endpoint answers another document than the blob service properties');
    return { cors: cors ?? [], softDelete: softDeleteOf(deleteRetentionPolicy) };
  });
}

interface Container {
  readonly publicAccess: string | undefined;
  readonly immutable: boolean;
  readonly held: boolean;
  /** Blobs may be immutable one by one, by a default of the container or of the account. */
  readonly versionLevel: boolean;
}

function readContainer(keyed: Keyed): Promise<Reading<Container>> {
  return readOnce(`container ${keyed.account}/${keyed.container}`, KEY_CALLS.container, keyed, async () => {
    const properties = await send(keyed, (client, abortSignal) => client.getProperties({ abortSignal }));
    if (properties.etag === undefined)
      throw new UnexpectedAnswer('the endpoint answers something else than the properties of a container');
    return {
      publicAccess: properties.blobPublicAccess,
      immutable: properties.hasImmutabilityPolicy === true,
      held: properties.hasLegalHold === true,
      versionLevel: properties.isImmutableStorageWithVersioningEnabled === true,
    };
  });
}

/** The data plane tells that there is a policy, not how long; a default of the account is not told at all. */
function retentionOf(reading: Reading<Container>): Reading<Facets['retention']> {
  if (reading.status !== 'known') return reading;
  const { call, value } = reading;
  if (value.versionLevel && !value.immutable) {
    const detail = 'version-level immutability is on; only the resource manager tells the default policy';
    return { status: 'unreadable', cause: 'denied', call, detail };
  }
  const policies = [
    ...(value.immutable ? [policyOf(value)] : []),
    ...(value.held ? [{ kind: 'legalHold', scope: 'container' } as const] : []),
  ];
  return { status: 'known', value: { policies }, call };
}

function policyOf({ versionLevel }: Container): RetentionPolicy {
  return { kind: 'immutabilityPolicy', scope: 'container', ...(versionLevel && { byVersion: true }) };
}

/** Whether keys are accepted is seen by using one. */
function sharedKeyOf(service: Reading<unknown>): Reading<Facets['sharedKey']> {
  const { call } = KEY_CALLS.service;
  if (service.status === 'known') return { status: 'known', value: { allowed: true }, call };
  const refused = service.status === 'unreadable' && service.detail === KEYS_REFUSED;
  return refused ? { status: 'known', value: { allowed: false }, call } : service;
}

/** Once a key: another key of the same account may fare better. */
function readOnce<T>(
  what: string,
  call: Call,
  { shared, secret }: Keyed,
  read: () => Promise<T>,
): Promise<Reading<T>> {
  const key = createHash('sha256').update(secret.reveal()).digest('hex');
  return shared.once(`azure key ${what} ${key}`, async () => {
    try {
      return { status: 'known', value: await read(), call: call.call };
    } catch (error) {
      return readingOf(error, call);
    }
  });
}

const NO_RETRIES = { retryOptions: { maxTries: 1 } };

function endpointOf({ account, shared }: Keyed): string {
  return `Blob ${shared.cloud.blob(account)}`;
}

async function send<T>(
  keyed: Keyed,
  call: (client: ContainerClient, abortSignal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { ContainerClient, StorageSharedKeyCredential } = await import('@azure/storage-blob');
  const { account, container, secret, shared } = keyed;
  const credential = new StorageSharedKeyCredential(account, secret.reveal());
  const client = new ContainerClient(`${shared.cloud.blob(account)}/${container}`, credential, NO_RETRIES);
  return shared.run(endpointOf(keyed), (abortSignal) => call(client, abortSignal));
}
