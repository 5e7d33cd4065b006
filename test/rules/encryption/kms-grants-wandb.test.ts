import kmsGrantsWandb from '../../../rules/encryption/kms-grants-wandb.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { testRule, unreadable } from '../test-rule.ts';
import { ARN, external, key, keyWith, owner, OWN_ROLE } from './keys.ts';

const MT = 'arn:aws:iam::725579432336:role/WandbIntegration';
const CONTEXT = 'kms:EncryptionContext:aws:s3:arn';
const OF_OBJECTS = { StringLike: { [CONTEXT]: 'arn:aws:s3:::acme-wandb/*' } };
const OF_BUCKET = { StringEquals: { [CONTEXT]: 'arn:aws:s3:::acme-wandb' } };
const WITH_BUCKET_KEY = {
  encryption: { algorithm: 'aws:kms' as const, keyId: ARN, bucketKeyEnabled: true },
};

function grantTo(granteePrincipal: string, constraints?: JsonObject) {
  const operations = ['Decrypt', 'GenerateDataKey'];
  return [{ id: 'g', granteePrincipal, operations, ...(constraints !== undefined && { constraints }) }];
}

testRule(kmsGrantsWandb, {
  pass: [
    { name: 'the guide', provider: 'aws', facets: keyWith(owner, external()) },
    {
      name: 'by a grant',
      provider: 'aws',
      facets: {
        ...keyWith(owner),
        keyGrants: [
          {
            id: 'g',
            granteePrincipal: 'arn:aws:iam::830241207209:root',
            operations: ['Decrypt', 'GenerateDataKey'],
          },
        ],
      },
    },
    {
      name: 'through S3 of the region',
      provider: 'aws',
      facets: keyWith(
        owner,
        external({ Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } } }),
      ),
    },
    {
      name: 'the account by its number, in a condition for everyone',
      provider: 'aws',
      facets: keyWith(
        owner,
        external({ Principal: '*', Condition: { StringEquals: { 'kms:CallerAccount': '830241207209' } } }),
      ),
    },
    {
      name: 'the role of Multi-tenant',
      provider: 'aws',
      deployment: { type: 'multi-tenant' },
      facets: keyWith(owner, external({ Principal: { AWS: MT } })),
    },
    {
      name: 'the encryption context of objects, without Bucket Key',
      provider: 'aws',
      target: { subpath: 'teams/omega' },
      facets: keyWith(owner, external({ Condition: OF_OBJECTS })),
    },
    {
      name: 'the encryption context of the bucket, with Bucket Key',
      provider: 'aws',
      facets: { ...keyWith(owner, external({ Condition: OF_BUCKET })), ...WITH_BUCKET_KEY },
    },
    {
      name: 'a condition that cannot be decided: the matter of grant-is-unconditional',
      provider: 'aws',
      facets: keyWith(owner, external({ Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } })),
    },
    {
      name: "a grant to a role of W&B's account",
      provider: 'aws',
      facets: {
        ...keyWith(owner),
        keyGrants: grantTo('arn:aws:iam::830241207209:role/acme-node', {
          EncryptionContextSubset: { 'aws:s3:arn': 'arn:aws:s3:::acme-wandb' },
        }),
        ...WITH_BUCKET_KEY,
      },
    },
    {
      name: "a role of the key's own account, by the delegation to IAM",
      provider: 'aws',
      deployment: { type: 'self-managed', principals: { aws: [OWN_ROLE] } },
      facets: keyWith(owner),
    },
    {
      name: 'one of two declared identities',
      provider: 'aws',
      deployment: { principals: { aws: ['444455556666', 'arn:aws:iam::830241207209:root'] } },
      facets: keyWith(owner, external()),
    },
    {
      name: 'a Deny of what is not through S3',
      provider: 'aws',
      facets: keyWith(
        owner,
        external(),
        external({
          Sid: 'S3Only',
          Effect: 'Deny',
          Principal: '*',
          Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
          Condition: { StringNotEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
        }),
      ),
    },
    {
      name: 'the grants unread, and not needed',
      provider: 'aws',
      facets: { ...keyWith(owner, external()), keyGrants: unreadable() },
    },
  ],
  fail: [
    {
      name: 'the encryption context of objects, with Bucket Key',
      provider: 'aws',
      facets: { ...keyWith(owner, external({ Condition: OF_OBJECTS })), ...WITH_BUCKET_KEY },
      violations: ['missing'],
    },
    {
      name: 'the encryption context of the bucket, without Bucket Key',
      provider: 'aws',
      facets: keyWith(owner, external({ Condition: OF_BUCKET })),
      violations: ['missing'],
    },
    {
      name: 'another key in Resource',
      provider: 'aws',
      facets: keyWith(owner, external({ Resource: ARN.replace(/1$/, '2') })),
      violations: ['missing'],
    },
    {
      name: 'a grant for one object',
      provider: 'aws',
      facets: {
        ...keyWith(owner),
        keyGrants: grantTo('arn:aws:iam::830241207209:root', {
          EncryptionContextEquals: { 'aws:s3:arn': 'arn:aws:s3:::acme-wandb/one' },
        }),
      },
      violations: ['missing'],
    },
    {
      name: 'a grant to somebody else',
      provider: 'aws',
      facets: { ...keyWith(owner), keyGrants: grantTo('arn:aws:iam::444455556666:root') },
      violations: ['missing'],
    },
    {
      name: 'two statements deny, and one action is not allowed',
      provider: 'aws',
      facets: keyWith(
        owner,
        external({ Action: 'kms:Decrypt' }),
        external({ Sid: 'A', Effect: 'Deny', Action: 'kms:Decrypt' }),
        external({ Sid: 'B', Effect: 'Deny', Principal: '*', Action: 'kms:Dec*' }),
      ),
      violations: [
        { messageId: 'denied', path: '/document/Statement/2', data: { actions: ['kms:Decrypt'] } },
        { messageId: 'denied', path: '/document/Statement/3' },
        { messageId: 'missing', data: { actions: ['kms:GenerateDataKey'] } },
      ],
    },
    { name: 'the owner alone', provider: 'aws', facets: keyWith(owner), violations: ['missing'] },
    {
      name: 'only reading',
      provider: 'aws',
      facets: keyWith(owner, external({ Action: 'kms:Decrypt' })),
      violations: ['missing'],
    },
    {
      name: 'through another region',
      provider: 'aws',
      facets: keyWith(
        owner,
        external({ Condition: { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } } }),
      ),
      violations: ['missing'],
    },
    {
      name: 'a Deny of other accounts',
      provider: 'aws',
      facets: keyWith(owner, external(), {
        Effect: 'Deny',
        Principal: '*',
        Action: 'kms:*',
        Resource: '*',
        Condition: { StringNotEquals: { 'kms:CallerAccount': '111122223333' } },
      }),
      violations: [{ messageId: 'denied', path: '/document/Statement/2' }],
    },
  ],
  open: [
    {
      name: 'not allowed, the grants unread',
      provider: 'aws',
      facets: { ...keyWith(owner), keyGrants: unreadable() },
      message: /grants could not be read/,
    },
    {
      name: 'a Deny that may hold',
      provider: 'aws',
      facets: keyWith(owner, external(), {
        Sid: 'Network',
        Effect: 'Deny',
        Principal: '*',
        Action: 'kms:*',
        Resource: '*',
        Condition: { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
      }),
      message: /Network .*NotIpAddress aws:SourceIp/,
    },
    {
      name: "a Deny of one role of W&B's account",
      provider: 'aws',
      facets: keyWith(
        owner,
        external(),
        external({ Sid: 'One', Effect: 'Deny', Principal: { AWS: 'arn:aws:iam::830241207209:role/x' } }),
      ),
      message: /One .*one identity of the account/,
    },
    {
      name: 'no deployment declared',
      provider: 'aws',
      deployment: { type: undefined as never },
      facets: keyWith(owner),
      message: /--deployment/,
    },
    {
      name: 'a policy that is no JSON',
      provider: 'aws',
      facets: { ...keyWith(owner), keyPolicy: { document: null, invalid: 'Unexpected token' } },
    },
  ],
  notApplicable: [
    {
      name: 'self-managed, nobody declared',
      provider: 'aws',
      deployment: { type: 'self-managed' },
      facets: keyWith(owner),
    },
    { name: 'no key', provider: 'aws', facets: { key: null, keyPolicy: null, keyGrants: null } },
    { name: 'a key of AWS', provider: 'aws', facets: { ...keyWith(owner), ...key({ manager: 'AWS' }) } },
  ],
});
