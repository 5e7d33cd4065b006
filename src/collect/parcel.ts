// Entries on their way to another thread of this process: a Secret does not survive the copy, so it travels opened.

import { Secret } from '../model/secret.ts';
import type { Access, AccessKeys, FleetEntry, Target } from '../model/target.ts';

interface OpenedKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** An entry as the structured clone algorithm copies it. Held in memory only, never printed. */
export interface Parcel {
  readonly target: Target;
  readonly access: Omit<Access, 'credentials' | 'addressCredentials' | 'addressSecret'> & {
    readonly credentials?: OpenedKeys;
    readonly addressCredentials?: OpenedKeys;
    readonly addressSecret?: string;
  };
}

/**
 * Packs an entry. Reading a bucket takes nothing of what its target knows of the fleet: every team of it is in every target,
 * and copied with each bucket that would be the square of the fleet.
 */
export function packed({ target, access }: FleetEntry): Parcel {
  const { credentials, addressCredentials, addressSecret, ...rest } = access;
  return {
    target: { ...target, deployment: { teamBuckets: [], instanceBuckets: [] }, peers: [] },
    access: {
      ...rest,
      ...(credentials !== undefined && { credentials: opened(credentials) }),
      ...(addressCredentials !== undefined && { addressCredentials: opened(addressCredentials) }),
      ...(addressSecret !== undefined && { addressSecret: addressSecret.reveal() }),
    },
  };
}

export function unpacked({ target, access }: Parcel): FleetEntry {
  const { credentials, addressCredentials, addressSecret, ...rest } = access;
  return {
    target,
    access: {
      ...rest,
      ...(credentials !== undefined && { credentials: sealed(credentials) }),
      ...(addressCredentials !== undefined && { addressCredentials: sealed(addressCredentials) }),
      ...(addressSecret !== undefined && { addressSecret: new Secret(addressSecret) }),
    },
  };
}

function opened({ accessKeyId, secretAccessKey, sessionToken }: AccessKeys): OpenedKeys {
  return {
    accessKeyId: accessKeyId.reveal(),
    secretAccessKey: secretAccessKey.reveal(),
    ...(sessionToken !== undefined && { sessionToken: sessionToken.reveal() }),
  };
}

function sealed({ accessKeyId, secretAccessKey, sessionToken }: OpenedKeys): AccessKeys {
  return {
    accessKeyId: new Secret(accessKeyId),
    secretAccessKey: new Secret(secretAccessKey),
    ...(sessionToken !== undefined && { sessionToken: new Secret(sessionToken) }),
  };
}
