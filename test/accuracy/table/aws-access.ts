// Amazon S3: what W&B is granted, in every form that policies have, and what is missing.

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
  OWNER,
  WANDB,
  WANDB_ACCOUNT,
  WANDB_ROLE,
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

const MISSING: readonly AccuracyCase[] = [
  aws(
    'aws-no-policy',
    'Without a policy no other account gets in.',
    { source: SOURCES.evaluation, without: ['policy'] },
    ['bucket-grants-wandb/noPolicy', 'https-only/open'],
  ),
  aws('aws-no-grant', 'The policy denies http and allows nobody.', { statements: (arn) => [https(arn)] }, [
    'bucket-grants-wandb/missing',
  ]),
  ...[
    ['s3:GetObject*', 'nothing can be read'],
    ['s3:PutObject', 'nothing can be stored'],
    ['s3:DeleteObject', 'garbage collection is refused'],
    ['s3:ListBucket', 'W&B cannot validate the bucket'],
    ['s3:GetBucketCORS', "W&B's check of CORS is refused"],
    ['s3:GetBucketLocation', 'W&B cannot find the region'],
  ].map(([action = '', effect = '']) =>
    aws(
      `aws-without-${action.slice(3).replace('*', '').toLowerCase()}`,
      `Without ${action} ${effect}.`,
      {
        source: SOURCES.byob,
        statements: (arn) => [grant(arn, { Action: ACTIONS.filter((one) => one !== action) }), https(arn)],
      },
      ['bucket-grants-wandb/missing'],
    ),
  ),
  aws(
    'aws-without-listbucketversions',
    'An action of the guide is missing without which W&B works all the same.',
    {
      source: SOURCES.byob,
      statements: (arn) => [
        grant(arn, { Action: ACTIONS.filter((action) => action !== 's3:ListBucketVersions') }),
        https(arn),
      ],
    },
    ['bucket-grants-documented-actions/missing'],
  ),
  aws(
    'aws-getobject-without-star',
    'The guide asks for s3:GetObject*; without the star versions and attributes cannot be read.',
    {
      source: SOURCES.byob,
      statements: (arn) => [
        grant(arn, { Action: ['s3:GetObject', ...ACTIONS.filter((action) => action !== 's3:GetObject*')] }),
        https(arn),
      ],
    },
    ['bucket-grants-documented-actions/missing'],
  ),
  aws(
    'aws-objects-only',
    'Actions on the bucket are tested against its own ARN, which the statement does not name.',
    { source: SOURCES.evaluation, statements: (arn) => [grant(arn, { Resource: `${arn}/*` }), https(arn)] },
    ['bucket-grants-documented-actions/missing', 'bucket-grants-wandb/missing'],
  ),
  aws(
    'aws-bucket-only',
    "Actions on objects are tested against the objects' ARNs, which the statement does not name.",
    { source: SOURCES.evaluation, statements: (arn) => [grant(arn, { Resource: arn }), https(arn)] },
    ['bucket-grants-documented-actions/missing', 'bucket-grants-wandb/missing'],
  ),
  aws(
    'aws-other-sub-path',
    "The objects granted are another team's.",
    {
      declared: { path: 'teams/omega' },
      statements: (arn) => [grant(arn, { Resource: [arn, `${arn}/teams/alpha/*`] }), https(arn)],
    },
    ['bucket-grants-documented-actions/missing', 'bucket-grants-wandb/missing'],
  ),
  aws(
    'aws-neighbour-sub-path',
    'team10/ is no part of team1/, however the names begin.',
    {
      declared: { path: 'team1' },
      statements: (arn) => [grant(arn, { Resource: [arn, `${arn}/team10/*`] }), https(arn)],
    },
    ['bucket-grants-documented-actions/missing', 'bucket-grants-wandb/missing'],
  ),
  aws(
    'aws-part-of-the-bucket',
    'No sub-path is declared: W&B uses the whole bucket, and only a part is granted.',
    { statements: (arn) => [grant(arn, { Resource: [arn, `${arn}/wandb/*`] }), https(arn)] },
    ['bucket-grants-documented-actions/missing', 'bucket-grants-wandb/missing'],
  ),
  aws(
    'aws-role-wildcard',
    'A wildcard does not match part of a principal.',
    {
      source: SOURCES.principal,
      statements: (arn) => [
        grant(arn, { Principal: { AWS: `arn:aws:iam::${WANDB_ACCOUNT}:role/*` } }),
        https(arn),
      ],
    },
    ['bucket-grants-wandb/missing'],
  ),
  aws(
    'aws-grant-in-our-organization',
    "W&B's accounts are in W&B's organization: a grant for the customer's own never holds.",
    {
      statements: (arn) => [
        grant(arn, { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-acme12345' } } }),
        https(arn),
      ],
    },
    ['bucket-grants-wandb/missing'],
  ),
  aws(
    'aws-grant-by-user-agent',
    'What W&B sends as user agent is not documented.',
    {
      statements: (arn) => [
        grant(arn, { Condition: { StringLike: { 'aws:UserAgent': '*wandb*' } } }),
        https(arn),
      ],
    },
    ['grant-is-unconditional/conditional'],
  ),
  aws(
    'aws-multi-tenant-role-on-dedicated',
    'The role is of Multi-tenant Cloud, which Dedicated Cloud does not run under.',
    {
      source: SOURCES.byob,
      statements: (arn) => [grant(arn, { Principal: { AWS: WANDB_ROLE } }), https(arn)],
    },
    ['principal-fits-deployment/other'],
  ),
  aws(
    'aws-dedicated-account-on-multi-tenant',
    'The account is of Dedicated Cloud, which Multi-tenant Cloud does not run in.',
    {
      source: SOURCES.byob,
      deployment: MULTI_TENANT,
      statements: (arn) => [grant(arn, { Principal: { AWS: WANDB } }), https(arn)],
    },
    ['principal-fits-deployment/other'],
  ),
  aws(
    'aws-both-deployments',
    'Beside the right principal stands the other one: W&B gets in.',
    { statements: (arn) => [grant(arn, { Principal: { AWS: [WANDB_ROLE, WANDB] } }), https(arn)] },
    [],
  ),
  aws(
    'aws-deleted-role',
    'A principal that shows as an id is gone, and the grant with it.',
    {
      source: SOURCES.principal,
      statements: (arn) => [grant(arn, { Principal: { AWS: 'AROAEXAMPLEEXAMPLE012' } }), https(arn)],
    },
    ['principal-is-alive/dead'],
  ),
  aws(
    'aws-deleted-role-beside-wandb',
    'A dead principal beside the live one takes nothing away.',
    {
      statements: (arn) => [grant(arn, { Principal: { AWS: ['AROAEXAMPLEEXAMPLE012', WANDB] } }), https(arn)],
    },
    [],
  ),
  aws(
    'aws-wrong-bucket-name',
    'A slip in the name: the statement is about another bucket.',
    {
      statements: (arn) => [grant(arn, { Resource: both(`${arn}s`) }), https(arn)],
    },
    ['bucket-grants-wandb/missing'],
  ),
  aws(
    'aws-placeholder',
    'The organization of the guide was never written in: the statement for it does nothing.',
    {
      more: (arn) => [
        {
          Effect: 'Allow',
          Principal: '*',
          Action: 's3:GetObject',
          Resource: `${arn}/*`,
          Condition: { StringEquals: { 'aws:PrincipalOrgID': '<your-org-id>' } },
        },
      ],
    },
    ['placeholders-replaced/left'],
  ),
  aws(
    'aws-owner-only',
    "The owner's account is allowed everything: W&B is in another one.",
    { statements: (arn) => [grant(arn, { Principal: { AWS: OWNER } }), https(arn)] },
    ['bucket-grants-wandb/missing'],
  ),
];

export const AWS_ACCESS: readonly AccuracyCase[] = [...GOOD, ...EQUIVALENT, ...MISSING];
