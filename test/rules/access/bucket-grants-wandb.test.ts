import bucketGrantsWandb from '../../../rules/access/bucket-grants-wandb.ts';
import { testRule } from '../test-rule.ts';
import { coreweaveGrant, DEDICATED, deny, grant, MULTI_TENANT, policy, RESOURCES } from './policies.ts';

const GOVERNMENT = {
  type: 'self-managed',
  principals: { aws: ['arn:aws-us-gov:iam::111122223333:role/wandb'] },
} as const;

testRule(bucketGrantsWandb, {
  pass: [
    {
      name: "the organization is coreweave-org-condition's",
      provider: 'coreweave',
      deployment: { customerNamespace: 'omega' },
      facets: policy(coreweaveGrant()),
    },
    { name: "a Deny is other rules'", provider: 'aws', facets: policy(grant(), deny({})) },

    { name: 'the statement of the guide', provider: 'aws', facets: policy(grant()) },
    {
      name: 'the account id instead of the root ARN',
      provider: 'aws',
      facets: policy(grant({ Principal: { AWS: '830241207209' } })),
    },
    { name: 'everything allowed', provider: 'aws', facets: policy(grant({ Action: 's3:*' })) },
    {
      name: 'split over two statements',
      provider: 'aws',
      facets: policy(
        grant({ Resource: RESOURCES[0] as string }),
        grant({ Sid: 'Objects', Resource: RESOURCES[1] as string }),
      ),
    },
    {
      name: 'the sub-path alone is enough for a team there',
      provider: 'aws',
      target: { subpath: 'teams/omega' },
      facets: policy(grant({ Resource: ['arn:aws:s3:::acme-wandb', 'arn:aws:s3:::acme-wandb/teams/*'] })),
    },
    {
      name: 'another partition, told by the declared principal alone',
      provider: 'aws',
      deployment: GOVERNMENT,
      facets: policy(
        grant({
          Principal: { AWS: GOVERNMENT.principals.aws[0] as string },
          Resource: RESOURCES.map((arn) => arn.replace('arn:aws:', 'arn:aws-us-gov:')),
        }),
      ),
    },
    { name: 'the guide on CoreWeave', provider: 'coreweave', facets: policy(coreweaveGrant()) },
  ],
  fail: [
    {
      name: 'resources of another partition',
      provider: 'aws',
      deployment: GOVERNMENT,
      facets: policy(grant({ Principal: { AWS: GOVERNMENT.principals.aws[0] as string } })),
      violations: ['missing'],
    },
    {
      name: "part of it, beside another deployment's whole grant",
      provider: 'aws',
      facets: policy(
        grant({ Action: 's3:GetObject*' }),
        grant({ Sid: 'Old', Principal: { AWS: MULTI_TENANT } }),
      ),
      violations: [{ messageId: 'missing', path: '/document/Statement/0' }],
    },
    {
      name: "another deployment's principal in a Deny alone",
      provider: 'aws',
      facets: policy(deny({}, { Principal: { AWS: MULTI_TENANT } })),
      violations: ['missing'],
    },
    {
      name: 'each half for another principal of ours',
      provider: 'aws',
      deployment: { principals: { aws: ['arn:aws:iam::1111:role/a', 'arn:aws:iam::1111:role/b'] } },
      facets: policy(
        grant({ Principal: { AWS: 'arn:aws:iam::1111:role/a' }, Action: ['s3:Get*', 's3:List*'] }),
        grant({ Sid: 'B', Principal: { AWS: 'arn:aws:iam::1111:role/b' }, Action: 's3:PutObject' }),
      ),
      violations: [
        {
          messageId: 'missing',
          data: { principal: 'arn:aws:iam::1111:role/a', actions: ['s3:DeleteObject', 's3:PutObject'] },
        },
      ],
    },

    { name: 'no policy', provider: 'aws', facets: { policy: { document: null } }, violations: ['noPolicy'] },
    {
      name: 'not JSON',
      provider: 'aws',
      facets: { policy: { document: null, invalid: 'Unexpected token' } },
      violations: ['invalid'],
    },
    {
      name: 'no write',
      provider: 'aws',
      facets: policy(grant({ Action: ['s3:GetObject*', 's3:List*', 's3:GetBucket*'] })),
      violations: [
        {
          messageId: 'missing',
          data: { principal: DEDICATED, actions: ['s3:DeleteObject', 's3:PutObject'] },
        },
      ],
    },
    {
      name: 'only part of the sub-path',
      provider: 'aws',
      target: { subpath: 'teams' },
      facets: policy(
        grant({ Resource: ['arn:aws:s3:::acme-wandb', 'arn:aws:s3:::acme-wandb/teams/omega/*'] }),
      ),
      violations: ['missing'],
    },
    {
      name: 'the bucket ARN is missing',
      provider: 'aws',
      facets: policy(grant({ Resource: RESOURCES[1] as string })),
      violations: [
        {
          messageId: 'missing',
          data: {
            principal: DEDICATED,
            actions: ['s3:ListBucket', 's3:GetBucketCORS', 's3:GetBucketLocation'],
          },
        },
      ],
    },
    {
      name: 'another bucket',
      provider: 'aws',
      facets: policy(grant({ Resource: ['arn:aws:s3:::other', 'arn:aws:s3:::other/*'] })),
      violations: ['missing'],
    },
    {
      name: 'somebody else',
      provider: 'coreweave',
      facets: policy(coreweaveGrant({ Principal: { CW: 'arn:aws:iam::acme:static/other' } })),
      violations: ['missing'],
    },
  ],
  open: [
    {
      name: 'no deployment',
      provider: 'aws',
      deployment: { type: undefined as never },
      facets: policy(grant()),
      message: /--deployment/,
    },
  ],
  notApplicable: [
    {
      name: "the grant is a deleted role's",
      provider: 'aws',
      facets: policy(grant({ Principal: { AWS: 'AROAEXAMPLEEXAMPLE123' } })),
      message: /principal-is-alive/,
    },

    { name: 'self-managed', provider: 'aws', deployment: { type: 'self-managed' }, facets: policy(grant()) },
    {
      name: "the grant is another deployment's",
      provider: 'aws',
      facets: policy(grant({ Principal: { AWS: MULTI_TENANT } })),
      message: /principal-fits-deployment/,
    },
  ],
});
