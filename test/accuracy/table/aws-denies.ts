// Amazon S3: what a Deny takes away from W&B and what it does not.

import { ACCOUNT, aws, deny, WANDB_ACCOUNT } from '../aws-case.ts';
import { MULTI_TENANT, SELF_MANAGED, SOURCES } from '../case.ts';
import type { AccuracyCase } from '../case.ts';

const INTERN = { AWS: `arn:aws:iam::${ACCOUNT}:role/intern` };

const ENDPOINT = { StringNotEquals: { 'aws:SourceVpce': 'vpce-0f1e2d3c4b5a69788' } };

const SSE = 's3:x-amz-server-side-encryption';

const LOCKED_OUT: readonly AccuracyCase[] = [
  aws(
    'aws-deny-other-organizations',
    "W&B is in an organization of its own: whoever is not in the customer's is denied.",
    {
      source: SOURCES.conditions,
      more: (arn) => [deny(arn, { StringNotEquals: { 'aws:PrincipalOrgID': 'o-acme12345' } })],
    },
    ['wandb-not-denied/denied'],
  ),
  aws(
    'aws-deny-other-accounts',
    "Everybody but the owner's account is denied.",
    { more: (arn) => [deny(arn, { StringNotEquals: { 'aws:PrincipalAccount': ACCOUNT } })] },
    ['wandb-not-denied/denied'],
  ),
  aws(
    'aws-deny-others-but-wandb',
    "W&B's account is among the ones that are spared.",
    {
      more: (arn) => [deny(arn, { StringNotEquals: { 'aws:PrincipalAccount': [ACCOUNT, WANDB_ACCOUNT] } })],
    },
    [],
  ),
  aws(
    'aws-deny-organization-but-wandb',
    "Two keys of one operator must both hold: W&B's account does not.",
    {
      source: SOURCES.conditions,
      more: (arn) => [
        deny(arn, {
          StringNotEquals: { 'aws:PrincipalOrgID': 'o-acme12345', 'aws:PrincipalAccount': WANDB_ACCOUNT },
        }),
      ],
    },
    [],
  ),
  aws(
    'aws-deny-by-arn-but-wandb',
    "Every identity of W&B's account matches the pattern that is spared.",
    {
      more: (arn) => [
        deny(arn, {
          ArnNotLike: {
            'aws:PrincipalArn': [`arn:aws:iam::${WANDB_ACCOUNT}:*`, `arn:aws:iam::${ACCOUNT}:*`],
          },
        }),
      ],
    },
    [],
  ),
  aws(
    'aws-deny-one-role',
    'Another role is denied everything; W&B is not that role.',
    { more: (arn) => [deny(arn, {}, { Principal: INTERN, Condition: undefined })] },
    [],
  ),
  aws(
    'aws-deny-deletes',
    "Deletions are denied to everyone: W&B's garbage collection is, too.",
    {
      source: SOURCES.byob,
      more: (arn) => [
        deny(arn, {}, { Action: 's3:DeleteObject', Resource: `${arn}/*`, Condition: undefined }),
      ],
    },
    ['wandb-not-denied/denied'],
  ),
  aws(
    'aws-deny-deletion-of-the-bucket',
    'W&B never deletes a bucket or its policy.',
    {
      more: (arn) => [
        deny(
          arn,
          {},
          { Action: ['s3:DeleteBucket', 's3:DeleteBucketPolicy'], Resource: arn, Condition: undefined },
        ),
      ],
    },
    [],
  ),
  aws(
    'aws-deny-in-another-sub-path',
    "What is denied lies in another team's sub-path.",
    {
      declared: { path: 'team1' },
      more: (arn) => [deny(arn, {}, { Resource: `${arn}/team10/*`, Condition: undefined })],
    },
    [],
  ),
  aws(
    'aws-deny-inside-the-sub-path',
    "A part of W&B's own sub-path is denied to everyone.",
    {
      declared: { path: 'team1' },
      more: (arn) => [deny(arn, {}, { Resource: `${arn}/team1/media/*`, Condition: undefined })],
    },
    ['wandb-not-denied/denied'],
  ),
  aws(
    'aws-deny-by-tag-of-principal',
    "Which tags W&B's role has cannot be seen from here.",
    { more: (arn) => [deny(arn, { StringNotEquals: { 'aws:PrincipalTag/team': 'ml' } })] },
    [],
    ['wandb-not-denied'],
  ),
  aws(
    'aws-deny-old-signatures',
    'W&B signs with version 4.',
    { more: (arn) => [deny(arn, { StringNotEquals: { 's3:signatureversion': 'AWS4-HMAC-SHA256' } })] },
    [],
  ),
  aws(
    'aws-deny-old-tls',
    'TLS below 1.2 is denied; W&B and browsers speak 1.2 or later.',
    { more: (arn) => [deny(arn, { NumericLessThan: { 's3:TlsVersion': '1.2' } })] },
    [],
  ),
];

