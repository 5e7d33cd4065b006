// Amazon S3: the fine print of the policy language, where a text search goes wrong.

import { ACCOUNT, ACTIONS, aws, both, deny, grant, https, OWNER, WANDB, WANDB_ACCOUNT } from '../aws-case.ts';
import { SOURCES } from '../case.ts';
import type { AccuracyCase } from '../case.ts';

const VARIABLES = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html';

const FORMS: readonly AccuracyCase[] = [
  aws(
    'aws-not-resource',
    'All resources but another bucket hold this one.',
    {
      statements: (arn) => [
        grant(arn, { Resource: undefined, NotResource: both('arn:aws:s3:::another-bucket') }),
        https(arn),
      ],
    },
    [],
  ),
  aws(
    'aws-question-marks',
    'A question mark is exactly one character.',
    {
      statements: (arn) => [
        grant(arn, { Resource: [arn.replace('marks', 'mark?'), `${arn.replace('marks', 'mark?')}/*`] }),
        https(arn),
      ],
    },
    [],
  ),
  aws(
    'aws-question-mark-too-few',
    'A question mark is not none.',
    {
      statements: (arn) => [grant(arn, { Resource: both(`${arn}?`) }), https(arn)],
    },
    ['bucket-grants-wandb/missing'],
  ),
  aws(
    'aws-resource-in-upper-case',
    'Names of resources are compared with case.',
    {
      statements: (arn) => [
        grant(arn, { Resource: both('arn:aws:s3:::AWS-RESOURCE-IN-UPPER-CASE') }),
        https(arn),
      ],
    },
    ['bucket-grants-wandb/missing'],
  ),
  aws(
    'aws-variable-in-resource',
    "The variable is the caller's own name, which cannot be told for W&B's.",
    {
      source: VARIABLES,
      statements: (arn) => [
        grant(arn, { Resource: [arn, `${arn}/\${aws:PrincipalTag/team}/*`] }),
        https(arn),
      ],
    },
    ['bucket-grants-documented-actions/missing', 'bucket-grants-wandb/missing'],
  ),
  aws(
    'aws-variable-as-sub-path',
    "The sub-path is granted to whoever bears its name as a tag, which cannot be told for W&B's role.",
    {
      source: VARIABLES,
      declared: { path: 'team1' },
      statements: (arn) => [
        grant(arn, { Resource: [arn, `${arn}/\${aws:PrincipalTag/team}/*`] }),
        https(arn),
      ],
    },
    ['grant-is-unconditional/conditional'],
  ),
  aws(
    'aws-mixed-case-key',
    'Names of condition keys are compared without case.',
    {
      source: SOURCES.conditions,
      statements: (arn) => [
        grant(arn),
        https(arn, { Condition: { Bool: { 'AWS:securetransport': 'false' } } }),
      ],
    },
    [],
  ),
  aws(
    'aws-two-grants-add-up',
    'What one statement does not allow the other does.',
    {
      statements: (arn) => [
        grant(arn, { Sid: 'A', Action: ACTIONS.slice(0, 5) }),
        grant(arn, { Sid: 'B', Principal: { AWS: [OWNER, WANDB] }, Action: ACTIONS.slice(5) }),
        https(arn),
      ],
    },
    [],
  ),
  aws(
    'aws-sub-paths-add-up',
    'Two statements hold one team each; together they are not the whole bucket.',
    {
      statements: (arn) => [
        grant(arn, { Sid: 'A', Resource: [arn, `${arn}/team1/*`] }),
        grant(arn, { Sid: 'B', Resource: [arn, `${arn}/team2/*`] }),
        https(arn),
      ],
    },
    ['bucket-grants-documented-actions/missing', 'bucket-grants-wandb/missing'],
  ),
  aws(
    'aws-sid-names-wandb',
    'What a Sid says decides nothing.',
    {
      statements: (arn) => [grant(arn, { Principal: { AWS: 'arn:aws:iam::777788889999:root' } }), https(arn)],
    },
    ['bucket-grants-wandb/missing'],
  ),
  aws(
    'aws-principal-of-similar-account',
    'One digit is another account.',
    {
      statements: (arn) => [grant(arn, { Principal: { AWS: 'arn:aws:iam::830241207208:root' } }), https(arn)],
    },
    ['bucket-grants-wandb/missing'],
  ),
];

