// One container: anonymous access, what refuses to overwrite or delete its blobs, and the key they are encrypted with.

import type { BlobContainer, EncryptionScope, StorageAccount } from '@azure/arm-storage';
import type { Encryption, Facets, RetentionPolicy } from '../../model/evidence.ts';

export function containerAccessOf(publicAccess: string | undefined): Facets['containerAccess'] | undefined {
  switch ((publicAccess ?? 'None').toLowerCase()) {
    case 'none':
      return { level: 'none' };
    case 'blob':
      return { level: 'blob' };
    case 'container':
      return { level: 'container' };
    default:
      return undefined;
  }
}

const DAY_SECONDS = 86_400;

/** Of a policy as the container and the account have it. */
interface Policy {
  readonly immutabilityPeriodSinceCreationInDays?: number;
  readonly state?: string;
}

/**
 * Container policy and legal hold, and the account's own default. Where immutability is by version, a policy of the container
 * is the default of its blobs: https://learn.microsoft.com/en-us/azure/storage/blobs/immutable-version-level-worm-policies
 */
export function retentionOf(
  { hasImmutabilityPolicy, immutabilityPolicy, hasLegalHold, legalHold, ...container }: BlobContainer,
  { immutableStorageWithVersioning: ofAccount }: StorageAccount,
): Facets['retention'] {
  const policies: RetentionPolicy[] = [];
  if (
    hasImmutabilityPolicy === true ||
    immutabilityPolicy?.immutabilityPeriodSinceCreationInDays !== undefined
  ) {
    const byVersion = container.immutableStorageWithVersioning?.enabled === true;
    policies.push(policyOf('container', immutabilityPolicy ?? {}, byVersion));
  }
  if (hasLegalHold === true || legalHold?.hasLegalHold === true) {
    policies.push({ kind: 'legalHold', scope: 'container' });
  }
  const { enabled, immutabilityPolicy: policy } = ofAccount ?? {};
  if (enabled === true && policy !== undefined && policy.state !== 'Disabled')
    policies.push(policyOf('account', policy, true));
  return { policies };
}

function policyOf(
  scope: 'account' | 'container',
  { immutabilityPeriodSinceCreationInDays: days, state }: Policy,
  byVersion: boolean,
): RetentionPolicy {
  return {
    kind: 'immutabilityPolicy',
    scope,
    ...(days !== undefined && { seconds: days * DAY_SECONDS }),
    ...(state !== undefined && { locked: state === 'Locked' }),
    ...(byVersion && { byVersion }),
  };
}

/** The account's own key, by which a container is encrypted that names no scope. */
const ACCOUNT_KEY = '$account-encryption-key';

/** Name of the container's encryption scope, where it has one of its own. */
export function scopeNameOf({ defaultEncryptionScope: scope }: BlobContainer): string | undefined {
  return scope === undefined || scope === '' || scope === ACCOUNT_KEY ? undefined : scope;
}

/** Sources are compared without case, as the API has it. */
function isKeyVault(source: string | undefined): boolean {
  return source?.toLowerCase() === 'microsoft.keyvault';
}

/** The key as it is configured: without a version it is the newest. */
export function encryptionOfAccount({ encryption }: StorageAccount): Encryption {
  if (!isKeyVault(encryption?.keySource)) return { algorithm: 'microsoft-managed' };
  const { keyVaultUri, keyName, keyVersion } = encryption?.keyVaultProperties ?? {};
  if (keyVaultUri === undefined || keyName === undefined) return { algorithm: 'customer-managed' };
  const key = `${keyVaultUri.replace(/\/$/, '')}/keys/${keyName}`;
  const keyId = keyVersion === undefined || keyVersion === '' ? key : `${key}/${keyVersion}`;
  return { algorithm: 'customer-managed', keyId };
}

export function encryptionOfScope({ source, keyVaultProperties: key }: EncryptionScope): Encryption {
  if (!isKeyVault(source)) return { algorithm: 'microsoft-managed' };
  return { algorithm: 'customer-managed', ...(key?.keyUri !== undefined && { keyId: key.keyUri }) };
}
