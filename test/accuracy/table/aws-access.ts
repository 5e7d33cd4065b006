// Amazon S3: what W&B is granted, in every form that policies have.

import {
  ACCOUNT,
  ACTIONS,
  aws,
  both,
  BUCKET_ACTIONS,
  cors,
  corsRule,
  encryption,
  external,
  grant,
  https,
  OBJECT_ACTIONS,
  WANDB,
  WANDB_ACCOUNT,
} from '../aws-case.ts';
import { MULTI_TENANT, SELF_MANAGED, SOURCES } from '../case.ts';
import type { AccuracyCase } from '../case.ts';

const MODULE = 'https://github.com/wandb/terraform-aws-wandb/tree/main/modules/secure_storage_connector';

const MODULE_BUCKET = {
  without: ['versioning', 'lifecycle', 'logging'],
  bucket: { ...cors(corsRule({ AllowedOrigins: ['*'] })), ownership: 'BucketOwnerPreferred' },
} as const;

const MODULE_LOWS = [
  'access-logging-enabled/off',
  'cors-origin-restricted/everyOrigin',
  'lifecycle-aborts-stale-uploads/never',
  'objects-owned-by-bucket-owner/preferred',
  'versioning-enabled/off',
];

const CALLER_ONLY = {
  Sid: 'Internal',
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/terraform` },
  Action: 'kms:*',
  Resource: '*',
};

const ROLE = `arn:aws:iam::${ACCOUNT}:role/wandb`;

const GOOD: readonly AccuracyCase[] = [
  aws('aws-faultless', 'Every requirement is met, so nothing may be found.', {}, []),
  aws(
    'aws-module',
    "W&B's own Terraform: everything works, the rest is hygiene.",
    {
      source: MODULE,
      ...MODULE_BUCKET,
      bucket: {
        ...MODULE_BUCKET.bucket,
        ...encryption({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'KEY_ARN' }, false),
      },
      statements: (arn) => [grant(arn)],
      keyStatements: [CALLER_ONLY, external()],
      key: { rotation: false },
    },
    [
      ...MODULE_LOWS,
      'encryption-bucket-key-enabled/off',
      'https-only/open',
      'kms-key-administrable/oneIdentity',
      'kms-rotation-enabled/off',
    ],
  ),
  aws(
    'aws-module-sse-s3',
    "W&B's example without a key: the guide asks for one, so it is medium and no error.",
    {
      source: 'https://github.com/wandb/terraform-aws-wandb/tree/main/examples/byob-sse-s3',
      ...MODULE_BUCKET,
      bucket: { ...MODULE_BUCKET.bucket, ...encryption({ SSEAlgorithm: 'AES256' }) },
    },
    [...MODULE_LOWS, 'encryption-uses-customer-key/s3'],
  ),
  aws(
    'aws-owners-role-has-all',
    "The owner's own role may do everything: that is nothing about W&B, and not public.",
    {
      source: MODULE,
      more: (arn) => [{ Effect: 'Allow', Principal: { AWS: ROLE }, Action: 's3:*', Resource: both(arn) }],
    },
    [],
  ),
  aws(
    'aws-multi-tenant',
    "Multi-tenant Cloud reaches the bucket under a role of its own, from W&B's own front end.",
    { source: SOURCES.byob, deployment: MULTI_TENANT },
    [],
  ),
  aws(
    'aws-self-managed',
    "Self-Managed runs under the owner's own identity: no principal of W&B's is missing.",
    { source: SOURCES.byob, deployment: SELF_MANAGED, statements: (arn) => [https(arn)] },
    [],
  ),
  aws(
    'aws-self-managed-declared',
    'The declared principal of Self-Managed is granted what it needs by the bucket and the key.',
    { deployment: { ...SELF_MANAGED, principals: { aws: [ROLE] } } },
    [],
  ),
  aws(
    'aws-node-role',
    "W&B's module can grant one role of W&B's account: right, if W&B runs under it.",
    {
      source: MODULE,
      statements: (arn) => [
        grant(arn, { Principal: { AWS: `arn:aws:iam::${WANDB_ACCOUNT}:role/acme-eks-node` } }),
        https(arn),
      ],
    },
    ['grant-is-unconditional/oneIdentity'],
  ),
];

const EQUIVALENT: readonly AccuracyCase[] = [
  aws(
    'aws-account-id',
    'The account id and the ARN of its root behave the same way.',
    {
      source: SOURCES.principal,
      statements: (arn) => [grant(arn, { Principal: { AWS: WANDB_ACCOUNT } }), https(arn)],
    },
    [],
  ),
  aws(
    'aws-statement-object',
    'One statement may stand without the list around it; only the denial of http is missing.',
    { bucket: { policy: { Version: '2012-10-17', Statement: grant('arn:aws:s3:::aws-statement-object') } } },
    ['https-only/open'],
  ),
  aws(
    'aws-principal-list',
    'W&B is one of several principals of a list.',
    { statements: (arn) => [grant(arn, { Principal: { AWS: [ROLE, WANDB] } }), https(arn)] },
    [],
  ),
  aws(
    'aws-split-statements',
    'The actions on objects and on the bucket may stand in statements of their own.',
    {
      statements: (arn) => [
        grant(arn, { Sid: 'Objects', Action: OBJECT_ACTIONS, Resource: `${arn}/*` }),
        grant(arn, { Sid: 'Bucket', Action: BUCKET_ACTIONS, Resource: arn }),
        https(arn),
      ],
    },
    [],
  ),
  aws(
    'aws-one-action-a-statement',
    'A single text stands for a list of one, everywhere.',
    {
      statements: (arn) => [
        ...ACTIONS.map((Action, index) =>
          grant(arn, {
            Sid: `Wandb${index}`,
            Action,
            Resource: OBJECT_ACTIONS.includes(Action) ? `${arn}/*` : arn,
          }),
        ),
        https(arn),
      ],
    },
    [],
  ),
  aws(
    'aws-actions-in-lower-case',
    'Actions are compared without case.',
    {
      source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html',
      statements: (arn) => [
        grant(arn, { Action: ACTIONS.map((action) => action.toLowerCase()) }),
        https(arn),
      ],
    },
    [],
  ),
  aws(
    'aws-resource-with-star',
    'A star behind the name covers the bucket and its objects.',
    { statements: (arn) => [grant(arn, { Resource: `${arn}*` }), https(arn)] },
    [],
  ),
  aws(
    'aws-without-version',
    'Without Version the policy is of 2008: only variables are read otherwise.',
    {
      bucket: {
        policy: {
          Statement: [grant('arn:aws:s3:::aws-without-version'), https('arn:aws:s3:::aws-without-version')],
        },
      },
    },
    [],
  ),
  aws(
    'aws-all-actions',
    'All of S3 holds the eleven actions: nothing is missing, but it is more than W&B needs.',
    { statements: (arn) => [grant(arn, { Action: 's3:*' }), https(arn)] },
    ['grant-is-minimal/wide'],
  ),
  aws(
    'aws-all-actions-of-all-services',
    'A star holds the eleven actions, and more than W&B needs.',
    { statements: (arn) => [grant(arn, { Action: '*' }), https(arn)] },
    ['grant-is-minimal/wide'],
  ),
  aws(
    'aws-all-buckets',
    'A bucket policy is about its own bucket, however wide its resource is written.',
    { statements: (arn) => [grant(arn, { Resource: ['arn:aws:s3:::*'] }), https(arn)] },
    [],
  ),
  aws(
    'aws-not-action',
    'All but one action holds the eleven: nothing is missing, but it is more than W&B needs.',
    {
      statements: (arn) => [
        { Effect: 'Allow', Principal: { AWS: WANDB }, NotAction: 's3:DeleteBucket', Resource: both(arn) },
        https(arn),
      ],
    },
    ['grant-is-minimal/wide'],
  ),
  aws(
    'aws-grant-over-https',
    'W&B uses https: a grant under that condition holds.',
    {
      statements: (arn) => [
        grant(arn, { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
        https(arn),
      ],
    },
    [],
  ),
  aws(
    'aws-grant-to-account-by-condition',
    "The account of the condition is W&B's own, as the principal's is.",
    {
      statements: (arn) => [
        grant(arn, { Condition: { StringEquals: { 'aws:PrincipalAccount': WANDB_ACCOUNT } } }),
        https(arn),
      ],
    },
    [],
  ),
  aws(
    'aws-object-grant-of-its-sub-path',
    'A grant of the objects of the declared sub-path is all that W&B uses.',
    {
      declared: { path: 'teams/omega' },
      statements: (arn) => [grant(arn, { Resource: [arn, `${arn}/teams/omega/*`] }), https(arn)],
    },
    [],
  ),
  aws(
    'aws-object-grant-wider-than-sub-path',
    'team1* covers team1/ as well: the grant is loose, and sufficient.',
    {
      declared: { path: 'team1' },
      statements: (arn) => [grant(arn, { Resource: [arn, `${arn}/team1*`] }), https(arn)],
    },
    [],
  ),
];

export const AWS_ACCESS: readonly AccuracyCase[] = [...GOOD, ...EQUIVALENT];
