import bucketGrantsWandb from '../../../rules/access/bucket-grants-wandb.ts';
import { testRule } from '../test-rule.ts';
import { coreweaveGrant, DEDICATED, grant, MULTI_TENANT, policy, RESOURCES } from './policies.ts';

testRule(bucketGrantsWandb, {
  pass: [
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
    { name: 'the guide on CoreWeave', provider: 'coreweave', facets: policy(coreweaveGrant()) },
  ],
  fail: [
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
    { name: 'self-managed', provider: 'aws', deployment: { type: 'self-managed' }, facets: policy(grant()) },
    {
      name: 'the grant is another deployment’s',
      provider: 'aws',
      facets: policy(grant({ Principal: { AWS: MULTI_TENANT } })),
      message: /principal-fits-deployment/,
    },
  ],
});
