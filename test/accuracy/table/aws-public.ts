// Amazon S3: who on the internet gets in, after everything that blocks is counted.

import { ACCOUNT, aws, BLOCKED, BLOCKED_ACCOUNT, both, grant, https, UNBLOCKED } from '../aws-case.ts';
import type { AwsChange } from '../aws-case.ts';
import { SOURCES } from '../case.ts';
import type { AccuracyCase } from '../case.ts';

const READ = { Sid: 'Read', Effect: 'Allow', Action: 's3:GetObject' };
const NOT_BLOCKED = 'public-access-blocked/off';

/** The policy of a case stands beside W&B's statement, and nothing blocks it. */
function open(
  id: string,
  reason: string,
  statement: object,
  isPublic: boolean,
  source: string = SOURCES.meaningOfPublic,
): AccuracyCase {
  return aws(
    id,
    reason,
    {
      source,
      bucket: { publicAccessBlock: UNBLOCKED },
      more: (arn) => [{ ...READ, Resource: `${arn}/*`, ...statement }],
    },
    isPublic ? ['bucket-not-public/policy', NOT_BLOCKED] : [NOT_BLOCKED],
  );
}

function everyone(Condition: object): object {
  return { Principal: '*', Condition };
}

const POLICIES: readonly AccuracyCase[] = [
  open('aws-public-p1', 'Everyone may read.', { Principal: '*' }, true),
  open('aws-public-p2', 'A list of everyone is everyone.', { Principal: { AWS: ['*'] } }, true),
  aws(
    'aws-public-p3',
    'One statement without the list around it lets everyone read; W&B may not write.',
    {
      bucket: {
        publicAccessBlock: UNBLOCKED,
        policy: {
          Version: '2012-10-17',
          Statement: { ...READ, Principal: '*', Resource: 'arn:aws:s3:::aws-public-p3/*' },
        },
      },
    },
    [
      'bucket-grants-documented-actions/missing',
      'bucket-grants-wandb/missing',
      'bucket-not-public/policy',
      'https-only/open',
      NOT_BLOCKED,
    ],
  ),
  open(
    'aws-public-p4',
    'Only identities of one organization are let in.',
    everyone({ StringEquals: { 'aws:PrincipalOrgID': 'o-acme12345' } }),
    false,
  ),
  open(
    'aws-public-p5',
    'The range of addresses is the whole internet.',
    everyone({ IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }),
    true,
  ),
  open(
    'aws-public-p6',
    'Everyone but one user is let in.',
    { NotPrincipal: { AWS: `arn:aws:iam::${ACCOUNT}:user/former` } },
    true,
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html',
  ),
  open(
    'aws-public-p7',
    'Only requests through one endpoint are let in.',
    everyone({ StringEquals: { 'aws:SourceVpce': 'vpce-0f1e2d3c4b5a69788' } }),
    false,
  ),
  open(
    'aws-public-listing',
    'Everyone may list the bucket.',
    { Principal: '*', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::aws-public-listing' },
    true,
  ),
  open(
    'aws-public-writes',
    'Everyone may store objects.',
    { Principal: { AWS: '*' }, Action: 's3:PutObject' },
    true,
  ),
  open(
    'aws-public-in-a-list',
    'Everyone stands in a list beside a named account.',
    { Principal: { AWS: [`arn:aws:iam::${ACCOUNT}:root`, '*'] } },
    true,
  ),
  open(
    'aws-public-over-https',
    'Everyone can use https: the condition keeps nobody out.',
    everyone({ Bool: { 'aws:SecureTransport': 'true' } }),
    true,
  ),
  open(
    'aws-public-referer',
    'Anyone can send the header.',
    everyone({ StringLike: { 'aws:Referer': 'https://acme.example/*' } }),
    true,
  ),
  open(
    'aws-public-any-organization',
    'A wildcard is no fixed value: every organization matches.',
    everyone({ StringLike: { 'aws:PrincipalOrgID': '*' } }),
    true,
  ),
  open(
    'aws-public-halves',
    'Two halves are the whole internet.',
    everyone({ IpAddress: { 'aws:SourceIp': ['0.0.0.0/1', '128.0.0.0/1'] } }),
    true,
  ),
  open(
    'aws-not-public-range',
    'A range of 256 addresses is no public access.',
    everyone({ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }),
    false,
  ),
  open(
    'aws-not-public-vpc',
    'Only requests from one virtual network are let in.',
    everyone({ StringEquals: { 'aws:SourceVpc': 'vpc-0123456789abcdef0' } }),
    false,
  ),
  open(
    'aws-not-public-service',
    'A service of AWS may write on behalf of one account.',
    {
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Action: 's3:PutObject',
      Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
    },
    false,
  ),
  open(
    'aws-not-public-source-arn',
    'Only requests on behalf of one fixed resource are let in.',
    everyone({ ArnEquals: { 'aws:SourceArn': 'arn:aws:s3:::acme-inventory' } }),
    false,
  ),
  open(
    'aws-not-public-account',
    'The account of the condition is fixed: only its identities are let in.',
    everyone({ StringEquals: { 'aws:PrincipalAccount': ACCOUNT } }),
    false,
  ),
  open(
    'aws-not-public-named',
    'Named accounts are not the public.',
    { Principal: { AWS: ['arn:aws:iam::777788889999:root', 'arn:aws:iam::777788880000:role/partner'] } },
    false,
  ),
  open(
    'aws-not-public-denied',
    'What is denied to everyone is no grant, however public.',
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutBucketPolicy',
      Resource: 'arn:aws:s3:::aws-not-public-denied',
    },
    false,
  ),
];

