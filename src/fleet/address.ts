// Storage addresses of W&B (`s3://`, `cw://`, `gs://`, `az://`), plain and full, parsed without losing or leaking a secret.
// Grammar: https://docs.wandb.ai/platform/hosting/data-security/secure-storage-connector

import type { Provider } from '../model/provider.ts';
import { Secret } from '../model/secret.ts';
import type { AccessKeys, Address, AddressFault } from '../model/target.ts';
import { faultsOfCredentials, splitCredentials } from './address-credentials.ts';

export interface ParsedAddress {
  readonly provider: Provider;
  readonly bucket: string;
  /** Azure: the storage account. */
  readonly account?: string;
  /** Without leading or trailing slash. */
  readonly subpath: string;
  /** The path as written behind the bucket, where one was. */
  readonly declaredSubpath?: string;
  /** Of an S3-compatible store named in the address: scheme, host and port. */
  readonly endpoint?: string;
  readonly address: Address;
  readonly credentials?: AccessKeys;
}

/** No provider or no bucket can be told from the text; the message holds no secret. */
export class AddressError extends Error {
  override readonly name = 'AddressError';
}

const PARAMETERS: readonly string[] = ['region', 'tls', 'forcePathStyle'];
const COREWEAVE_HOST = /(^|\.)(cwobject\.com|cwlota\.com|coreweave\.com)(:\d+)?$/i;
const AWS_HOST = /(^|\.)amazonaws\.com(\.cn)?(:\d+)?$/i;

/** Parses one storage address. Throws {@link AddressError} where provider and bucket cannot be told. */
export function parseAddress(text: string): ParsedAddress {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    throw new AddressError('not a storage address: write s3://, cw://, gs:// or az:// and the bucket');
  }
  const rest = text.slice(scheme.length + 3);
  if (scheme === 's3' || scheme === 'cw') return parseS3(scheme, rest);
  if (scheme === 'gs') return parseGoogle(rest);
  if (scheme === 'az') return parseAzure(rest);
  throw new AddressError(`unknown scheme ${scheme}://, there are s3://, cw://, gs:// and az://`);
}

interface Parts {
  readonly user?: string;
  readonly secret?: string;
  /** First segment behind the credentials. */
  readonly first: string;
  /** All behind it, with its leading slash, without the query. */
  readonly path: string;
  readonly query?: string;
}

function split(rest: string): Parts {
  const { user, secret, behind } = splitCredentials(rest);
  const mark = behind.indexOf('?');
  const before = mark === -1 ? behind : behind.slice(0, mark);
  const slash = before.indexOf('/');
  return {
    ...(user !== undefined && { user }),
    ...(secret !== undefined && { secret }),
    first: slash === -1 ? before : before.slice(0, slash),
    path: slash === -1 ? '' : before.slice(slash),
    ...(mark !== -1 && { query: behind.slice(mark + 1) }),
  };
}

function parseS3(scheme: 's3' | 'cw', rest: string): ParsedAddress {
  const parts = split(rest);
  const { user, secret, first, query } = parts;
  const isHost =
    secret !== undefined || COREWEAVE_HOST.test(first) || AWS_HOST.test(first) || /:\d+$/.test(first);
  const provider = providerOf(scheme, isHost ? first : undefined);
  const { bucket, path, inHost } = isHost
    ? behindHost(provider, parts)
    : { bucket: first, path: parts.path, inHost: false };
  if (bucket === '') throw new AddressError(`${scheme}:// address without a bucket`);
  const faults: AddressFault[] = [];
  const { region, tls, forcePathStyle } = readQuery(query, faults);
  if (user !== undefined && secret === undefined) {
    faults.push({ kind: 'missingCredentials', detail: 'a user without a secret before the @' });
  } else if (secret === '' || (secret !== undefined && user === '')) {
    faults.push({
      kind: 'missingCredentials',
      detail: secret === '' ? 'the secret key is empty' : 'the access key is empty',
    });
  }
  if (secret !== undefined) faults.push(...faultsOfCredentials(scheme, secret));
  const full = isHost || query !== undefined || user !== undefined;
  return {
    provider,
    bucket,
    ...pathOf(path),
    ...(provider === 's3-compatible' && { endpoint: `${tls === true ? 'https' : 'http'}://${first}` }),
    address: {
      form: full ? 'full' : 'plain',
      text: redacted(scheme, parts),
      scheme,
      ...(isHost && { host: first }),
      ...(region !== undefined && { region }),
      ...(tls !== undefined && { tls }),
      ...(forcePathStyle !== undefined && { forcePathStyle }),
      ...(inHost && { bucketInHost: true }),
      hasCredentials: secret !== undefined,
      faults,
    },
    ...(user !== undefined &&
      user !== '' &&
      secret !== undefined &&
      secret !== '' && {
        credentials: { accessKeyId: new Secret(decoded(user)), secretAccessKey: new Secret(decoded(secret)) },
      }),
  };
}

function providerOf(scheme: 's3' | 'cw', host: string | undefined): Provider {
  if (scheme === 'cw' || (host !== undefined && COREWEAVE_HOST.test(host))) return 'coreweave';
  return host === undefined || AWS_HOST.test(host) ? 'aws' : 's3-compatible';
}