const NETWORKS: readonly AccuracyCase[] = [
  aws(
    'aws-deny-other-endpoints',
    'W&B recommends to limit networks, if its own, the hosts of the SDK and the browsers are inside.',
    { source: SOURCES.presigned, more: (arn) => [deny(arn, ENDPOINT)] },
    ['network-reachable/denied'],
  ),
  aws(
    'aws-deny-other-endpoints-if-exists',
    'Without an endpoint the key is absent, and IfExists then holds: they are denied all the same.',
    {
      source: SOURCES.conditions,
      more: (arn) => [deny(arn, { StringNotEqualsIfExists: { 'aws:SourceVpce': 'vpce-0f1e2d3c4b5a69788' } })],
    },
    ['network-reachable/denied'],
  ),
  aws(
    'aws-deny-other-endpoints-multi-tenant',
    "Multi-tenant Cloud is not on AWS: it never comes through a customer's endpoint.",
    { source: SOURCES.byob, deployment: MULTI_TENANT, more: (arn) => [deny(arn, ENDPOINT)] },
    ['wandb-not-denied/denied'],
  ),
  aws(
    'aws-deny-other-addresses',
    'Only one network is let in: whether W&B and the browsers are inside cannot be seen.',
    {
      source: SOURCES.presigned,
      more: (arn) => [deny(arn, { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })],
    },
    ['network-reachable/denied'],
  ),
  aws(
    'aws-deny-one-endpoint',
    'One endpoint of the customer is kept out: nobody of W&B comes through it.',
    { more: (arn) => [deny(arn, { StringEquals: { 'aws:SourceVpce': 'vpce-0f1e2d3c4b5a69788' } })] },
    [],
  ),
];

const SIGNED: readonly AccuracyCase[] = [
  aws(
    'aws-deny-signed-urls',
    'Pre-signed URLs are the only way in that W&B documents.',
    {
      source: SOURCES.presigned,
      more: (arn) => [deny(arn, { StringEquals: { 's3:authType': 'REST-QUERY-STRING' } })],
    },
    ['presigned-urls-allowed/denied'],
  ),
  aws(
    'aws-deny-all-but-headers',
    'Whatever is not signed by a header is denied: pre-signed URLs are not.',
    {
      source: SOURCES.presigned,
      more: (arn) => [deny(arn, { StringNotEquals: { 's3:authType': 'REST-HEADER' } })],
    },
    ['presigned-urls-allowed/denied'],
  ),
  aws(
    'aws-deny-signed-headers',
    "W&B's server signs its own requests with a header.",
    {
      source: SOURCES.presigned,
      more: (arn) => [deny(arn, { StringEquals: { 's3:authType': 'REST-HEADER' } })],
    },
    ['presigned-urls-allowed/headersDenied'],
  ),
  aws(
    'aws-deny-posts',
    'W&B uploads with PUT: policies of POST forms are nothing it uses.',
    {
      source: SOURCES.presigned,
      more: (arn) => [deny(arn, { StringEquals: { 's3:authType': 'POST' } })],
    },
    [],
  ),
  aws(
    'aws-signatures-of-ten-minutes',
    'Signatures older than ten minutes are refused; read URLs live an hour, write URLs a day.',
    {
      source: SOURCES.presigned,
      more: (arn) => [deny(arn, { NumericGreaterThan: { 's3:signatureAge': '600000' } })],
    },
    ['presigned-urls-allowed/denied'],
  ),
  aws(
    'aws-signatures-of-a-week',
    'Every URL of W&B is younger than a week.',
    {
      source: SOURCES.presigned,
      more: (arn) => [deny(arn, { NumericGreaterThan: { 's3:signatureAge': '604800000' } })],
    },
    [],
  ),
];

const HEADERS: readonly AccuracyCase[] = [
  aws(
    'aws-deny-uploads-without-kms-header',
    'The policy sees the request, not the default encryption: an upload without the header is denied.',
    {
      source: SOURCES.s3Keys,
      more: (arn) => [
        deny(
          arn,
          { StringNotEquals: { [SSE]: 'aws:kms' } },
          { Action: 's3:PutObject', Resource: `${arn}/*` },
        ),
      ],
    },
    ['uploads-need-no-extra-headers/denied'],
  ),
  aws(
    'aws-deny-uploads-with-null-header',
    'Null true is the request without the header.',
    {
      source: SOURCES.conditions,
      more: (arn) => [
        deny(arn, { Null: { [SSE]: 'true' } }, { Action: 's3:PutObject', Resource: `${arn}/*` }),
      ],
    },
    ['uploads-need-no-extra-headers/denied'],
  ),
  aws(
    'aws-deny-uploads-without-acl-header',
    'W&B does not hold s3:PutObjectAcl and sends no ACL header.',
    {
      more: (arn) => [
        deny(
          arn,
          { StringNotEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } },
          { Action: 's3:PutObject', Resource: `${arn}/*` },
        ),
      ],
    },
    ['uploads-need-no-extra-headers/denied'],
  ),
  aws(
    'aws-deny-uploads-without-own-key',
    "Uploads must bring a key of the client's own (SSE-C), which W&B does not send.",
    {
      more: (arn) => [
        deny(
          arn,
          { Null: { 's3:x-amz-server-side-encryption-customer-algorithm': 'true' } },
          { Action: 's3:PutObject', Resource: `${arn}/*` },
        ),
      ],
    },
    ['uploads-need-no-extra-headers/denied'],
  ),
  aws(
    'aws-self-managed-own-key',
    'Who W&B is, is not declared: the bucket takes no upload without a key of its own, whoever it is from.',
    {
      deployment: SELF_MANAGED,
      more: (arn) => [
        deny(
          arn,
          { Null: { 's3:x-amz-server-side-encryption-customer-algorithm': 'true' } },
          { Action: 's3:PutObject', Resource: `${arn}/*` },
        ),
      ],
    },
    ['encryption-mode-supported/customerKeys'],
  ),
  aws(
    'aws-deny-uploads-with-own-key',
    "Uploads with a key of the client's own are refused: W&B sends none.",
    {
      more: (arn) => [
        deny(
          arn,
          { Null: { 's3:x-amz-server-side-encryption-customer-algorithm': 'false' } },
          { Action: 's3:PutObject', Resource: `${arn}/*` },
        ),
      ],
    },
    [],
  ),
];

export const AWS_DENIES: readonly AccuracyCase[] = [...LOCKED_OUT, ...NETWORKS, ...SIGNED, ...HEADERS];
