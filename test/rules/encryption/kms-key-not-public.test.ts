import kmsKeyNotPublic from '../../../rules/encryption/kms-key-not-public.ts';
import { testRule } from '../test-rule.ts';
import { external, keyWith, owner } from './keys.ts';

testRule(kmsKeyNotPublic, {
  pass: [
    { name: 'the guide', provider: 'aws', facets: keyWith(owner, external()) },
    {
      name: 'everyone of one account',
      provider: 'aws',
      facets: keyWith(
        owner,
        external({ Principal: '*', Condition: { StringEquals: { 'kms:CallerAccount': '830241207209' } } }),
      ),
    },
    {
      name: 'as AWS writes it for aws/s3',
      provider: 'aws',
      facets: keyWith(
        external({
          Principal: { AWS: '*' },
          Condition: {
            StringEquals: {
              'kms:CallerAccount': '111122223333',
              'kms:ViaService': 's3.eu-west-1.amazonaws.com',
            },
          },
        }),
      ),
    },
    {
      name: 'a Deny takes it all back',
      provider: 'aws',
      facets: keyWith(
        owner,
        external({ Principal: '*' }),
        external({
          Effect: 'Deny',
          Principal: '*',
          Action: 'kms:*',
          Condition: { StringNotEquals: { 'kms:CallerAccount': ['111122223333', '830241207209'] } },
        }),
      ),
    },
  ],
  fail: [
    {
      name: 'through S3 only, whoever it is',
      provider: 'aws',
      facets: keyWith(
        owner,
        external({
          Principal: { AWS: '*' },
          Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
        }),
      ),
      violations: [{ messageId: 'everyone', path: '/document/Statement/1' }],
    },
    {
      name: 'any account',
      provider: 'aws',
      facets: keyWith(
        owner,
        external({ Principal: '*', Condition: { StringLike: { 'kms:CallerAccount': '*' } } }),
      ),
      violations: ['everyone'],
    },
    {
      name: 'a Deny takes part of it back',
      provider: 'aws',
      facets: keyWith(
        owner,
        external({ Principal: '*' }),
        external({
          Effect: 'Deny',
          Principal: '*',
          Action: 'kms:Encrypt',
          Condition: { StringNotEquals: { 'kms:CallerAccount': '111122223333' } },
        }),
      ),
      violations: ['everyone'],
    },
    {
      name: 'everyone',
      provider: 'aws',
      facets: keyWith(owner, external({ Principal: '*' })),
      violations: ['everyone'],
    },
  ],
  notApplicable: [{ name: 'no key', provider: 'aws', facets: { key: null, keyPolicy: null } }],
});
