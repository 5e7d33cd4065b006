// Amazon S3: whom the condition of a statement for everyone lets in.

import { ACCOUNT, aws, UNBLOCKED } from '../aws-case.ts';
import { SOURCES } from '../case.ts';
import type { AccuracyCase } from '../case.ts';

const NOT_BLOCKED = 'public-access-blocked/off';

const PUBLIC = ['bucket-not-public/policy', NOT_BLOCKED];

const SET_OPERATORS =
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html';

/** Everyone is allowed to read under a condition, and nothing blocks it. */
function everyone(
  id: string,
  reason: string,
  Condition: object,
  finds: readonly string[],
  source: string,
): AccuracyCase {
  return aws(
    id,
    reason,
    {
      source,
      bucket: { publicAccessBlock: UNBLOCKED },
      more: (arn) => [
        {
          Sid: 'Read',
          Effect: 'Allow',
          Principal: '*',
          Action: 's3:GetObject',
          Resource: `${arn}/*`,
          Condition,
        },
      ],
    },
    finds,
  );
}

const CONDITIONS: readonly AccuracyCase[] = [
  everyone(
    'aws-public-outside-organization',
    'Everyone but the own organization is let in.',
    { StringNotEquals: { 'aws:PrincipalOrgID': 'o-acme12345' } },
    PUBLIC,
    SOURCES.conditions,
  ),
  everyone(
    'aws-public-if-exists',
    'Whoever is in no organization has no such key, and IfExists then holds.',
    { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-acme12345' } },
    PUBLIC,
    SOURCES.conditions,
  ),
  everyone(
    'aws-public-for-all-values',
    'ForAllValues holds where the key is absent.',
    { 'ForAllValues:StringEquals': { 'aws:PrincipalOrgPaths': ['o-acme12345/r-ab12/'] } },
    PUBLIC,
    SET_OPERATORS,
  ),
  everyone(
    'aws-not-public-for-any-value',
    'ForAnyValue needs a value of the one organization.',
    { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': ['o-acme12345/r-ab12/*'] } },
    [NOT_BLOCKED],
    SET_OPERATORS,
  ),
  everyone(
    'aws-public-any-endpoint',
    'Every endpoint of anybody matches the pattern.',
    { StringLike: { 'aws:SourceVpce': 'vpce-*' } },
    PUBLIC,
    SOURCES.meaningOfPublic,
  ),
  everyone(
    'aws-not-public-private-range',
    'Private addresses are not the internet, however wide the range.',
    { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
    [NOT_BLOCKED],
    SOURCES.meaningOfPublic,
  ),
  everyone(
    'aws-public-but-one-range',
    'All addresses but one range are the internet.',
    { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
    PUBLIC,
    SOURCES.conditions,
  ),
  everyone(
    'aws-not-public-one-of-two-keys',
    'All keys must hold: the organization keeps strangers out.',
    { StringEquals: { 'aws:PrincipalOrgID': 'o-acme12345' }, IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } },
    [NOT_BLOCKED],
    SOURCES.conditions,
  ),
  everyone(
    'aws-public-one-of-two-values',
    'One value of a list is enough: the second is everybody.',
    { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '0.0.0.0/0'] } },
    PUBLIC,
    SOURCES.conditions,
  ),
];

const OF_AN_ACCOUNT: readonly AccuracyCase[] = [
  everyone(
    'aws-not-public-roles',
    'All roles of one account are let in, and nobody else.',
    { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/*` } },
    [NOT_BLOCKED],
    SOURCES.conditions,
  ),
  everyone(
    'aws-public-buckets-by-prefix',
    'The ARN of a bucket names no account: anyone may make one that begins so.',
    { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::acme-*' } },
    PUBLIC,
    SOURCES.meaningOfPublic,
  ),
];

const RESTRICTED = aws(
  'aws-public-by-definition',
  'AWS deems a wildcard public, even behind a fixed account, and RestrictPublicBuckets then cuts off all other accounts.',
  {
    source: SOURCES.meaningOfPublic,
    more: (arn) => [
      {
        Sid: 'Read',
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: `${arn}/*`,
        Condition: { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/*` } },
      },
    ],
  },
  ['public-statement-spares-wandb/cut'],
);

export const AWS_CONDITIONS: readonly AccuracyCase[] = [...CONDITIONS, ...OF_AN_ACCOUNT, RESTRICTED];
