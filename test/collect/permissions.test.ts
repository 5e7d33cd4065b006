// The least-privilege policy: exactly what reading the facets takes, keys in a statement of their own.

import { expect, test } from 'vitest';
import { awsPermissions } from '../../src/collect/permissions.ts';

test('what is always asked, and one facet', () => {
  expect(awsPermissions(['cors'])).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'ReadBucketConfiguration',
        Effect: 'Allow',
        Action: ['s3:GetBucketCORS', 's3:GetBucketLocation'],
        Resource: 'arn:aws:s3:::*',
      },
    ],
  });
});

test('keys and the account stand apart, with what leads to them', () => {
  const { Statement: statements } = awsPermissions(['keyPolicy', 'accountPublicAccess']);
  expect(statements.map(({ Sid, Action, Resource }) => [Sid, Action, Resource])).toEqual([
    [
      'ReadBucketConfiguration',
      ['s3:GetBucketLocation', 's3:GetEncryptionConfiguration', 's3:ListBucket'],
      'arn:aws:s3:::*',
    ],
    ['ReadAccountPublicAccessBlock', ['s3:GetAccountPublicAccessBlock'], '*'],
    ['ReadKeyConfiguration', ['kms:DescribeKey', 'kms:GetKeyPolicy'], 'arn:aws:kms:*:*:key/*'],
  ]);
});

test("the address's key reads for itself, and nothing writes", () => {
  expect(awsPermissions(['addressKey'])).toEqual(awsPermissions([]));
  const { Statement: all } = awsPermissions(['cors', 'policy', 'key', 'keyGrants', 'owner', 'logging']);
  const actions = all.flatMap(({ Action }) => Action);
  expect(actions.filter((action) => !/^(s3|kms):(Get|List|Describe)[A-Za-z]+$/.test(action))).toEqual([]);
});