const PUBLIC_READ = (arn: string): readonly object[] => [{ ...READ, Principal: '*', Resource: `${arn}/*` }];
/** In the account whose block public access is on; the auditor acts there under a role. */
const IN_BLOCKED_ACCOUNT: AwsChange = {
  bucket: {
    account: BLOCKED_ACCOUNT,
    encryption: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
  },
  without: ['publicAccessBlock'],
  declared: { roleArn: `arn:aws:iam::${BLOCKED_ACCOUNT}:role/auditor` },
};
const NO_KEY = 'encryption-uses-customer-key/s3';

const BLOCKS: readonly AccuracyCase[] = [
  aws(
    'aws-public-but-restricted',
    'RestrictPublicBuckets keeps everyone out, and every other account with them: W&B is one.',
    { source: SOURCES.blockPublicAccess, more: PUBLIC_READ },
    ['public-statement-spares-wandb/cut'],
  ),
  aws(
    'aws-public-but-account-restricts',
    "The stricter of bucket and account holds: the account's keeps everyone out, W&B included.",
    { source: SOURCES.blockPublicAccess, ...IN_BLOCKED_ACCOUNT, more: PUBLIC_READ },
    [NO_KEY, 'public-statement-spares-wandb/cut'],
  ),
  aws(
    'aws-account-blocks',
    'The four flags of the account hold for all of its buckets.',
    { source: SOURCES.blockPublicAccess, ...IN_BLOCKED_ACCOUNT },
    [NO_KEY],
  ),
  aws(
    'aws-nothing-blocks',
    'Neither bucket nor account has block public access.',
    { source: SOURCES.blockPublicAccess, without: ['publicAccessBlock'] },
    [NOT_BLOCKED],
  ),
  aws(
    'aws-three-flags',
    'One of four flags is off, for the bucket and its account.',
    {
      source: SOURCES.blockPublicAccess,
      bucket: { publicAccessBlock: { ...BLOCKED, RestrictPublicBuckets: false } },
    },
    [NOT_BLOCKED],
  ),
  aws(
    'aws-public-restriction-off',
    'BlockPublicPolicy refuses new policies; it does nothing about the one that stands there.',
    {
      source: SOURCES.blockPublicAccess,
      bucket: { publicAccessBlock: { ...BLOCKED, RestrictPublicBuckets: false } },
      more: PUBLIC_READ,
    },
    ['bucket-not-public/policy', NOT_BLOCKED],
  ),
];

const OWNER_ID = '75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a';

function acl(group: string, Permission: string): object {
  const owner = { Type: 'CanonicalUser', ID: OWNER_ID };
  return {
    Owner: { ID: OWNER_ID },
    Grants: [
      { Grantee: owner, Permission: 'FULL_CONTROL' },
      { Grantee: { Type: 'Group', URI: `http://acs.amazonaws.com/groups/${group}` }, Permission },
    ],
  };
}

const ACLS: readonly AccuracyCase[] = [
  aws(
    'aws-acl-everyone',
    'The ACL lets everyone list the bucket, and ACLs are neither ignored nor switched off.',
    {
      source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html',
      bucket: {
        acl: acl('global/AllUsers', 'READ'),
        ownership: 'BucketOwnerPreferred',
        publicAccessBlock: UNBLOCKED,
      },
    },
    ['bucket-not-public/acl', 'objects-owned-by-bucket-owner/preferred', NOT_BLOCKED],
  ),
  aws(
    'aws-acl-signed-in',
    'Whoever has any AWS account is everyone.',
    {
      source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html',
      bucket: {
        acl: acl('global/AuthenticatedUsers', 'WRITE'),
        ownership: 'ObjectWriter',
        publicAccessBlock: UNBLOCKED,
      },
    },
    ['bucket-not-public/acl', 'objects-owned-by-bucket-owner/writer', NOT_BLOCKED],
  ),
  aws(
    'aws-acl-ignored',
    'IgnorePublicAcls makes the grant worth nothing.',
    {
      source: SOURCES.blockPublicAccess,
      bucket: { acl: acl('global/AllUsers', 'READ'), ownership: 'BucketOwnerPreferred' },
    },
    ['objects-owned-by-bucket-owner/preferred'],
  ),
  aws(
    'aws-acl-log-delivery',
    'The group that delivers logs is not the public.',
    {
      bucket: {
        acl: acl('s3/LogDelivery', 'WRITE'),
        ownership: 'BucketOwnerPreferred',
        publicAccessBlock: UNBLOCKED,
      },
    },
    ['objects-owned-by-bucket-owner/preferred', NOT_BLOCKED],
  ),
];

const COMBINED: readonly AccuracyCase[] = [
  aws(
    'aws-public-grant-is-wandbs-only-one',
    'W&B is among everyone: it reads, and cannot write.',
    {
      bucket: { publicAccessBlock: UNBLOCKED },
      statements: (arn) => [...PUBLIC_READ(arn), https(arn)],
    },
    [
      'bucket-grants-documented-actions/missing',
      'bucket-grants-wandb/missing',
      'bucket-not-public/policy',
      NOT_BLOCKED,
    ],
  ),
  aws(
    'aws-public-denied-again',
    'Everyone is let in and denied again by a Deny of the same: nobody is let in but W&B.',
    {
      source: SOURCES.evaluation,
      bucket: { publicAccessBlock: UNBLOCKED },
      statements: (arn) => [
        grant(arn),
        https(arn),
        ...PUBLIC_READ(arn),
        {
          Sid: 'Again',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: both(arn),
          Condition: { StringNotEquals: { 'aws:PrincipalAccount': ['830241207209', ACCOUNT] } },
        },
      ],
    },
    [NOT_BLOCKED],
  ),
];

export const AWS_PUBLIC: readonly AccuracyCase[] = [...POLICIES, ...BLOCKS, ...ACLS, ...COMBINED];
