// The columns of the fault matrix: what can go wrong with a call, what it must be told as, and its script in each sandbox.

import type { Cause } from '../../src/model/evidence.ts';
import type { Provider } from '../../src/model/provider.ts';
import type { AzureFault } from '../../src/sandbox/azure-world.ts';
import type { GoogleFault } from '../../src/sandbox/gcs-world.ts';
import type { Fault } from '../../src/sandbox/sandbox.ts';
import { azurePlace } from './estate.ts';
import type { Faults } from './estate.ts';
import type { Row } from './readers.ts';

/** The columns, in the order of the table. */
export const FAULTS = [
  'denied',
  'throttled',
  'hang',
  'reset',
  'truncated',
  'HTML',
  '500',
  'DNS',
  'expired',
  'clock',
  'redirects',
] as const;
export type FaultName = (typeof FAULTS)[number];

type Kinds<K> = { readonly [F in FaultName]?: K };

const S3_KINDS: Kinds<Fault['kind']> = {
  denied: 'denied',
  throttled: 'slowDown',
  hang: 'hang',
  reset: 'reset',
  truncated: 'truncate',
  HTML: 'html',
  '500': 'internalError',
  expired: 'expired',
  clock: 'clockSkew',
  redirects: 'redirect',
};
const GOOGLE_KINDS: Kinds<GoogleFault['kind']> = {
  denied: 'denied',
  throttled: 'rateLimit',
  hang: 'hang',
  reset: 'reset',
  truncated: 'truncate',
  HTML: 'html',
  '500': 'backendError',
  expired: 'expired',
};
const AZURE_KINDS: Kinds<AzureFault['kind']> = {
  denied: 'denied',
  throttled: 'throttled',
  hang: 'hang',
  reset: 'reset',
  truncated: 'truncate',
  HTML: 'html',
  '500': 'internalError',
  expired: 'expired',
};
/** A shared key has no life of its own: what is too old is the date that it signs. */
const AZURE_KEY_KINDS: Kinds<AzureFault['kind']> = withoutExpiry(AZURE_KINDS);

function withoutExpiry({ expired, ...kinds }: Kinds<AzureFault['kind']>): Kinds<AzureFault['kind']> {
  return { ...kinds, ...(expired !== undefined && { clock: expired }) };
}

/** Seconds: longer than anybody waits, so that Azure's throttling for ever is told at once. */
const RETRY_AFTER = 400;

export function isS3(provider: Provider): boolean {
  return provider !== 'gcp' && provider !== 'azure';
}

/** Whether the call can fail in that way. */
export function applies(row: Row, fault: FaultName): boolean {
  const { provider, operation, bodiless, byKey } = row;
  if (fault === 'DNS') return true;
  if (bodiless === true && (fault === 'truncated' || (fault === 'HTML' && isS3(provider)))) return false;
  if (fault === 'redirects' && !ASKED_OF_S3.test(operation)) return false;
  // That the key is turned away is what the call is there to tell: `access-key-works` has it as a finding.
  if (operation === 'ListObjectsV2' && (fault === 'denied' || fault === 'expired')) return false;
  const azure = byKey === true ? AZURE_KEY_KINDS : AZURE_KINDS;
  const kinds = isS3(provider) ? S3_KINDS : provider === 'gcp' ? GOOGLE_KINDS : azure;
  return kinds[fault] !== undefined;
}

const ASKED_OF_S3 = /Bucket|^GetPublicAccessBlock$|^GetObjectLock|^ListObjects/;

/** What the fault must be told as. */
export function causeOf({ provider, bodiless }: Row, fault: FaultName): Cause {
  switch (fault) {
    case 'denied':
    case 'throttled':
      return fault;
    case 'HTML':
      return 'malformed';
    case 'truncated':
      // S3 says how long its answers are, so it is the connection that broke; the others' bodies just end.
      return isS3(provider) ? 'unreachable' : 'malformed';
    case 'expired':
      // A refusal without a body does not tell its reason. The bucket's location, asked first, tells it.
      return bodiless === true && isS3(provider) ? 'unreachable' : 'credentials';
    case 'clock':
      return bodiless === true && isS3(provider) ? 'denied' : 'credentials';
    case 'hang':
    case 'reset':
    case '500':
    case 'DNS':
    case 'redirects':
      return 'unreachable';
  }
}

/** The script of a fault, for one bucket or, where the call is shared, for all. */
export function scripted(row: Row, fault: FaultName, name: string): Faults {
  const { provider, operation, shared, byKey } = row;
  const where = (place: string): { bucket?: string } => (shared === true ? {} : { bucket: place });
  if (provider === 'gcp') {
    return { google: [{ operation, kind: kindOf(GOOGLE_KINDS, fault), ...where(name) }] };
  }
  if (provider === 'azure') {
    const kind = kindOf(byKey === true ? AZURE_KEY_KINDS : AZURE_KINDS, fault);
    const place = azurePlace(name, OF_CONTAINER.test(operation));
    return { azure: [{ operation, kind, retryAfter: RETRY_AFTER, ...where(place) }] };
  }
  return { s3: [{ operation, kind: kindOf(S3_KINDS, fault), ...where(name) }] };
}

const OF_CONTAINER = /^(BlobContainers_Get|RoleAssignments_ListForScope|GetContainerProperties)$/;

function kindOf<K>(kinds: Kinds<K>, fault: FaultName): K {
  const kind = kinds[fault];
  if (kind === undefined) throw new Error(`no sandbox has a script for ${fault}`);
  return kind;
}
