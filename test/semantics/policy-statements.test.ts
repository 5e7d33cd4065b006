// Principal, Action and Resource of a statement: who and what it reaches.

import { describe, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/model/json.ts';
import type { Effect, PolicyRequest } from '../../src/semantics/policy/evaluate.ts';
import { ACCOUNT, allow, BUCKET, decide, deny, OBJECTS, ROLE, ROOT, SESSION } from './policy-requests.ts';

type Row = readonly [string, JsonValue, string, Effect];

const CW = 'arn:aws:iam::wandb:static/wandb-integration-public';
const principals: readonly Row[] = [
  ['everyone', '*', ROLE, 'allowed'],
  ['everyone, spelled out', { AWS: '*' }, ROLE, 'allowed'],
  ['the account by id', { AWS: ACCOUNT }, ROLE, 'allowed'],
  ['the account by root', { AWS: [ROOT] }, SESSION, 'allowed'],
  ['another account', { AWS: '111122223333' }, ROLE, 'implicitlyDenied'],
  ['two accounts in one text', { AWS: `${ACCOUNT},111122223333` }, ROLE, 'implicitlyDenied'],
  ['a role for its session', { AWS: ROLE }, SESSION, 'allowed'],
  ['a role with a path for its session', { AWS: ROLE.replace('role/', 'role/apps/') }, SESSION, 'allowed'],
  ['another role', { AWS: `${ROLE}2` }, SESSION, 'implicitlyDenied'],
  ['one session for the role', { AWS: SESSION }, ROLE, 'implicitlyDenied'],
  ['a role where the account asks', { AWS: ROLE }, ROOT, 'conditional'],
  ['the account where it asks by id', { AWS: ROOT }, ACCOUNT, 'allowed'],
  ['a wildcard in an ARN', { AWS: `arn:aws:iam::${ACCOUNT}:role/*` }, ROLE, 'implicitlyDenied'],
  ['that, where the account asks', { AWS: `arn:aws:iam::${ACCOUNT}:role/*` }, ROOT, 'implicitlyDenied'],
  ['a deleted role', { AWS: 'AROAEXAMPLEEXAMPLE123' }, ROLE, 'implicitlyDenied'],
  ['a service', { Service: 's3.amazonaws.com' }, ROLE, 'implicitlyDenied'],
  ['a stranger beside an odd key', { Odd: '*', AWS: ROLE }, ROLE, 'allowed'],
  ['CoreWeave', { CW }, CW, 'allowed'],
  ['CoreWeave under AWS', { AWS: CW }, CW, 'allowed'],
  ['CoreWeave by wildcard', { CW: 'arn:aws:iam::wandb:*' }, CW, 'allowed'],
  ['a wildcard under AWS', { AWS: 'arn:aws:iam::wandb:*' }, CW, 'implicitlyDenied'],
];

describe('an Allow for', () => {
  test.each(principals)('%s', (_, principal, asking, effect) => {
    expect(decide([allow({ Principal: principal })], { principal: asking }).effect).toBe(effect);
  });

  test('nobody', () => {
    expect(decide([{ Effect: 'Allow', Action: '*', Resource: '*' }]).effect).toBe('implicitlyDenied');
  });
});

const spared: readonly Row[] = [
  ['role and account', { AWS: [ROLE, ROOT] }, ROLE, 'allowed'],
  ['role and account, for a session', { AWS: [ROLE, ACCOUNT] }, SESSION, 'allowed'],
  ['the role alone', { AWS: ROLE }, ROLE, 'conditional'],
  ['the account alone', { AWS: ROOT }, ROLE, 'conditional'],
  ['the account alone, which asks', { AWS: ROOT }, ROOT, 'conditional'],
  ['another', { AWS: 'arn:aws:iam::111122223333:root' }, ROLE, 'denied'],
  ['CoreWeave', { CW }, CW, 'allowed'],
];

test.each(spared)('a Deny with NotPrincipal: %s', (_, principal, asking, effect) => {
  const statement: JsonObject = { Effect: 'Deny', NotPrincipal: principal, Action: 's3:*', Resource: '*' };
  const decision = decide([allow({ Principal: '*' }), statement], { principal: asking });
  expect(decision.effect).toBe(effect);
  if (effect === 'conditional') expect(decision.denies[0]?.reasons).toHaveLength(1);
});

type Asked = readonly [string, JsonObject[], Partial<PolicyRequest>, Effect];
const ALL = 's3:GetObject*';
const TOGETHER = [`${BUCKET}/`, `${BUCKET}/?*`];
const TOO_MANY = [`${BUCKET}/a*c`, `${BUCKET}/?*a*c`, `${BUCKET}/*a${'?'.repeat(60)}c`];
const granted: readonly Asked[] = [
  ['letter case', [allow({ Action: 'S3:getobject' })], {}, 'allowed'],
  ['? is one character', [allow({ Action: 's3:GetObjec?' })], {}, 'allowed'],
  ['NotAction of others', [allow({ Action: undefined, NotAction: ['iam:*'] })], {}, 'allowed'],
  ['NotAction of it', [allow({ Action: undefined, NotAction: 's3:Get*' })], {}, 'implicitlyDenied'],
  ['two actions in one text', [allow({ Action: 's3:GetObject,s3:PutObject' })], {}, 'implicitlyDenied'],
  ['all by a wildcard', [allow({ Action: 's3:Get*' })], { action: ALL }, 'allowed'],
  ['all by one name', [allow({ Action: 's3:GetObject' })], { action: ALL }, 'implicitlyDenied'],
  ['KMS by today’s name', [allow({ Action: 'kms:DescribeKey' })], { action: 'kms:Describe*' }, 'allowed'],
  [
    'KMS by both names',
    [allow({ Action: ['kms:ReEncryptFrom', 'kms:ReEncryptTo'] })],
    { action: 'kms:ReEncrypt*' },
    'allowed',
  ],
  ['a Deny of one of them', [allow(), deny({ Action: 's3:GetObjectTagging' })], { action: ALL }, 'denied'],
  ['a Deny of none of today’s', [allow(), deny({ Action: 's3:GetObjectOdd' })], { action: ALL }, 'allowed'],
  [
    'all but one of them',
    [allow({ Action: undefined, NotAction: 's3:GetObjectTagging' })],
    { action: ALL },
    'implicitlyDenied',
  ],
  ['all objects by the bucket', [allow({ Resource: BUCKET })], {}, 'implicitlyDenied'],
  ['the bucket by its objects', [allow({ Resource: OBJECTS })], { resource: BUCKET }, 'implicitlyDenied'],
  ['all objects by a sub-path', [allow({ Resource: `${BUCKET}/teams/*` })], {}, 'implicitlyDenied'],
  ['a sub-path by all', [allow({ Resource: OBJECTS })], { resource: `${BUCKET}/teams/*` }, 'allowed'],
  ['another bucket of like name', [allow({ Resource: `${BUCKET}-2/*` })], {}, 'implicitlyDenied'],
  ['letter case of keys', [allow({ Resource: OBJECTS.toUpperCase() })], {}, 'implicitlyDenied'],
  ['all objects by two patterns', [allow({ Resource: TOGETHER })], {}, 'allowed'],
  [
    'all objects but one by two patterns',
    [allow({ Resource: [`${BUCKET}/?`, `${BUCKET}/??*`] })],
    {},
    'implicitlyDenied',
  ],
  [
    'all objects by too many wildcards',
    [allow({ Resource: TOO_MANY })],
    { resource: `${BUCKET}/*a*c` },
    'conditional',
  ],
  [
    'a Deny of all but two patterns',
    [allow(), deny({ Resource: undefined, NotResource: TOGETHER })],
    {},
    'allowed',
  ],
  ['a Deny of a part', [allow(), deny({ Resource: `${BUCKET}/private/*` })], {}, 'denied'],
  ['a Deny elsewhere', [allow(), deny({ Resource: `${BUCKET}-2/*` })], {}, 'allowed'],
  [
    'a Deny of all but it',
    [allow(), deny({ Resource: undefined, NotResource: [BUCKET, OBJECTS] })],
    {},
    'allowed',
  ],
  [
    'a Deny of all but a part of it',
    [allow(), deny({ Resource: undefined, NotResource: `${BUCKET}/teams/*` })],
    {},
    'denied',
  ],
  [
    'all but a part of it',
    [allow({ Resource: undefined, NotResource: `${BUCKET}/private/*` })],
    {},
    'implicitlyDenied',
  ],
  [
    'a key by *, as key policies have it',
    [allow({ Action: 'kms:*' })],
    { action: 'kms:Decrypt', resource: 'arn:aws:kms:eu-west-1:111122223333:key/1' },
    'allowed',
  ],
];

test.each(granted)('%s', (_, statements, request, effect) => {
  expect(decide(statements, request).effect).toBe(effect);
});

test('every statement that counts is named by place and Sid', () => {
  const { effect, allows, denies } = decide([
    allow({ Sid: 'Ours' }),
    'nonsense',
    deny({ Sid: 'Stop', Action: 's3:Get*' }),
    deny({ Action: 's3:Put*' }),
  ]);
  expect(effect).toBe('denied');
  expect(allows).toEqual([
    { index: 0, path: '/Statement/0', sid: 'Ours', effect: 'Allow', certain: true, clauses: [], reasons: [] },
  ]);
  expect(denies.map(({ path, sid }) => [path, sid])).toEqual([['/Statement/2', 'Stop']]);
});

test('a single statement needs no array', () => {
  expect(decide(allow()).allows[0]?.path).toBe('/Statement');
});
