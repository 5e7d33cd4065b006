// Amazon S3: what W&B is not granted, and why.

import { ACTIONS, aws, both, grant, https, OWNER, WANDB, WANDB_ACCOUNT, WANDB_ROLE } from '../aws-case.ts';
import { MULTI_TENANT, SOURCES } from '../case.ts';
import type { AccuracyCase } from '../case.ts';

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

export const AWS_MISSING: readonly AccuracyCase[] = [...MISSING];
