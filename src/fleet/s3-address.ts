// Storage addresses of the S3 family: `s3://` (AWS, S3-compatible stores) and `cw://` (CoreWeave).

import type { Provider } from '../model/provider.ts';
import { Secret } from '../model/secret.ts';
import type { AccessKeys, AddressFault } from '../model/target.ts';
import {
  decoded,
  encodingFaults,
  readQuery,
  refuse,
  shownAddress,
  splitAddress,
  subpathOf,
} from './address-parts.ts';
import type { AddressParts } from './address-parts.ts';
import type { ParsedAddress } from './address.ts';

/** CoreWeave's hosts as W&B's operator knows them; https://github.com/wandb/operator/blob/main/internal/controller/infra/objectstore/pathstyle.go */
const COREWEAVE_HOST = /(^|\.)(cwobject\.com|cwlota\.com|coreweave\.com)(:\d+)?$/i;
const AWS_HOST = /(^|\.)amazonaws\.com(\.cn)?(:\d+)?$/i;
const HOST = /^([\w-]+(\.[\w-]+)*\.?|\[[0-9a-f:.]+\])(:\d{1,5})?$/i;

export function parseS3(scheme: 's3' | 'cw', rest: string): ParsedAddress {
  const parts = splitAddress(rest);
  const { user, secret, first, query } = parts;
  const isHost =
    user !== undefined || COREWEAVE_HOST.test(first) || AWS_HOST.test(first) || /^[^:]+:\d{1,5}$/.test(first);
  if (!isHost && first.includes(':'))
    refuse('credentials without an @ behind them: write KEY:SECRET@HOST/BUCKET');
  if (isHost && first !== '' && (first.length > 255 || !HOST.test(first)))
    refuse('the host of the address cannot be read: percent-encode the secret');
  const provider = providerOf(scheme, isHost ? first : undefined);
  const place = isHost ? behindHost(provider, parts) : { bucket: first, path: parts.path, inHost: false };
  if (place.bucket === '') {
    refuse(
      user === undefined
        ? `no bucket: write ${scheme}://BUCKET`
        : `no bucket behind the host: write ${scheme}://KEY:SECRET@HOST/BUCKET (the last @ ends the secret; a sub-path with an @ goes into \`path\`)`,
    );
  }
  const { faults, ...parameters } = readQuery(query);
  // W&B speaks plain http to a store unless the address says tls=true.
  const endpoint = `${parameters.tls === true ? 'https' : 'http'}://${first}`;
  if (isHost && first !== '' && !URL.canParse(endpoint)) refuse('the host of the address is no host name');
  const credentials = keysOf(parts);
  return {
    provider,
    bucket: place.bucket,
    ...subpathOf(place.path),
    ...(provider === 's3-compatible' && { endpoint }),
    address: {
      // A host alone (`s3://minio.example:9000/acme`) is how a store's bucket is named, not what W&B is given.
      form: user !== undefined || query !== undefined || COREWEAVE_HOST.test(first) ? 'full' : 'plain',
      text: shownAddress(scheme, parts),
      scheme,
      ...(isHost && first !== '' && { host: first }),
      ...parameters,
      ...(place.inHost && { bucketInHost: true }),
      hasCredentials: secret !== undefined && secret !== '',
      faults: [...credentialFaults(parts), ...encodingFaults(scheme, parts), ...faults],
    },
    ...(credentials !== undefined && { credentials }),
  };
}

function credentialFaults({ user, secret, first }: AddressParts): AddressFault[] {
  if (user === undefined) return [];
  const missing =
    secret === undefined || secret === '' ? 'the secret key' : user === '' ? 'the access key' : undefined;
  return [
    ...(missing === undefined ? [] : [{ kind: 'missingCredentials', detail: missing } as const]),
    ...(first === '' ? [{ kind: 'missingHost', detail: 'the host' } as const] : []),
  ];
}

function keysOf({ user, secret }: AddressParts): AccessKeys | undefined {
  if (user === undefined || user === '' || secret === undefined || secret === '') return undefined;
  return { accessKeyId: new Secret(decoded(user)), secretAccessKey: new Secret(decoded(secret)) };
}

function providerOf(scheme: 's3' | 'cw', host: string | undefined): Provider {
  if (scheme === 'cw' || (host !== undefined && COREWEAVE_HOST.test(host))) return 'coreweave';
  return host === undefined || host === '' || AWS_HOST.test(host) ? 'aws' : 's3-compatible';
}

/** The bucket of a host form: in the host (`acme.cwobject.com`, `acme.s3.eu-west-1.amazonaws.com`) or first in the path. */
function behindHost(
  provider: Provider,
  { first, path }: AddressParts,
): { bucket: string; path: string; inHost: boolean } {
  const host = first.replace(/:\d+$/, '');
  const inHost =
    provider === 'aws'
      ? /^(.+?)\.s3[.-](?:[a-z0-9.-]+\.)?amazonaws\.com(?:\.cn)?$/i.exec(host)?.[1]
      : provider === 'coreweave'
        ? /^(.+)\.(?:cwobject|cwlota)\.com$/i.exec(host)?.[1]
        : undefined;
  if (inHost !== undefined) return { bucket: inHost, path, inHost: true };
  const slash = path.indexOf('/', 1);
  return slash === -1
    ? { bucket: path.slice(1), path: '', inHost: false }
    : { bucket: path.slice(1, slash), path: path.slice(slash), inHost: false };
}
