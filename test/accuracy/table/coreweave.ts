// CoreWeave AI Object Storage: what its policies, names, addresses and versions have of their own.

import { ACTIONS, both, cors, corsRule, https, lifecycle } from '../aws-case.ts';
import type { SandboxBucket } from '../../../src/sandbox/world.ts';
import { DEDICATED, MULTI_TENANT, originOf, SELF_MANAGED, SOURCES } from '../case.ts';
import type { AccuracyCase, Deployed } from '../case.ts';

const INTEGRATION = 'arn:aws:iam::wandb:static/wandb-integration';
const PUBLIC = `${INTEGRATION}-public`;

interface Change {
  readonly source?: string;
  readonly deployment?: Deployed;
  readonly name?: string;
  /** Over W&B's statement. */
  readonly grant?: object;
  readonly more?: (arn: string) => readonly object[];
  readonly bucket?: Partial<SandboxBucket>;
  readonly without?: readonly (keyof SandboxBucket)[];
  readonly declared?: object;
}

function coreweave(id: string, reason: string, change: Change, finds: readonly string[]): AccuracyCase {
  const { source, deployment = DEDICATED, name = id, bucket = {}, without = [], declared = {} } = change;
  const arn = `arn:aws:s3:::${name}`;
  const isMultiTenant = deployment.type === 'multi-tenant';
  const grant = {
    Sid: 'AllowWandb',
    Effect: 'Allow',
    Principal: { CW: isMultiTenant ? PUBLIC : INTEGRATION },
    Action: ACTIONS,
    Resource: both(arn),
    Condition: { StringLike: { 'wandb:OrgID': isMultiTenant ? 'acme-org' : 'acme' } },
    ...change.grant,
  };
  const faultless: SandboxBucket = {
    name,
    region: 'US-EAST-04A',
    ...cors(corsRule({ AllowedOrigins: [originOf(deployment)] })),
    policy: { Version: '2012-10-17', Statement: [grant, https(arn), ...(change.more?.(arn) ?? [])] },
    versioning: { Status: 'Enabled' },
    ...lifecycle(),
    encryption: 'none',
    ...bucket,
  };
  const kept = Object.entries(faultless).filter(([key]) => !without.includes(key as keyof SandboxBucket));
  return {
    id,
    reason,
    ...(source !== undefined && { source }),
    deployment,
    world: { buckets: [Object.fromEntries(kept) as unknown as SandboxBucket] },
    targets: [
      { declared: { address: `cw://${name}`, level: 'team', team: id, ...declared }, finds, open: [] },
    ],
  };
}

function withKey(host: string, name: string, query: string, scheme = 'cw'): string {
  return `${scheme}://\${AWS_ACCESS_KEY_ID}:\${AWS_SECRET_ACCESS_KEY}@${host}/${name}${query}`;
}

