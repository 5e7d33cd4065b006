import presignedUrlsAllowed from '../../../rules/access/presigned-urls-allowed.ts';
import { testRule } from '../test-rule.ts';
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
  ],
  open: [
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
