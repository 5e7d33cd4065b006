// The naming rules of each provider's buckets.

import type { Provider } from '../../src/model/provider.ts';

const IP = /^\d{1,3}(\.\d{1,3}){3}$/;

/** Where each provider publishes its rules. */
export const NAMING_RULES: Readonly<Record<Exclude<Provider, 's3-compatible'>, string>> = {
  aws: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html',
  gcp: 'https://cloud.google.com/storage/docs/buckets#naming',
  azure:
    'https://learn.microsoft.com/en-us/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata',
  coreweave: 'https://docs.coreweave.com/products/storage/object-storage/buckets/about',
};

type NameRule = readonly [broken: (name: string) => boolean, reason: string];

const length = (max: number): NameRule => [
  (n) => n.length < 3 || n.length > max,
  `it has 3 to ${max} characters`,
];
const ends: NameRule = [
  (n) => !/^[a-z0-9]/i.test(n) || !/[a-z0-9]$/i.test(n),
  'it begins and ends with a letter or digit',
];
const starts = (...prefixes: readonly string[]): NameRule[] =>
  prefixes.map((prefix) => [(n) => n.startsWith(prefix), `${prefix} is reserved`]);
const noIp: NameRule = [(n) => IP.test(n), 'it is no IP address'];

const S3: readonly NameRule[] = [
  length(63),
  [(n) => /[^a-z0-9.-]/.test(n), 'lower-case letters, digits, dots and hyphens only'],
  ends,
  [(n) => n.includes('..'), 'no two dots in a row'],
  noIp,
];

const RULES: Readonly<Record<Provider, readonly NameRule[]>> = {
  aws: [
    ...S3,
    ...starts('xn--', 'sthree-', 'amzn-s3-demo-'),
    [(n) => /(-s3alias|--ol-s3|\.mrap|--table-s3)$/.test(n), 'its ending is reserved'],
  ],
  's3-compatible': S3,
  coreweave: [
    length(63),
    [(n) => /[^a-z0-9-]/.test(n), 'lower-case letters, digits and hyphens only (no underscore, no dot)'],
    ends,
    ...starts('cw-', 'vip-', 'xn--', 'log-stitcher-ch-'),
    [(n) => n === 'int', 'int is reserved'],
  ],
  gcp: [
    [(n) => n.length < 3 || n.length > 222, 'it has 3 to 63 characters, 222 with dots'],
    [
      (n) => n.split('.').some((part) => part.length > 63),
      'each part between dots has 63 characters at most',
    ],
    [(n) => /[^a-z0-9._-]/.test(n), 'lower-case letters, digits, dots, hyphens and underscores only'],
    ends,
    noIp,
    ...starts('goog'),
    [(n) => /google|g00gle/.test(n), 'it does not hold google'],
  ],
  azure: [
    length(63),
    [(n) => /[^a-z0-9-]/.test(n), 'lower-case letters, digits and hyphens only'],
    ends,
    [(n) => n.includes('--'), 'no two hyphens in a row'],
  ],
};

/** Every naming rule that the name breaks, in words; empty where it is fine. */
export function brokenNamingRules(provider: Provider, name: string): string[] {
  return RULES[provider].filter(([broken]) => broken(name)).map(([, reason]) => reason);
}
