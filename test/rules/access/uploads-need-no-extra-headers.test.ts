import uploadsNeedNoExtraHeaders from '../../../rules/access/uploads-need-no-extra-headers.ts';
import { testRule } from '../test-rule.ts';
import { deny, grant, policy } from './policies.ts';

testRule(uploadsNeedNoExtraHeaders, {
  pass: [
    {
      name: 'customer-provided keys are refused',
      provider: 'aws',
      facets: policy(
        grant(),
        deny({ Null: { 's3:x-amz-server-side-encryption-customer-algorithm': 'false' } }),
      ),
    },
    {
      name: 'public ACLs are refused',
      provider: 'aws',
      facets: policy(grant(), deny({ StringEquals: { 's3:x-amz-acl': ['public-read'] } })),
    },
    {
      name: 'another algorithm is refused, none is not',
      provider: 'aws',
      facets: policy(
        grant(),
        deny({
          Null: { 's3:x-amz-server-side-encryption': 'false' },
          StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' },
        }),
      ),
    },
    { name: 'no Deny', provider: 'aws', facets: policy(grant()) },
  ],
  fail: [
    {
      name: 'the ACL header',
      provider: 'aws',
      facets: policy(
        grant(),
        deny({ StringNotEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } }, { Action: 's3:Put*' }),
      ),
      violations: [
        {
          messageId: 'denied',
          data: { statement: 'Ours', actions: ['s3:PutObject'], keys: ['s3:x-amz-acl'] },
        },
      ],
    },

    {
      name: 'the encryption header',
      provider: 'aws',
      facets: policy(
        grant(),
        deny(
          { StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } },
          { Action: 's3:PutObject' },
        ),
      ),
      violations: ['denied'],
    },
  ],
});
