// Storage addresses of Google Cloud Storage (`gs://`) and Azure Blob Storage (`az://`).

import { Secret } from '../model/secret.ts';
import type { AddressFault } from '../model/target.ts';
import {
  decoded,
  encodingFaults,
  isEmail,
  refuse,
  shownAddress,
  splitAddress,
  subpathOf,
} from './address-parts.ts';
import type { AddressParts } from './address-parts.ts';
import type { ParsedAddress } from './address.ts';

/** `gs://bucket[/path]`, `gs://SERVICE_ACCOUNT:PRIVATE_KEY@bucket[/path]` */
export function parseGoogle(rest: string): ParsedAddress {
  const parts = splitAddress(rest);
  const { user, secret, first } = parts;
  if (first === '') refuse('no bucket: write gs://BUCKET');
  refuseColon(first, 'gs://SERVICE_ACCOUNT:KEY@BUCKET');
  const faults: AddressFault[] = [];
  if (user !== undefined && !isEmail(user))
    faults.push({ kind: 'userMissing', detail: 'the service account' });
  if (user !== undefined && (secret === undefined || secret === '')) {
    faults.push({ kind: 'missingCredentials', detail: 'the private key' });
  }
  return {
    provider: 'gcp',
    bucket: first,
    ...subpathOf(parts.path),
    ...secretOf(secret),
    address: {
      ...common('gs', parts, faults),
      ...(user !== undefined && isEmail(user) && { user: decoded(user) }),
    },
  };
}

/** `az://account/container[/path]`, `az://:ACCESS_KEY@account/container[/path]` */
export function parseAzure(rest: string): ParsedAddress {
  const parts = splitAddress(rest);
  const { user, secret, first: account, path } = parts;
  if (account === '') refuse('no storage account: write az://ACCOUNT/CONTAINER');
  refuseColon(account, 'az://:KEY@ACCOUNT/CONTAINER');
  const slash = path.indexOf('/', 1);
  const container = slash === -1 ? path.slice(1) : path.slice(1, slash);
  if (container === '') refuse('no container: write az://ACCOUNT/CONTAINER');
  const faults: AddressFault[] = [];
  if (user !== undefined && user !== '')
    faults.push({ kind: 'userNotAllowed', detail: 'nothing before the colon' });
  if (user !== undefined && (secret === undefined || secret === '')) {
    faults.push({ kind: 'missingCredentials', detail: 'the access key' });
  }
  return {
    provider: 'azure',
    bucket: container,
    account,
    ...subpathOf(slash === -1 ? '' : path.slice(slash)),
    ...secretOf(secret),
    address: common('az', parts, faults),
  };
}

function secretOf(secret: string | undefined): { secret?: Secret } {
  return secret === undefined || secret === '' ? {} : { secret: new Secret(decoded(secret)) };
}

function common(
  scheme: string,
  parts: AddressParts,
  faults: readonly AddressFault[],
): ParsedAddress['address'] {
  const { user, secret, query } = parts;
  const queryFaults: AddressFault[] =
    query === undefined ? [] : [{ kind: 'unknownParameter', detail: 'the query' }];
  return {
    form: user !== undefined || query !== undefined ? 'full' : 'plain',
    text: shownAddress(scheme, parts),
    scheme,
    hasCredentials: secret !== undefined && secret !== '',
    faults: [...faults, ...encodingFaults(scheme, parts), ...queryFaults],
  };
}

function refuseColon(name: string, form: string): void {
  if (name.includes(':')) refuse(`credentials without an @ behind them: write ${form}`);
}
