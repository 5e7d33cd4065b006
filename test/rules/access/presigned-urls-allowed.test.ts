import presignedUrlsAllowed from '../../../rules/access/presigned-urls-allowed.ts';
import { testRule } from '../test-rule.ts';
import { coreweaveGrant, deny, grant, policy } from './policies.ts';

testRule(presignedUrlsAllowed, {
  pass: [
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
});