const POLICIES: readonly AccuracyCase[] = [
  coreweave('coreweave-faultless', 'Every requirement is met, so nothing may be found.', {}, []),
  coreweave(
    'coreweave-multi-tenant',
    'Multi-tenant Cloud has a principal of its own.',
    { source: SOURCES.byob, deployment: MULTI_TENANT },
    [],
  ),
  coreweave(
    'coreweave-self-managed',
    'Self-Managed has the principal of Dedicated Cloud.',
    { source: SOURCES.byob, deployment: SELF_MANAGED },
    [],
  ),
  coreweave(
    'coreweave-former-principal',
    'An older page of the guide named this principal for Multi-tenant Cloud.',
    {
      source: 'https://github.com/wandb/docs/pull/1573',
      deployment: MULTI_TENANT,
      grant: { Principal: { CW: INTEGRATION } },
    },
    ['principal-is-current/former'],
  ),
  coreweave(
    'coreweave-other-deployment',
    "Multi-tenant Cloud's principal is not the one of Dedicated Cloud.",
    { source: SOURCES.byob, grant: { Principal: { CW: PUBLIC } } },
    ['principal-fits-deployment/other'],
  ),
  coreweave(
    'coreweave-principal-under-aws',
    'CoreWeave documents CW, not AWS.',
    { source: SOURCES.byob, grant: { Principal: { AWS: INTEGRATION } } },
    ['coreweave-principal-key/aws'],
  ),
  coreweave(
    'coreweave-no-condition',
    'Without the condition every organization of W&B could reach the bucket.',
    { source: SOURCES.byob, grant: { Condition: undefined } },
    ['coreweave-org-condition/missing'],
  ),
  coreweave(
    'coreweave-any-organization',
    'A star is every organization.',
    { source: SOURCES.byob, grant: { Condition: { StringLike: { 'wandb:OrgID': '*' } } } },
    ['coreweave-org-condition/open'],
  ),
  coreweave(
    'coreweave-other-organization',
    'The condition is for another organization than the declared one.',
    { source: SOURCES.byob, grant: { Condition: { StringLike: { 'wandb:OrgID': 'acme2' } } } },
    ['coreweave-org-condition/other'],
  ),
  coreweave(
    'coreweave-placeholder',
    "The guide's placeholder was never replaced: that is the one fault.",
    { source: SOURCES.byob, grant: { Condition: { StringLike: { 'wandb:OrgID': '<wb-org-id>' } } } },
    ['placeholders-replaced/left'],
  ),
  coreweave(
    'coreweave-condition-equals',
    'A text without a star is compared alike by both operators.',
    { grant: { Condition: { StringEquals: { 'wandb:OrgID': ['acme'] } } } },
    [],
  ),
  coreweave('coreweave-all-actions', 'More than the eleven actions.', { grant: { Action: 's3:*' } }, [
    'grant-is-minimal/wide',
  ]),
  coreweave(
    'coreweave-without-put',
    'Nothing can be stored.',
    { source: SOURCES.byob, grant: { Action: ACTIONS.filter((action) => action !== 's3:PutObject') } },
    ['bucket-grants-wandb/missing'],
  ),
  coreweave(
    'coreweave-no-policy',
    'The guide asks for a policy on every deployment.',
    { source: SOURCES.byob, without: ['policy'] },
    ['bucket-grants-wandb/noPolicy', 'https-only/open'],
  ),
  coreweave(
    'coreweave-users-of-organization',
    "The guide's second statement is optional: it opens the bucket to the whole organization.",
    {
      source: SOURCES.byob,
      more: (arn) => [
        {
          Sid: 'AllowUsersInOrg',
          Effect: 'Allow',
          Principal: { CW: 'arn:aws:iam::acme:*' },
          Action: 's3:*',
          Resource: both(arn),
        },
      ],
    },
    ['coreweave-org-users/everybody'],
  ),
  coreweave(
    'coreweave-public',
    'Everyone may read.',
    {
      source: 'https://docs.coreweave.com/products/storage/object-storage/auth-access/policies',
      more: (arn) => [
        { Sid: 'Read', Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `${arn}/*` },
      ],
    },
    ['bucket-not-public/policy'],
  ),
];

const SEMANTICS: readonly AccuracyCase[] = [
  coreweave(
    'coreweave-deny-other-organizations',
    "Requests of other organizations of W&B are denied; the declared one's are not.",
    {
      source: SOURCES.byob,
      more: (arn) => [
        {
          Sid: 'Others',
          Effect: 'Deny',
          Principal: { CW: INTEGRATION },
          Action: 's3:*',
          Resource: both(arn),
          Condition: { StringNotLike: { 'wandb:OrgID': 'acme' } },
        },
      ],
    },
    [],
  ),
  coreweave(
    'coreweave-deny-deletes',
    "Deletions are denied to everyone: W&B's garbage collection is, too.",
    {
      more: (arn) => [
        { Sid: 'Keep', Effect: 'Deny', Principal: '*', Action: 's3:DeleteObject', Resource: `${arn}/*` },
      ],
    },
    ['wandb-not-denied/denied'],
  ),
  coreweave(
    'coreweave-split',
    'The actions may stand in statements of their own, each with the condition.',
    {
      grant: { Action: ACTIONS.slice(0, 4) },
      more: (arn) => [
        {
          Sid: 'AllowWandbBucket',
          Effect: 'Allow',
          Principal: { CW: [INTEGRATION] },
          Action: ACTIONS.slice(4),
          Resource: arn,
          Condition: { StringLike: { 'wandb:OrgID': 'acme' } },
        },
      ],
    },
    [],
  ),
];

const EXPIRY = { ID: 'tidy', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 30 } };

const SETTINGS: readonly AccuracyCase[] = [
  coreweave(
    'coreweave-cors-none',
    'Browsers refuse pre-signed URLs of a bucket without CORS.',
    { source: SOURCES.byob, without: ['cors'] },
    ['cors-configured/none'],
  ),
  coreweave(
    'coreweave-no-etag',
    'W&B validates that the ETag is exposed.',
    { source: SOURCES.byob, bucket: cors(corsRule({ ExposeHeaders: [] })) },
    ['cors-etag-exposed/hidden'],
  ),
  coreweave(
    'coreweave-expiry',
    'Run history lives only in the bucket and is deleted after 30 days.',
    { source: SOURCES.byob, bucket: lifecycle(EXPIRY) },
    ['lifecycle-keeps-run-history/expires'],
  ),
  coreweave(
    'coreweave-expiry-elsewhere',
    'The rule is about logs/.',
    { bucket: lifecycle({ ...EXPIRY, Filter: { Prefix: 'logs/' } }), declared: { path: 'wandb' } },
    [],
  ),
  coreweave(
    'coreweave-versions-off',
    "W&B's garbage collection wants versioning.",
    { without: ['versioning'] },
    ['versioning-enabled/off'],
  ),
];

