// Storage addresses of W&B, plain and full, parsed without losing or leaking a secret.
// Grammar: https://docs.wandb.ai/platform/hosting/data-security/secure-storage-connector

import type { Provider } from '../model/provider.ts';
import type { Secret } from '../model/secret.ts';
import type { AccessKeys, Address, FileStore } from '../model/target.ts';
import { refuse } from './address-parts.ts';
import { parseAzure, parseGoogle } from './cloud-address.ts';
import { FleetError } from './problem.ts';
import { parseS3 } from './s3-address.ts';

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
  /** All that may be shown; holds no secret. */
  readonly address: Address;
  /** The key of `s3://` and `cw://`, percent-decoded. */
  readonly credentials?: AccessKeys;
  /** The private key of `gs://` or the access key of `az://`, percent-decoded. */
  readonly secret?: Secret;
}

/** The longest is a GCS private key, percent-encoded: about 3000 characters. */
const MAX_LENGTH = 16_384;

/**
 * Parses one storage address. Throws {@link FleetError} (file `address`, 1:1) only where provider and bucket cannot be
 * told; everything else that is wrong is in `address.faults`. Neither holds any part of a secret.
 */
export function parseAddress(text: string): ParsedAddress {
  if (text.length > MAX_LENGTH) refuse(`a storage address has ${MAX_LENGTH} characters at most`);
  const scheme = /^([a-z][a-z0-9+.-]{0,31}):\/\//i.exec(text)?.[1];
  if (scheme === undefined) refuse('no storage address: write s3://, cw://, gs:// or az:// and the bucket');
  const rest = text.slice(scheme.length + 3);
  switch (scheme.toLowerCase()) {
    case 's3':
      return parseS3('s3', rest);
    case 'cw':
      return parseS3('cw', rest);
    case 'gs':
      return parseGoogle(rest);
    case 'az':
      return parseAzure(rest);
    default:
      return refuse('unknown scheme: there are s3://, cw://, gs:// and az://');
  }
}

const SCHEMES = { aws: 's3', coreweave: 'cw', gcp: 'gs' } as const;

/** The bucket alone, comparable over declarations: `s3://acme`, `cw://acme`, `s3://minio.example:9000/acme`, `az://account/container`. */
export function bucketIdOf(
  place: Pick<ParsedAddress, 'provider' | 'bucket' | 'account' | 'endpoint'>,
): string {
  const { provider, bucket, account = '', endpoint } = place;
  if (provider === 'azure') return `az://${account}/${bucket}`;
  if (provider === 's3-compatible') {
    return `s3://${endpoint === undefined ? '' : new URL(endpoint).host}/${bucket}`;
  }
  return `${SCHEMES[provider]}://${bucket}`;
}

const NEXT_STORE = /(?<=[\s,])(?=(?:s3|cw|gs|az):\/\/)/i;

/** The entries of GORILLA_SUPPORTED_FILE_STORES. Its separator is not documented: commas and blanks before a scheme are taken. */
export function splitFileStores(text: string): string[] {
  return text
    .split(NEXT_STORE)
    .map(withoutSeparators)
    .filter((entry) => entry !== '');
}

/** At both ends. A loop: a pattern that ends with `+$` takes quadratic time over many blanks. */
function withoutSeparators(entry: string): string {
  const isSeparator = (at: number): boolean => /[\s,]/.test(entry.charAt(at));
  let [start, end] = [0, entry.length];
  while (start < end && isSeparator(start)) start++;
  while (end > start && isSeparator(end - 1)) end--;
  return entry.slice(start, end);
}

/** Reads GORILLA_SUPPORTED_FILE_STORES; an entry that is no address is kept as the reason why, for it may be a secret. */
export function parseFileStores(text: string): FileStore[] {
  return splitFileStores(text).map((entry) => {
    // The exact entry that offers CoreWeave by bucket name.
    if (entry.toLowerCase() === 'cw://') return { text: 'cw://', provider: 'coreweave' };
    try {
      const parsed = parseAddress(entry);
      const { provider, bucket, subpath, address } = parsed;
      return { text: address.text, provider, bucket, bucketId: bucketIdOf(parsed), subpath };
    } catch (error) {
      if (!(error instanceof FleetError)) throw error;
      return { text: `(${error.problems[0]?.message ?? 'no storage address'})` };
    }
  });
}
