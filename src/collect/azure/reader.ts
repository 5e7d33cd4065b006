// Reads one container: the account is found first, then every side of it is asked for at once, each side once an account.

import type { BlobContainer, BlobServiceProperties, StorageAccount } from '@azure/arm-storage';
import type { Facet, Facets, Reading, Readings, Unreadable } from '../../model/evidence.ts';
import type { FleetEntry, Target } from '../../model/target.ts';
import type { ProviderReader, Run } from '../provider.ts';
import { isKeyFacet, keyedOf, readByKey } from './access-key.ts';
import { locateAccount, readAccount } from './account.ts';
import * as settings from './account-settings.ts';
import { corsOf, softDeleteOf, versioningOf } from './blob-service.ts';
import { ARM_CALLS, isAzureFacet } from './calls.ts';
import type { AzureFacet } from './calls.ts';
import { sharedOf } from './clients.ts';
import type { Shared } from './clients.ts';
import { containerAccessOf } from './container.ts';
import type { Caller } from './credentials.ts';
import { derive } from './derive.ts';
import { findIdentity, readIdentity, readRoleAssignments } from './identity.ts';
import {
  readBlobContainer,
  readBlobService,
  readEncryption,
  readLifecycle,
  readRetention,
} from './resources.ts';
import type { Seen } from './resources.ts';

/**
 * The resource manager is asked first, with the environment's own credentials; what it does not give, the access key of the
 * address is asked for, where there is one and it can tell.
 */
export function createAzureReader(run: Run): ProviderReader {
  const shared = sharedOf(run);
  return {
    // The SDKs keep nothing open of their own: node's agent lets idle connections go.
    close: () => undefined,
    read: (entry, addressed, facets) => readContainer(entry, addressed, facets, shared),
  };
}

async function readContainer(
  { target }: FleetEntry,
  addressed: FleetEntry,
  facets: ReadonlySet<Facet>,
  shared: Shared,
): Promise<Readings> {
  const plane = planeOf(target, await shared.callerOf(target.tenantId), shared);
  const keyed = keyedOf(addressed, shared);
  const readFacet = async (facet: AzureFacet): Promise<Reading<unknown>> => {
    const [gone, own] = await Promise.all([plane.gone(), plane.facets[facet]()]);
    const managed: Reading<unknown> = gone ?? own;
    if (managed.status !== 'unreadable' || managed.cause === 'interrupted' || keyed === undefined)
      return managed;
    const noCredentials = managed.cause === 'credentials';
    if (!isKeyFacet(facet)) {
      return noCredentials ? { ...managed, detail: `${managed.detail ?? ''}; ${KEY_TELLS}` } : managed;
    }
    const byKey = await readByKey(facet, keyed);
    return byKey.status === 'known' || noCredentials ? byKey : managed;
  };
  const all = await Promise.all(
    [...facets].filter(isAzureFacet).map(async (facet) => [facet, await readFacet(facet)] as const),
  );
  return Object.fromEntries(all);
}

const KEY_TELLS =
  "the address's access key tells CORS, soft delete, anonymous access and holds of the container only";

interface Plane {
  readonly facets: { readonly [F in AzureFacet]: () => Promise<Reading<Facets[F]>> };
  /** That the container does not exist, where that is so: what its account is set to is of no use then. */
  readonly gone: () => Promise<Unreadable | undefined>;
}

/** The facets of one container by the resource manager; nothing is asked for before it is wanted, nor twice. */
function planeOf(target: Target, caller: Caller, shared: Shared): Plane {
  const { bucket } = target;
  const id = locateAccount(target, caller, shared);
  const seen: Seen = { id, caller, shared };
  const account = once(() => readAccount(target, seen));
  const service = once(() => readBlobService(seen));
  const container = once(() => readBlobContainer(bucket, seen));
  const identity = once(() => findIdentity(target.clientId, seen));
  type Of<T> = <V>(read: (value: T) => V | undefined) => () => Promise<Reading<V>>;
  const ofAccount: Of<StorageAccount> = (read) => async () => derive(await account(), read);
  const ofService: Of<BlobServiceProperties> = (read) => async () => derive(await service(), read);
  const ofContainer: Of<BlobContainer> = (read) => async () => derive(await container(), read);
  return {
    facets: {
      location: ofAccount(settings.locationOf),
      network: ofAccount(settings.networkOf),
      publicAccessPrevention: ofAccount(settings.publicAccessPreventionOf),
      sasPolicy: ofAccount(settings.sasPolicyOf),
      sharedKey: ofAccount(settings.sharedKeyOf),
      transport: ofAccount(settings.transportOf),
      cors: ofService(({ cors }) => corsOf(cors?.corsRules ?? [])),
      softDelete: ofService(({ deleteRetentionPolicy }) => softDeleteOf(deleteRetentionPolicy)),
      versioning: ofService(versioningOf),
      lifecycle: () => readLifecycle(bucket, seen),
      containerAccess: ofContainer(({ publicAccess }) => containerAccessOf(publicAccess)),
      encryption: () => readEncryption(account(), container(), seen),
      retention: () => readRetention(account(), container()),
      identity: () => readIdentity(identity(), seen),
      roleAssignments: () => readRoleAssignments(identity(), bucket, seen),
    },
    gone: once(async () => {
      const reading = await container();
      const absent = reading.status === 'unreadable' && reading.cause === 'absent';
      return absent && reading.call === ARM_CALLS.container.call ? reading : undefined;
    }),
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
