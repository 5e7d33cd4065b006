// A storage account's settings as facets: place, network, transport, keys, anonymous access, SAS policy.

import type { StorageAccount } from '@azure/arm-storage';
import type { Facets } from '../../model/evidence.ts';

/** `westeurope`. */
export function locationOf({ location }: StorageAccount): Facets['location'] {
  return { region: location };
}

/**
 * Where the property was never set, public access is allowed: accounts from before it existed keep it so.
 * https://learn.microsoft.com/en-us/azure/storage/blobs/anonymous-read-access-configure
 */
export function publicAccessPreventionOf({
  allowBlobPublicAccess: allowed,
}: StorageAccount): Facets['publicAccessPrevention'] {
  return { enforced: allowed === false, setting: `allowBlobPublicAccess: ${String(allowed ?? 'not set')}` };
}

/** Rules count only where everything else is refused; a perimeter's rules are not the account's and stay unknown. */
export function networkOf({ publicNetworkAccess, networkRuleSet: rules }: StorageAccount): Facets['network'] {
  const none = { ipRanges: [], networks: [] };
  if (publicNetworkAccess === 'Disabled') return { access: 'disabled', ...none };
  if (publicNetworkAccess === 'SecuredByPerimeter') return { access: 'restricted', ...none };
  if (rules?.defaultAction !== 'Deny') return { access: 'open', ...none };
  const { ipRules = [], ipv6Rules = [], virtualNetworkRules = [] } = rules;
  return {
    access: 'restricted',
    ipRanges: [...ipRules, ...ipv6Rules].map(({ iPAddressOrRange }) => iPAddressOrRange),
    networks: virtualNetworkRules.map(({ virtualNetworkResourceId }) => virtualNetworkResourceId),
  };
}

const TLS = { TLS1_0: '1.0', TLS1_1: '1.1', TLS1_2: '1.2', TLS1_3: '1.3' } as const;

/** Both defaults are those of the API's description; undefined for a version that is not known. */
export function transportOf({
  enableHttpsTrafficOnly: httpsOnly = true,
  minimumTlsVersion: version = 'TLS1_0',
}: StorageAccount): Facets['transport'] | undefined {
  const minimumTls = TLS[version as keyof typeof TLS];
  return minimumTls === undefined ? undefined : { httpsOnly, minimumTls };
}

/** Null is true; an account may refuse keys for its blobs alone. */
export function sharedKeyOf({
  allowSharedKeyAccess,
  allowSharedKeyAccessForServices: services,
}: StorageAccount): Facets['sharedKey'] {
  return { allowed: allowSharedKeyAccess !== false && services?.blob?.enabled !== false };
}

/** `DD.HH:MM:SS`: https://learn.microsoft.com/en-us/azure/storage/common/sas-expiration-policy */
const PERIOD = /^(\d+)\.(\d+):(\d+):(\d+)$/;

/** Undefined where the period is not of the documented form. */
export function sasPolicyOf({ sasPolicy: policy }: StorageAccount): Facets['sasPolicy'] | undefined {
  if (policy === undefined) return null;
  const parts = PERIOD.exec(policy.sasExpirationPeriod)?.slice(1).map(Number);
  if (parts === undefined) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts;
  return {
    seconds: ((days * 24 + hours) * 60 + minutes) * 60 + seconds,
    action: policy.expirationAction === 'Block' ? 'block' : 'log',
  };
}