const DECLARED: readonly AccuracyCase[] = [
  coreweave(
    'coreweave-with_underscore',
    'CoreWeave takes no underscore.',
    { source: SOURCES.coreweaveNames },
    ['bucket-name-allowed/name'],
  ),
  coreweave(
    'coreweave-reserved',
    'Names that begin with cw- are reserved.',
    { source: SOURCES.coreweaveNames, name: 'cw-reserved' },
    ['bucket-name-allowed/name'],
  ),
  coreweave(
    'coreweave-kms-key',
    'CoreWeave buckets take no KMS key.',
    {
      source: SOURCES.byob,
      declared: { kmsKey: 'arn:aws:kms:us-east-1:111122223333:key/11111111-2222-4333-8444-555555555555' },
    },
    ['declared-key-matches/notTaken'],
  ),
  coreweave(
    'coreweave-server-0-69',
    'CoreWeave came with 0.70.',
    { source: SOURCES.byob, deployment: { ...DEDICATED, serverVersion: '0.69.2' } },
    ['coreweave-server-version/tooOld'],
  ),
  coreweave(
    'coreweave-server-0-72',
    'The guide asks for 0.73, it came with 0.70.',
    { source: SOURCES.byob, deployment: { ...DEDICATED, serverVersion: '0.72.9' } },
    ['coreweave-server-version/undocumented'],
  ),
  coreweave(
    'coreweave-server-0-100',
    '0.100 is later than 0.73.',
    { source: SOURCES.byob, deployment: { ...DEDICATED, serverVersion: '0.100.0' } },
    [],
  ),
  coreweave(
    'coreweave-old-chart',
    'Self-Managed needs the Helm chart 0.33.14.',
    {
      source: SOURCES.byob,
      deployment: { ...SELF_MANAGED, serverVersion: '0.74.0', chartVersion: '0.33.9' },
    },
    ['coreweave-server-version/chart'],
  ),
  coreweave(
    'coreweave-instance',
    'At instance level CoreWeave is set up by support.',
    { source: SOURCES.byob, declared: { level: 'instance', team: undefined } },
    ['provider-available/notSelfService'],
  ),
  coreweave(
    'coreweave-not-in-file-stores',
    'Self-Managed offers CoreWeave only with the entry cw://.',
    { source: SOURCES.byob, deployment: { ...SELF_MANAGED, fileStores: ['s3://acme'] } },
    ['file-stores-list-bucket/coreweaveEntry'],
  ),
  coreweave(
    'coreweave-in-file-stores',
    'The entry cw:// stands for all of its buckets.',
    { source: SOURCES.byob, deployment: { ...SELF_MANAGED, fileStores: ['cw://'] } },
    [],
  ),
  coreweave(
    'coreweave-address',
    "The guide's form of the address.",
    {
      source: SOURCES.byob,
      declared: { address: withKey('cwobject.com', 'coreweave-address', '?tls=true') },
    },
    [],
  ),
  coreweave(
    'coreweave-address-of-host',
    'The bucket may stand in the host: the guide writes it both ways.',
    {
      source: SOURCES.byob,
      declared: {
        address:
          'cw://${AWS_ACCESS_KEY_ID}:${AWS_SECRET_ACCESS_KEY}@coreweave-address-of-host.cwobject.com?tls=true',
      },
    },
    [],
  ),
  coreweave(
    'coreweave-address-without-tls',
    'W&B speaks https to CoreWeave by default.',
    {
      source: 'https://github.com/wandb/operator',
      declared: { address: withKey('cwobject.com', 'coreweave-address-without-tls', '') },
    },
    [],
  ),
  coreweave(
    'coreweave-tls-off',
    'TLS is turned off by the address.',
    {
      source: SOURCES.byob,
      declared: { address: withKey('cwobject.com', 'coreweave-tls-off', '?tls=false') },
    },
    ['address-uses-tls/off'],
  ),
  coreweave(
    'coreweave-lota',
    'W&B does not support the LOTA endpoint.',
    { source: SOURCES.byob, declared: { address: withKey('cwlota.com', 'coreweave-lota', '?tls=true') } },
    ['address-host-supported/lota'],
  ),
  coreweave(
    'coreweave-other-host',
    'W&B knows one host of CoreWeave.',
    {
      source: SOURCES.byob,
      declared: { address: withKey('objects.acme.example', 'coreweave-other-host', '?tls=true') },
    },
    ['address-host-supported/host'],
  ),
  coreweave(
    'coreweave-under-s3',
    'W&B wants the native scheme.',
    {
      source: SOURCES.byob,
      declared: { address: withKey('cwobject.com', 'coreweave-under-s3', '?tls=true', 's3') },
    },
    ['address-uses-native-scheme/scheme'],
  ),
];

export const COREWEAVE: readonly AccuracyCase[] = [...POLICIES, ...SEMANTICS, ...SETTINGS, ...DECLARED];
