// Stores with the S3 API of others: MinIO, Ceph and their like, reached by the key in the address.

import { both, cors, corsRule, https, lifecycle } from '../aws-case.ts';
import type { SandboxBucket } from '../../../src/sandbox/world.ts';
import { DEDICATED, MULTI_TENANT, originOf, SOURCES } from '../case.ts';
import type { AccuracyCase, Deployed } from '../case.ts';

interface Change {
  readonly source?: string;
  readonly deployment?: Deployed;
  readonly bucket?: Partial<SandboxBucket>;
  readonly without?: readonly (keyof SandboxBucket)[];
  readonly more?: (arn: string) => readonly object[];
  /** What stands behind the bucket in the address. */
  readonly query?: string;
  /** The key of the address. */
  readonly credentials?: string;
  readonly declared?: object;
}

const CREDENTIALS = '${AWS_ACCESS_KEY_ID}:${AWS_SECRET_ACCESS_KEY}';

function store(id: string, reason: string, change: Change, finds: readonly string[]): AccuracyCase {
  const { source, deployment = DEDICATED, bucket = {}, without = [], declared = {} } = change;
  const { query = '?region=us-east-1&tls=true', credentials = CREDENTIALS } = change;
  const arn = `arn:aws:s3:::${id}`;
  const faultless: SandboxBucket = {
    name: id,
    ...cors(corsRule({ AllowedOrigins: [originOf(deployment)] })),
    policy: { Version: '2012-10-17', Statement: [https(arn), ...(change.more?.(arn) ?? [])] },
    versioning: { Status: 'Enabled' },
    ...lifecycle(),
    encryption: 'none',
    ...bucket,
  };
  const kept = Object.entries(faultless).filter(([key]) => !without.includes(key as keyof SandboxBucket));
  const address = `s3://${credentials}@minio.acme.example:9000/${id}${query}`;
  return {
    id,
    reason,
    ...(source !== undefined && { source }),
    deployment,
    world: { buckets: [Object.fromEntries(kept) as unknown as SandboxBucket] },
    targets: [
      { declared: { address, endpoint: 'URL', level: 'team', team: id, ...declared }, finds, open: [] },
    ],
  };
}

const EXPIRY = { ID: 'tidy', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 30 } };
const COLD = {
  ID: 'cold',
  Status: 'Enabled',
  Filter: { Prefix: '' },
  Transitions: [{ Days: 30, StorageClass: 'GLACIER' }],
};

export const S3_COMPATIBLE: readonly AccuracyCase[] = [
  store(
    'store-faultless',
    'Every requirement is met, so nothing may be found; W&B comes with the key of the address, so no grant is looked for.',
    { source: SOURCES.byob },
    [],
  ),
  store(
    'store-without-region',
    'The region is mandatory for these stores.',
    { source: SOURCES.byob, query: '?tls=true' },
    ['address-names-region/missing'],
  ),
  store(
    'store-without-tls',
    'Without tls=true W&B speaks plain http.',
    { source: SOURCES.byob, query: '?region=us-east-1' },
    ['address-uses-tls/missing'],
  ),
  store(
    'store-tls-off',
    'TLS is turned off by the address.',
    { source: SOURCES.byob, query: '?region=us-east-1&tls=false' },
    ['address-uses-tls/off'],
  ),
  store(
    'store-path-style',
    'How the store is addressed is a parameter that W&B knows.',
    { source: 'https://github.com/wandb/operator', query: '?region=us-east-1&tls=true&forcePathStyle=true' },
    [],
  ),
  store(
    'store-unknown-parameter',
    'W&B reads no such parameter.',
    { source: 'https://github.com/wandb/operator', query: '?region=us-east-1&tls=true&ssl=true' },
    ['address-wellformed/unknownParameter'],
  ),
  store(
    'store-raw-secret',
    'A slash in the secret ends the user part of an address.',
    {
      source: SOURCES.byob,
      credentials: '${RAW_KEY}:${RAW_SECRET}',
      declared: {
        credentials: { accessKeyId: '${AWS_ACCESS_KEY_ID}', secretAccessKey: '${AWS_SECRET_ACCESS_KEY}' },
      },
    },
    ['address-wellformed/credentialsNotEncoded'],
  ),
  store(
    'store-sub-path-in-address',
    "The address may end in a sub-path; the rule is about a neighbour's.",
    {
      source: SOURCES.byob,
      query: '/team1?region=us-east-1&tls=true',
      bucket: lifecycle({
        ID: 'tidy',
        Status: 'Enabled',
        Filter: { Prefix: 'team10/' },
        Expiration: { Days: 30 },
      }),
    },
    [],
  ),
  store(
    'store-sub-path-in-address-expires',
    'The address ends in the sub-path that the rule is about.',
    {
      source: SOURCES.byob,
      query: '/team1?region=us-east-1&tls=true',
      bucket: lifecycle({
        ID: 'tidy',
        Status: 'Enabled',
        Filter: { Prefix: 'team1/' },
        Expiration: { Days: 30 },
      }),
    },
    ['lifecycle-keeps-run-history/expires'],
  ),
  store(
    'store-on-multi-tenant',
    'Multi-tenant Cloud takes no store of others.',
    { source: SOURCES.byob, deployment: MULTI_TENANT },
    ['provider-available/provider'],
  ),
  store(
    'store.with.dots',
    'W&B puts the bucket into the path of these stores: no certificate has to cover its name.',
    { source: 'https://github.com/wandb/operator' },
    [],
  ),
  store(
    'store-cors-none',
    'Browsers refuse pre-signed URLs of a bucket without CORS.',
    { source: SOURCES.byob, without: ['cors'] },
    ['cors-configured/none'],
  ),
  store(
    'store-cors-of-bare-metal',
    "W&B's page for bare metal exposes no header at all.",
    {
      source: 'https://docs.wandb.ai/platform/hosting/self-managed/bare-metal',
      bucket: cors(corsRule({ ExposeHeaders: [] })),
    },
    ['cors-etag-exposed/hidden'],
  ),
  store(
    'store-expiry',
    'Run history lives only in the bucket and is deleted after 30 days.',
    { source: SOURCES.byob, bucket: lifecycle(EXPIRY) },
    ['lifecycle-keeps-run-history/expires'],
  ),
  store(
    'store-cold',
    'Archived objects cannot be read in real time.',
    { source: SOURCES.s3Archived, bucket: lifecycle(COLD) },
    ['lifecycle-keeps-data-readable/archives'],
  ),
  store(
    'store-locked',
    'Every new object is kept for 30 days, whatever W&B deletes.',
    {
      bucket: {
        objectLock: {
          ObjectLockEnabled: 'Enabled',
          Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 30 } },
        },
      },
    },
    ['deletions-take-effect/retained'],
  ),
  store(
    'store-public',
    'Everyone may read; such a store has no block public access.',
    {
      more: (arn) => [
        {
          Sid: 'Read',
          Effect: 'Allow',
          Principal: { AWS: ['*'] },
          Action: ['s3:GetObject'],
          Resource: both(arn),
        },
      ],
    },
    ['bucket-not-public/policy'],
  ),
  store('store-over-http', 'Plain http is denied to nobody.', { without: ['policy'] }, ['https-only/open']),
  store('store-versions-off', "W&B's garbage collection wants versioning.", { without: ['versioning'] }, [
    'versioning-enabled/off',
  ]),
];
