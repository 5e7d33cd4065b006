import bucketGrantsDocumentedActions from '../../../rules/access/bucket-grants-documented-actions.ts';
import { testRule } from '../test-rule.ts';
import { coreweaveGrant, COREWEAVE, DEDICATED, grant, policy } from './policies.ts';

testRule(bucketGrantsDocumentedActions, {
  pass: [
    { name: 'the guide', provider: 'aws', facets: policy(grant()) },
    { name: 'the guide on CoreWeave', provider: 'coreweave', facets: policy(coreweaveGrant()) },
    {
      name: 'all of s3:GetObject* missing is one fault, of bucket-grants-wandb',
      provider: 'aws',
      facets: policy(
        grant({
          Action: [
            's3:PutObject',
            's3:DeleteObject',
            's3:AbortMultipartUpload',
            's3:List*',
            's3:GetBucket*',
            's3:GetEncryptionConfiguration',
          ],
        }),
      ),
    },
  ],
  fail: [
    {
      name: 'GetObject alone',
      provider: 'aws',
      facets: policy(
        grant({
          Action: [
            's3:GetObject',
            's3:PutObject',
            's3:DeleteObject',
            's3:AbortMultipartUpload',
            's3:List*',
            's3:GetBucket*',
            's3:GetEncryptionConfiguration',
          ],
        }),
      ),
      violations: [
        {
          messageId: 'missing',
          data: {
            principal: DEDICATED,
            actions: ['s3:GetObjectVersion', 's3:GetObjectAttributes', 's3:GetObjectTagging'],
          },
        },
      ],
    },
    {
      name: 'no multipart',
      provider: 'coreweave',
      facets: policy(coreweaveGrant({ Action: ['s3:Get*', 's3:List*', 's3:PutObject', 's3:DeleteObject'] })),
      violations: [
        { messageId: 'missing', data: { principal: COREWEAVE, actions: ['s3:AbortMultipartUpload'] } },
      ],
    },
  ],
});
