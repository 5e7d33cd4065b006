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

/** Container policy and legal hold, and the account's own default: https://learn.microsoft.com/en-us/azure/storage/blobs/immutable-storage-overview */
export function retentionOf(
  { hasImmutabilityPolicy, immutabilityPolicy, hasLegalHold, legalHold }: BlobContainer,
  { immutableStorageWithVersioning: ofAccount }: StorageAccount,
): Facets['retention'] {
  const policies: RetentionPolicy[] = [];
  const policyOf = (
    scope: 'account' | 'container',
    { days, state }: { days: number | undefined; state: string | undefined },
  ): RetentionPolicy => ({
    kind: 'immutabilityPolicy',
    scope,
    ...(days !== undefined && { seconds: days * DAY_SECONDS }),
    ...(state !== undefined && { locked: state === 'Locked' }),
  });
  if (
    hasImmutabilityPolicy === true ||
    immutabilityPolicy?.immutabilityPeriodSinceCreationInDays !== undefined
  ) {
    const { immutabilityPeriodSinceCreationInDays: days, state } = immutabilityPolicy ?? {};
    policies.push(policyOf('container', { days, state }));
  }
  if (hasLegalHold === true || legalHold?.hasLegalHold === true) {
    policies.push({ kind: 'legalHold', scope: 'container' });
  }
  const { enabled, immutabilityPolicy: policy } = ofAccount ?? {};
  if (enabled === true && policy !== undefined && policy.state !== 'Disabled') {
    const { immutabilityPeriodSinceCreationInDays: days, state } = policy;
    policies.push(policyOf('account', { days, state }));
  }
  return { policies };
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
