import kmsGrantMinimal from '../../../rules/encryption/kms-grant-minimal.ts';
import { testRule } from '../test-rule.ts';
import { external, key, keyWith, owner, OWN_ROLE } from './keys.ts';

testRule(kmsGrantMinimal, {
  pass: [
    { name: 'the guide', provider: 'aws', facets: keyWith(owner, external()) },
    {
      name: 'everything, but only through S3',
      provider: 'aws',
      facets: keyWith(
        owner,
        external({
          Action: 'kms:*',
          Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
        }),
      ),
    },
    {
      name: 'grants for services of AWS, as the console writes it',
      provider: 'aws',
      facets: keyWith(
        owner,
        external(),
        external({
          Sid: 'Grants',
          Action: ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'],
          Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
        }),
      ),
    },
    {
      name: "the owner's delegation to IAM is not W&B's, in the same account",
      provider: 'aws',
      deployment: { type: 'self-managed', principals: { aws: [OWN_ROLE] } },
      facets: keyWith(owner),
    },
    {
      name: 'everyone: the fault of kms-key-not-public',
      provider: 'aws',
      facets: keyWith(owner, external({ Principal: '*', Action: 'kms:*' })),
    },
    {
      name: 'denied again',
      provider: 'aws',
      facets: keyWith(
        owner,
        external({ Action: 'kms:*' }),
        external({ Sid: 'No', Effect: 'Deny', Action: ['kms:*'] }),
      ),
    },
  ],
  fail: [
    {
      name: "everything to everyone of W&B's account",
      provider: 'aws',
      facets: keyWith(
        owner,
        external({
          Principal: '*',
          Action: 'kms:*',
          Condition: { StringEquals: { 'kms:CallerAccount': '830241207209' } },
        }),
      ),
      violations: ['wide'],
    },
    {
      name: 'one action of administration, in a statement of its own',
      provider: 'aws',
      facets: keyWith(owner, external(), external({ Sid: 'More', Action: ['kms:List*', 'kms:schedule*'] })),
      violations: [{ messageId: 'wide', data: { statement: 'More', actions: ['kms:schedule*'] } }],
    },
    {
      name: 'all but one action',
      provider: 'aws',
      facets: keyWith(owner, {
        Effect: 'Allow',
        Principal: { AWS: '830241207209' },
        NotAction: 'kms:PutKeyPolicy',
        Resource: '*',
      }),
      violations: [{ messageId: 'wide', data: { actions: ['all but kms:PutKeyPolicy'] } }],
    },
    {
      name: "a role of the key's own account",
      provider: 'aws',
      deployment: { type: 'self-managed', principals: { aws: [OWN_ROLE] } },
      facets: keyWith(owner, external({ Principal: { AWS: OWN_ROLE }, Action: 'kms:*' })),
      violations: ['wide'],
    },
    {
      name: 'everything',
      provider: 'aws',
      facets: keyWith(owner, external({ Action: 'kms:*' })),
      violations: [{ messageId: 'wide', path: '/document/Statement/1' }],
    },
  ],
  notApplicable: [
    { name: 'no key', provider: 'aws', facets: { key: null, keyPolicy: null } },
    { name: 'a key of AWS', provider: 'aws', facets: { ...keyWith(owner), ...key({ manager: 'AWS' }) } },
    {
      name: 'self-managed, nobody declared',
      provider: 'aws',
      deployment: { type: 'self-managed' },
      facets: keyWith(owner),
    },
  ],
});