/** The bucket of a host form: in the host (`acme.cwobject.com`, `acme.s3.eu-west-1.amazonaws.com`) or first in the path. */
function behindHost(
  provider: Provider,
  { first, path }: Parts,
): { bucket: string; path: string; inHost: boolean } {
  const host = first.replace(/:\d+$/, '');
  const inHost =
    provider === 'aws'
      ? /^(.+)\.s3[.-](?:.*\.)?amazonaws\.com(?:\.cn)?$/i.exec(host)?.[1]
      : provider === 'coreweave'
        ? /^(.+)\.(?:cwobject|cwlota|coreweave)\.com$/i.exec(host)?.[1]
        : undefined;
  if (inHost !== undefined) return { bucket: inHost, path, inHost: true };
  const [, bucket = '', behind = ''] = /^\/([^/]*)(.*)$/.exec(path) ?? [];
  return { bucket, path: behind, inHost: false };
}

function parseGoogle(rest: string): ParsedAddress {
  const parts = split(rest);
  const { user, secret, first, query } = parts;
  if (first === '') throw new AddressError('gs:// address without a bucket');
  const faults: AddressFault[] = [];
  if (query !== undefined) faults.push({ kind: 'unknownParameter', detail: 'gs:// addresses take no query' });
  if (user !== undefined && secret === undefined) {
    faults.push({ kind: 'missingCredentials', detail: 'a service account without its private key' });
  }
  if (secret !== undefined && user === '') {
    faults.push({ kind: 'userMissing', detail: 'the service account e-mail before the key' });
  }
  if (secret !== undefined) faults.push(...faultsOfCredentials('gs', secret));
  return {
    provider: 'gcp',
    bucket: first,
    ...pathOf(parts.path),
    address: {
      form: user !== undefined || query !== undefined ? 'full' : 'plain',
      text: redacted('gs', parts),
      scheme: 'gs',
      ...(user !== undefined && user !== '' && { user: decoded(user) }),
      hasCredentials: secret !== undefined,
      faults,
    },
  };
}

function parseAzure(rest: string): ParsedAddress {
  const parts = split(rest);
  const { user, secret, first: account, query } = parts;
  const [, container = '', path = ''] = /^\/([^/]*)(.*)$/.exec(parts.path) ?? [];
  if (account === '') throw new AddressError('az:// address without a storage account');
  if (container === '')
    throw new AddressError('az:// address without a container: write az://account/container');
  const faults: AddressFault[] = [];
  if (query !== undefined) faults.push({ kind: 'unknownParameter', detail: 'az:// addresses take no query' });
  if (user !== undefined && user !== '') {
    faults.push({
      kind: 'userNotAllowed',
      detail: 'nothing belongs before the colon: az://:KEY@account/container',
    });
  }
  if (secret !== undefined) faults.push(...faultsOfCredentials('az', secret));
  return {
    provider: 'azure',
    bucket: container,
    account,
    ...pathOf(path),
    address: {
      form: user !== undefined || query !== undefined ? 'full' : 'plain',
      text: redacted('az', parts),
      scheme: 'az',
      hasCredentials: secret !== undefined,
      faults,
    },
  };
}

function readQuery(
  query: string | undefined,
  faults: AddressFault[],
): { region?: string; tls?: boolean; forcePathStyle?: boolean } {
  if (query === undefined) return {};
  // Old documentation wrote `?region=x?tls=true`: W&B's server reads a region named `x?tls=true`, and no tls.
  if (query.includes('?')) faults.push({ kind: 'secondQuestionMark', detail: 'parameters are joined by &' });
  const found: Record<string, string> = {};
  for (const pair of query.split(/[?&]/).filter((part) => part !== '')) {
    const [name = '', ...value] = pair.split('=');
    if (PARAMETERS.includes(name)) found[name] = decoded(value.join('='));
    else
      faults.push({
        kind: 'unknownParameter',
        detail: /^\w{1,32}$/.test(name) ? name : 'a parameter without a name',
      });
  }
  return {
    ...(found['region'] !== undefined && found['region'] !== '' && { region: found['region'] }),
    ...(found['tls'] !== undefined && { tls: found['tls'].toLowerCase() === 'true' }),
    ...(found['forcePathStyle'] !== undefined && {
      forcePathStyle: found['forcePathStyle'].toLowerCase() === 'true',
    }),
  };
}

function pathOf(path: string): { subpath: string; declaredSubpath?: string } {
  const declared = path.replace(/^\//, '');
  return { subpath: trimSlashes(declared), ...(declared !== '' && { declaredSubpath: declared }) };
}

/** Takes leading and trailing slashes off. */
export function trimSlashes(path: string): string {
  return path.replace(/^\/+/, '').replace(/\/+$/, '');
}

function redacted(scheme: string, { user, secret, first, path, query }: Parts): string {
  const shown = scheme === 'gs' ? user : user === '' ? '' : '[redacted]';
  const before = user === undefined ? '' : secret === undefined ? `${shown}@` : `${shown}:[redacted]@`;
  return `${scheme}://${before}${first}${path}${query === undefined ? '' : `?${query}`}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
