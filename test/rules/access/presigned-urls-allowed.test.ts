import presignedUrlsAllowed from '../../../rules/access/presigned-urls-allowed.ts';
import { testRule, unreadable } from '../test-rule.ts';
import { coreweaveGrant, deny, grant, policy } from './policies.ts';

testRule(presignedUrlsAllowed, {
  pass: [
    {
      name: 'a day of signature age',
      provider: 'aws',
      facets: policy(grant(), deny({ NumericGreaterThan: { 's3:signatureAge': 86_400_000 } })),
    },
    {
      name: 'an hour for reads',
      provider: 'aws',
      facets: policy(
        grant(),
        deny({ NumericGreaterThan: { 's3:signatureAge': '3600000' } }, { Action: 's3:GetObject' }),
      ),
    },
    {
      name: 'query strings are among the allowed ways',
      provider: 'aws',
      facets: policy(
        grant(),
        deny({ StringNotEquals: { 's3:authType': ['REST-HEADER', 'REST-QUERY-STRING'] } }),
      ),
    },

    { name: 'no Deny', provider: 'aws', facets: policy(grant()) },
    {
      name: 'a week of signature age',
      provider: 'aws',
      facets: policy(grant(), deny({ NumericGreaterThan: { 's3:signatureAge': '604800000' } })),
    },
    { name: 'no SAS policy', provider: 'azure', facets: { sasPolicy: null } },
    {
      name: 'signatures may live a day',
      provider: 'azure',
      facets: { sasPolicy: { seconds: 86_400, action: 'block' } },
    },
    {
      name: 'longer ones are only logged',
      provider: 'azure',
      facets: { sasPolicy: { seconds: 3600, action: 'log' } },
    },
    { name: 'no Deny on CoreWeave', provider: 'coreweave', facets: policy(coreweaveGrant()) },
  ],
  fail: [
    {
      name: 'an hour for writes too',
      provider: 'aws',
      facets: policy(grant(), deny({ NumericGreaterThan: { 's3:signatureAge': '3600000' } })),
      violations: [
        {
          messageId: 'denied',
          data: { statement: 'Ours', actions: ['s3:PutObject'], keys: ['s3:signatureAge'] },
        },
      ],
    },

    {
      name: 'headers only',
      provider: 'aws',
      facets: policy(grant(), deny({ StringNotEquals: { 's3:authType': 'REST-HEADER' } })),
      violations: ['denied'],
    },
    {
      name: 'ten minutes',
      provider: 'aws',
      facets: policy(grant(), deny({ NumericGreaterThan: { 's3:signatureAge': '600000' } })),
      violations: ['denied'],
    },
    {
      name: 'no query string',
      provider: 'coreweave',
      facets: policy(coreweaveGrant(), deny({ StringEquals: { 's3:authType': 'REST-QUERY-STRING' } })),
      violations: ['denied'],
    },
    {
      name: "no headers: W&B's server signs with them",
      provider: 'aws',
      facets: policy(
        grant(),
        deny({ StringEquals: { 's3:authType': 'REST-HEADER' } }, { Action: 's3:List*' }),
      ),
      violations: [
        {
          messageId: 'headersDenied',
          data: {
            statement: 'Ours',
            actions: ['s3:ListBucket', 's3:ListBucketMultipartUploads', 's3:ListBucketVersions'],
            keys: ['s3:authType'],
          },
        },
      ],
    },
    {
      name: 'query strings only',
      provider: 'coreweave',
      facets: policy(coreweaveGrant(), deny({ StringNotEquals: { 's3:authType': 'REST-QUERY-STRING' } })),
      violations: ['headersDenied'],
    },
    {
      name: 'neither is one cause',
      provider: 'aws',
      facets: policy(
        grant(),
        deny({ StringEquals: { 's3:authType': ['REST-HEADER', 'REST-QUERY-STRING'] } }),
      ),
      violations: ['denied'],
    },
    {
      name: 'an hour',
      provider: 'azure',
      facets: { sasPolicy: { seconds: 3600, action: 'block' } },
      violations: [{ messageId: 'sasPolicy', data: { seconds: 3600, needed: 86_400 } }],
    },
  ],
  open: [
    {
      name: 'headers from outside a network',
      provider: 'aws',
      facets: policy(
        grant(),
        deny({
          StringEquals: { 's3:authType': 'REST-HEADER' },
          NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' },
        }),
      ),
      message: /SourceIp/,
    },
    {
      name: 'the SAS policy could not be read',
      provider: 'azure',
      facets: { sasPolicy: unreadable() },
      message: /needs test:Permission/,
    },
    {
      name: 'query strings from outside a network',
      provider: 'aws',
      facets: policy(
        grant(),
        deny({
          StringEquals: { 's3:authType': 'REST-QUERY-STRING' },
          NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' },
        }),
      ),
      message: /SourceIp/,
    },
  ],
});
