// The smaller settings of a bucket: place, encryption, versions, who pays, logging, soft delete, retention, networks.

import type { Facets, Network, RetentionPolicy } from '../../model/evidence.ts';
import type { GoogleBucket, GoogleEncryption } from './wire.ts';

const SECONDS_A_DAY = 86_400;

/** In lower case, as Google's tools and key names have it: `us-central1`, `eu`, `nam4`. */
export function locationOf({ location }: GoogleBucket): Facets['location'] | undefined {
  return location === undefined ? undefined : { region: location.toLowerCase() };
}

export function encryptionOf({ encryption = {} }: GoogleBucket): Facets['encryption'] {
  const { defaultKmsKeyName: keyId } = encryption;
  const blockedTypes = blockedBy(encryption);
  const blocked = blockedTypes.length > 0 && { blockedTypes };
  return keyId === undefined || keyId === ''
    ? { algorithm: 'google-managed', ...blocked }
    : { algorithm: 'customer-managed', keyId, ...blocked };
}

/** https://cloud.google.com/storage/docs/encryption/enforce-encryption-types */
function blockedBy(encryption: GoogleEncryption): string[] {
  const configs = {
    'google-managed': encryption.googleManagedEncryptionEnforcementConfig,
    'customer-managed': encryption.customerManagedEncryptionEnforcementConfig,
    'customer-supplied': encryption.customerSuppliedEncryptionEnforcementConfig,
  };
  return Object.entries(configs)
    .filter(([, config]) => config?.restrictionMode === 'FullyRestricted')
    .map(([type]) => type);
}

/** Off unless it was switched on; Google has no word for "was on once" and no MFA delete. */
export function versioningOf({ versioning }: GoogleBucket): Facets['versioning'] {
  return { status: versioning?.enabled === true ? 'Enabled' : 'Off', mfaDelete: false };
}

export function requestPaymentOf({ billing }: GoogleBucket): Facets['requestPayment'] {
  return { payer: billing?.requesterPays === true ? 'Requester' : 'BucketOwner' };
}

export function loggingOf({ logging = {} }: GoogleBucket): Facets['logging'] {
  const { logBucket, logObjectPrefix } = logging;
  return {
    enabled: logBucket !== undefined,
    ...(logBucket !== undefined && { targetBucket: logBucket }),
    ...(logObjectPrefix !== undefined && { targetPrefix: logObjectPrefix }),
  };
}

/** Every bucket has a policy, `0` where it is off: one that is not told is not known. https://cloud.google.com/storage/docs/soft-delete */
export function softDeleteOf({ softDeletePolicy: policy }: GoogleBucket): Facets['softDelete'] | undefined {
  if (policy?.retentionDurationSeconds === undefined) return undefined;
  const seconds = Number(policy.retentionDurationSeconds);
  return seconds > 0 ? { enabled: true, days: seconds / SECONDS_A_DAY } : { enabled: false };
}

/** https://cloud.google.com/storage/docs/bucket-lock and https://cloud.google.com/storage/docs/object-holds */
export function retentionOf({ retentionPolicy, defaultEventBasedHold }: GoogleBucket): Facets['retention'] {
  const policies: RetentionPolicy[] = [];
  if (retentionPolicy?.retentionPeriod !== undefined) {
    policies.push({
      kind: 'retentionPolicy',
      scope: 'bucket',
      seconds: Number(retentionPolicy.retentionPeriod),
      locked: retentionPolicy.isLocked ?? false,
    });
  }
  if (defaultEventBasedHold === true) policies.push({ kind: 'eventBasedHold', scope: 'bucket' });
  return { policies };
}

/** The filter of a bucket as the facet; undefined where none is told, which alone does not mean that there is none. */
export function networkOf({ ipFilter: filter }: GoogleBucket): Network | undefined {
  if (filter === undefined) return undefined;
  if (filter.mode !== 'Enabled') return OPEN;
  return {
    access: 'restricted',
    ipRanges: filter.publicNetworkSource?.allowedIpCidrRanges ?? [],
    networks: (filter.vpcNetworkSources ?? []).map(({ network = '' }) => network.replace(SELF_LINK, '')),
  };
}

/** A bucket without filter. */
export const OPEN: Network = { access: 'open', ipRanges: [], networks: [] };

const SELF_LINK = /^https:\/\/[^/]+\/compute\/v1\//;