const DENIES: readonly AccuracyCase[] = [
  aws(
    'aws-deny-all-but-reads',
    'All actions but one are denied to everyone.',
    {
      more: (arn) => [deny(arn, {}, { Action: undefined, NotAction: 's3:GetObject', Condition: undefined })],
    },
    ['wandb-not-denied/denied'],
  ),
  aws(
    'aws-deny-all-but-the-guide',
    'Everything is denied to W&B but what the guide asks for.',
    {
      more: (arn) => [
        deny(
          arn,
          {},
          { Principal: { AWS: WANDB }, Action: undefined, NotAction: ACTIONS, Condition: undefined },
        ),
      ],
    },
    [],
  ),
  aws(
    'aws-deny-all-but-the-bucket',
    'Everything else is denied; this bucket and its objects are spared.',
    {
      more: (arn) => [deny(arn, {}, { Resource: undefined, NotResource: both(arn), Condition: undefined })],
    },
    [],
  ),
  aws(
    'aws-deny-all-but-principals',
    "Whoever is not W&B's account or the owner's is denied.",
    {
      source:
        'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html',
      more: (arn) => [
        deny(
          arn,
          {},
          {
            Principal: undefined,
            NotPrincipal: { AWS: ['arn:aws:iam::777788889999:root'] },
            Condition: undefined,
          },
        ),
      ],
    },
    ['wandb-not-denied/denied'],
  ),
  aws(
    'aws-deny-version-deletion',
    'W&B does not delete versions: the guide does not ask for it.',
    {
      source: SOURCES.byob,
      more: (arn) => [
        deny(
          arn,
          {},
          {
            Action: ['s3:DeleteObjectVersion', 's3:PutBucketPolicy', 's3:PutLifecycleConfiguration'],
            Condition: undefined,
          },
        ),
      ],
    },
    [],
  ),
  aws(
    'aws-deny-deletes-by-prefix-of-name',
    'The star takes DeleteObject in.',
    {
      more: (arn) => [deny(arn, {}, { Action: 's3:Delete*', Condition: undefined })],
    },
    ['wandb-not-denied/denied'],
  ),
  aws(
    'aws-deny-outside-organization-and-account',
    "W&B's account is spared by a second operator.",
    {
      source: SOURCES.conditions,
      more: (arn) => [
        deny(arn, {
          StringNotEquals: { 'aws:PrincipalOrgID': 'o-acme12345' },
          StringNotLike: { 'aws:PrincipalAccount': [`${WANDB_ACCOUNT.slice(0, 6)}*`] },
        }),
      ],
    },
    [],
  ),
  aws(
    'aws-deny-outside-organization-but-services',
    'Services of AWS are spared; W&B is none.',
    {
      source: SOURCES.conditions,
      more: (arn) => [
        deny(arn, {
          StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-acme12345' },
          BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
        }),
      ],
    },
    ['wandb-not-denied/denied'],
  ),
  aws(
    'aws-deny-other-networks-but-endpoint',
    'Denied is who comes neither from the range nor through the endpoint.',
    {
      source: SOURCES.presigned,
      more: (arn) => [
        deny(arn, {
          NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' },
          StringNotEquals: { 'aws:SourceVpce': 'vpce-0f1e2d3c4b5a69788' },
        }),
      ],
    },
    ['network-reachable/denied'],
  ),
  aws(
    'aws-deny-other-networks-to-one-role',
    'The limit of networks is for a role of the owner.',
    {
      more: (arn) => [
        deny(
          arn,
          { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
          { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/intern` } },
        ),
      ],
    },
    [],
  ),
  aws(
    'aws-deny-other-networks-but-wandb',
    "W&B's account may come from anywhere.",
    {
      more: (arn) => [
        deny(arn, {
          NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' },
          StringNotEquals: { 'aws:PrincipalAccount': WANDB_ACCOUNT },
        }),
      ],
    },
    [],
  ),
  aws(
    'aws-deny-the-own-organization',
    "W&B is not in the customer's organization, which is denied.",
    {
      more: (arn) => [deny(arn, { StringEquals: { 'aws:PrincipalOrgID': 'o-acme12345' } })],
    },
    [],
  ),
  aws(
    'aws-deny-without-organization',
    'Whoever has an organization is spared: W&B has one.',
    {
      source: SOURCES.conditions,
      more: (arn) => [deny(arn, { Null: { 'aws:PrincipalOrgID': 'true' } })],
    },
    [],
  ),
  aws(
    'aws-deny-wrong-encryption-header',
    'Only a header with another value is denied; W&B sends none or the right one.',
    {
      source: SOURCES.s3Keys,
      more: (arn) => [
        deny(
          arn,
          {
            Null: { 's3:x-amz-server-side-encryption': 'false' },
            StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' },
          },
          { Action: 's3:PutObject', Resource: `${arn}/*` },
        ),
      ],
    },
    [],
  ),
  aws(
    'aws-deny-plain-encryption-header',
    'Denied is a header that W&B never sends.',
    {
      source: SOURCES.s3Keys,
      more: (arn) => [
        deny(
          arn,
          { StringEquals: { 's3:x-amz-server-side-encryption': 'AES256' } },
          { Action: 's3:PutObject', Resource: `${arn}/*` },
        ),
      ],
    },
    [],
  ),
  aws(
    'aws-deny-public-acl-headers',
    'Denied is an ACL that makes an object public; W&B sends none.',
    {
      more: (arn) => [
        deny(
          arn,
          { StringEquals: { 's3:x-amz-acl': ['public-read', 'public-read-write'] } },
          { Action: ['s3:PutObject', 's3:PutObjectAcl'], Resource: `${arn}/*` },
        ),
      ],
    },
    [],
  ),
];

export const AWS_SEMANTICS: readonly AccuracyCase[] = [...FORMS, ...DENIES];
