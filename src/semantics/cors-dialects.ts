// In what the clouds' CORS differ: stars, headers, ports, case, limits.

import type { Provider } from '../model/provider.ts';

export interface CorsDialect {
  /**
   * True where one `*` in an origin stands for any text. Where it is false, only `*` alone surely matches; whether
   * `https://*.acme.example` does is not settled by the cloud's documents.
   */
  readonly partialOrigins: boolean;
  /** True where `x-ms-*` stands for every header that begins so; else only `*` alone is a pattern. */
  readonly partialHeaders: boolean;
  /** The same for exposed headers. */
  readonly partialExposed: boolean;
  /**
   * True where a rule that does not allow the headers of a preflight is passed over; else the first rule for origin and
   * method decides, and the preflight fails where it does not allow them.
   */
  readonly headersSelect: boolean;
  /** True where `https://acme.example:443` is the origin `https://acme.example`. */
  readonly defaultPorts: boolean;
  /** True where an origin with upper-case letters is documented never to match: browsers send lower case. */
  readonly exactCase: boolean;
  /** Max age where a rule sets none, in seconds; absent: the browser's own. */
  readonly defaultMaxAgeSeconds?: number;
  /** Rules that the cloud takes. */
  readonly maxRules: number;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html */
export const S3_CORS: CorsDialect = {
  partialOrigins: true,
  partialHeaders: true,
  partialExposed: false,
  headersSelect: true,
  defaultPorts: false,
  exactCase: false,
  maxRules: 100,
};

/**
 * https://cloud.google.com/storage/docs/xml-api/put-bucket-cors (the first entry for origin and method),
 * https://cloud.google.com/storage/docs/troubleshooting (exact origins, default ports, default max age). Partial origins
 * are not documented, though buckets that Google itself makes have them. No limit of entries is documented.
 */
export const GOOGLE_CORS: CorsDialect = {
  partialOrigins: false,
  partialHeaders: false,
  partialExposed: false,
  headersSelect: false,
  defaultPorts: true,
  exactCase: false,
  defaultMaxAgeSeconds: 3600,
  maxRules: Infinity,
};

/**
 * https://learn.microsoft.com/en-us/rest/api/storageservices/cross-origin-resource-sharing--cors--support-for-the-azure-storage-services
 * (the first rule for origin and method, exact origins or `*` alone). That `http://*.contoso.com` matches is said elsewhere:
 * https://github.com/Azure/Azurite/pull/1764
 */
export const AZURE_CORS: CorsDialect = {
  partialOrigins: false,
  partialHeaders: true,
  partialExposed: true,
  headersSelect: false,
  defaultPorts: false,
  exactCase: true,
  maxRules: 5,
};

export function corsDialectOf(provider: Provider): CorsDialect {
  if (provider === 'gcp') return GOOGLE_CORS;
  return provider === 'azure' ? AZURE_CORS : S3_CORS;
}
