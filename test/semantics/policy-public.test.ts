// Which statements AWS deems public.

import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { parsePolicy } from '../../src/semantics/policy/document.ts';
import { openStatements, publicStatements } from '../../src/semantics/policy/public.ts';
import { allow, deny, ROLE, ROOT } from './policy-requests.ts';

const on = (operator: string, key: string, value: string | string[]): JsonObject =>
  allow({ Principal: '*', Condition: { [operator]: { [key]: value } } });

test.each<[string, JsonObject]>([
  ['everyone', allow({ Principal: '*' })],
  ['everyone, spelled out', allow({ Principal: { AWS: ['*'] } })],
  ['everyone but one', { Effect: 'Allow', NotPrincipal: { AWS: ROOT }, Action: '*', Resource: '*' }],
  ['a condition that fixes nobody', on('Bool', 'aws:SecureTransport', 'true')],
  ['who may be absent', on('StringEqualsIfExists', 'aws:PrincipalOrgID', 'o-acme')],
  ['who is not somebody', on('StringNotEquals', 'aws:PrincipalOrgID', 'o-acme')],
  ['all values, or none', on('ForAllValues:StringEquals', 'aws:PrincipalOrgID', 'o-acme')],
  ['a wildcard', on('StringLike', 'aws:PrincipalOrgID', 'o-*')],
  ['one wildcard of two', on('StringLike', 'aws:PrincipalOrgID', ['o-acme', '*'])],
  ['a wildcard in an ARN', on('ArnLike', 'aws:SourceArn', 'arn:aws:s3:::*')],
  ['a variable', on('StringEquals', 'aws:PrincipalArn', '${aws:PrincipalArn}')],
  ['no value', on('StringEquals', 'aws:PrincipalOrgID', [])],
  ['the whole internet', on('IpAddress', 'aws:SourceIp', '0.0.0.0/0')],
  ['half of it', on('IpAddress', 'aws:SourceIp', ['0.0.0.0/1', '128.0.0.0/1'])],
  ['a broad IPv6 network', on('IpAddress', 'aws:SourceIp', '2001:db8::/31')],
  ['no network at all', on('IpAddress', 'aws:SourceIp', 'office')],
])('public: %s', (_, statement) => {
  expect(publicStatements(parsePolicy({ Version: '2012-10-17', Statement: statement }))).toHaveLength(1);
});

test.each<[string, JsonObject]>([
  ['one role', allow({ Principal: { AWS: ROLE } })],
  ['a Deny', deny()],
  ['an organization', on('StringEquals', 'AWS:PrincipalOrgId', 'o-acme')],
  ['a VPC endpoint', on('StringEquals', 'aws:SourceVpce', ['vpce-1', 'vpce-2'])],
  ['a network', on('IpAddress', 'aws:SourceIp', ['203.0.113.0/24', '2001:db8::/32'])],
  ['the broadest network', on('IpAddress', 'aws:SourceIp', '10.0.0.0/8')],
  [
    'access points of an account',
    on('ArnLike', 's3:DataAccessPointArn', 'arn:aws:s3:eu-west-1:111122223333:accesspoint/*'),
  ],
  ['an organization of W&B', on('StringEquals', 'wandb:OrgID', 'acme')],
])('not public: %s', (_, statement) => {
  expect(publicStatements(parsePolicy({ Version: '2012-10-17', Statement: statement }))).toEqual([]);
});

const ORG = 'o-a1b2c3d4e5';

test.each<[string, JsonObject]>([
  ['the roles of an account', on('ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::111122223333:role/*')],
  ['the topics of an account', on('StringLike', 'aws:SourceArn', 'arn:aws:sns:eu-west-1:111122223333:*')],
  ['the paths of an organization', on('ForAnyValue:StringLike', 'aws:PrincipalOrgPaths', `${ORG}/r-ab12/*`)],
])('public by the definition, and open to nobody else: %s', (_, statement) => {
  const policy = parsePolicy({ Version: '2012-10-17', Statement: statement });
  expect(publicStatements(policy)).toHaveLength(1);
  expect(openStatements(policy)).toEqual([]);
});

test.each<[string, JsonObject]>([
  ['everyone', allow({ Principal: '*' })],
  ['a star that may run past the account', on('StringLike', 'aws:PrincipalArn', 'arn:aws:*:111122223333:*')],
  ['buckets have no account', on('ArnLike', 'aws:SourceArn', 'arn:aws:s3:::acme-*')],
  ['one of two is anybody', on('StringLike', 'aws:PrincipalArn', ['arn:aws:iam::111122223333:role/*', '*'])],
  ['any organization', on('ForAnyValue:StringLike', 'aws:PrincipalOrgPaths', 'o-*/r-ab12/*')],
  ['paths that may be absent', on('ForAllValues:StringLike', 'aws:PrincipalOrgPaths', `${ORG}/*`)],
])('open: %s', (_, statement) => {
  expect(openStatements(parsePolicy({ Version: '2012-10-17', Statement: statement }))).toHaveLength(1);
});

test('the actions as they are written', () => {
  const { Action: _, ...rest } = allow({ Principal: '*' });
  const policy = parsePolicy({
    Statement: [
      allow({ Principal: '*', Action: ['s3:GetObject', 's3:List*'] }),
      { ...rest, NotAction: 's3:Put*' },
    ],
  });
  expect(publicStatements(policy).map(({ actions }) => actions)).toEqual([
    ['s3:GetObject', 's3:List*'],
    ['all but s3:Put*'],
  ]);
});
