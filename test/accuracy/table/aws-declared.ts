// Amazon S3: what the fleet file and its storage addresses say.

import { aws, awsShared, deny, encryption, grant, https, WANDB } from '../aws-case.ts';
import type { AwsChange } from '../aws-case.ts';
import { DEDICATED, MULTI_TENANT, SELF_MANAGED, SOURCES } from '../case.ts';
import type { AccuracyCase } from '../case.ts';

/** The address with a key, as W&B is given it. */
function address(name: string, query: string): string {
  return `s3://\${AWS_ACCESS_KEY_ID}:\${AWS_SECRET_ACCESS_KEY}@s3.eu-west-1.amazonaws.com/${name}${query}`;
}

const WITH_STORES = {
  ...DEDICATED,
  fileStores: ['s3://aws-listed', 's3://aws-listed-in-part/teams/omega'],
};
const OVERLAP = 'team-subpaths-disjoint/overlap';

const ADDRESSES: readonly AccuracyCase[] = [
  aws(
    'aws-address',
    "The address has W&B's key and the region of the bucket.",
    { source: SOURCES.byob, declared: { address: address('aws-address', '?region=eu-west-1') } },
    [],
  ),
  aws(
    'aws-address-without-region',
    'W&B then takes its own AWS_REGION, which cannot be seen.',
    { source: SOURCES.byob, declared: { address: address('aws-address-without-region', '') } },
    ['address-names-region/missingAws'],
  ),
  aws(
    'aws-address-of-another-region',
    'The bucket is in eu-west-1.',
    {
      source: SOURCES.byob,
      declared: { address: address('aws-address-of-another-region', '?region=eu-central-1') },
    },
    ['address-names-region/differs'],
  ),
  aws(
    'aws-address-with-two-question-marks',
    'An old page of the guide wrote a second question mark: the rest is read as part of the region.',
    {
      source: SOURCES.byob,
      declared: { address: address('aws-address-with-two-question-marks', '?region=eu-west-1?tls=true') },
    },
    ['address-wellformed/secondQuestionMark'],
  ),
  aws(
    'aws-address-of-another-host',
    'The host is the endpoint of a region that the bucket is not in.',
    {
      source: SOURCES.byob,
      declared: {
        address: address('aws-address-of-another-host', '?region=eu-west-1').replace(
          's3.eu-west-1',
          's3.eu-central-1',
        ),
      },
    },
    ['address-names-region/hostDiffers'],
  ),
  aws(
    'aws-address-with-unknown-key',
    'The key in the address is of nobody: W&B is refused with it.',
    {
      source: SOURCES.byob,
      declared: {
        address: address('aws-address-with-unknown-key', '?region=eu-west-1').replace(
          'AWS_ACCESS_KEY_ID',
          'UNKNOWN_KEY',
        ),
      },
    },
    ['access-key-works/refused'],
  ),
  aws(
    'aws-bucket.with.dots',
    'The certificate of S3 covers no name with dots.',
    { source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html' },
    ['bucket-name-tls-safe/dots'],
  ),
];

const LEVELS: readonly AccuracyCase[] = [
  aws(
    'aws-instance',
    'Dedicated Cloud takes S3 at instance level.',
    { source: SOURCES.byob, declared: { level: 'instance', team: undefined } },
    [],
  ),
  aws(
    'aws-instance-of-multi-tenant',
    'Multi-tenant Cloud has no instance level.',
    { source: SOURCES.byob, deployment: MULTI_TENANT, declared: { level: 'instance', team: undefined } },
    ['provider-available/level'],
  ),
  aws('aws-listed', 'The bucket is among the file stores.', { deployment: WITH_STORES }, []),
  aws(
    'aws-not-listed',
    'A store that is not listed cannot be chosen for a team.',
    { source: SOURCES.byob, deployment: WITH_STORES },
    ['file-stores-list-bucket/notListed'],
  ),
  aws(
    'aws-listed-in-part',
    'Another sub-path of the bucket is listed.',
    { source: SOURCES.byob, deployment: WITH_STORES, declared: { path: 'teams/alpha' } },
    ['file-stores-list-bucket/notListed'],
  ),
];

const PATHS: readonly AccuracyCase[] = [
  awsShared('aws-neighbours', 'team1 and team10 are apart, however their names begin.', {}, [
    { declared: { path: 'team1' }, finds: [], open: [] },
    { declared: { path: 'team10' }, finds: [], open: [] },
  ]),
  awsShared('aws-nested', "One team's sub-path is inside another's.", { source: SOURCES.byob }, [
    { declared: { path: 'teams' }, finds: [OVERLAP], open: [] },
    { declared: { path: 'teams/omega' }, finds: [OVERLAP], open: [] },
  ]),
  awsShared('aws-same-path', 'Two teams use the same sub-path.', { source: SOURCES.byob }, [
    { declared: { path: 'teams/omega' }, finds: [OVERLAP], open: [] },
    { declared: { path: 'teams/omega/' }, finds: [OVERLAP], open: [] },
  ]),
  awsShared(
    'aws-root-and-team',
    'One team has the whole bucket, another a part of it.',
    { source: SOURCES.byob },
    [
      { declared: {}, finds: [OVERLAP], open: [] },
      { declared: { path: 'teams/omega' }, finds: [OVERLAP], open: [] },
    ],
  ),
  awsShared(
    'aws-instance-and-team',
    "The instance's bucket with a team in a sub-path: the team is not closed to the others, which others have.",
    { source: SOURCES.byob },
    [
      { declared: { level: 'instance', team: undefined }, finds: [], open: [] },
      { declared: { path: 'teams/kappa' }, finds: ['team-storage-isolated/shared'], open: [] },
    ],
  ),
  aws(
    'aws-path-with-slash-at-its-end',
    'One slash at the end changes nothing.',
    { declared: { path: 'teams/omega/' } },
    [],
  ),
  aws(
    'aws-path-with-two-slashes',
    'An empty part is a key of its own in S3.',
    { declared: { path: 'teams//omega' } },
    ['subpath-wellformed/malformed'],
  ),
  aws('aws-path-upwards', 'S3 knows no way upwards.', { declared: { path: 'teams/../omega' } }, [
    'subpath-wellformed/malformed',
  ]),
];

const OWN_ROLE = { AWS: 'arn:aws:iam::111122223333:role/wandb' };
const SELF_DECLARED = { ...SELF_MANAGED, principals: { aws: [OWN_ROLE.AWS] } };

/** On Self-Managed W&B runs in the owner's own account. */
const SELF: readonly (readonly [string, string, AwsChange, readonly string[]])[] = [
  [
    'aws-self-managed-aws-s3',
    "aws/s3 can be used by identities of the owner's account, and W&B's is one.",
    { bucket: encryption({ SSEAlgorithm: 'aws:kms' }) },
    [],
  ],
  [
    'aws-self-managed-public-restricted',
    "RestrictPublicBuckets cuts off other accounts; W&B is in the owner's.",
    {
      source: SOURCES.blockPublicAccess,
      more: (arn) => [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `${arn}/*` }],
    },
    [],
  ],
  [
    'aws-self-managed-organization',
    "The declared role is denied nothing: it is of the owner's account.",
    {
      more: (arn) => [deny(arn, { StringNotEquals: { 'aws:PrincipalAccount': '111122223333' } })],
    },
    [],
  ],
  [
    'aws-self-managed-other-account',
    "The declared role's account is not the one that is spared.",
    {
      more: (arn) => [deny(arn, { StringNotEquals: { 'aws:PrincipalAccount': '777788889999' } })],
    },
    ['wandb-not-denied/denied'],
  ],
  [
    'aws-self-managed-for-wandb-cloud',
    "The policy names W&B's account of Dedicated Cloud, and this W&B runs under a role of the owner's.",
    {
      source: SOURCES.byob,
      statements: (arn) => [grant(arn, { Principal: { AWS: WANDB } }), https(arn)],
    },
    ['principal-fits-deployment/other'],
  ],
];

export const AWS_DECLARED: readonly AccuracyCase[] = [
  ...ADDRESSES,
  ...LEVELS,
  ...PATHS,
  ...SELF.map(([id, reason, change, finds]) =>
    aws(id, reason, { ...change, deployment: SELF_DECLARED }, finds),
  ),
];
