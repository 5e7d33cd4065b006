import kmsGrantsWandb from '../../../rules/encryption/kms-grants-wandb.ts';
import { testRule } from '../test-rule.ts';
import { external, key, keyWith, owner } from './keys.ts';

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
  ],
  fail: [
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
  notApplicable: [
    { name: 'no key', provider: 'aws', facets: { key: null, keyPolicy: null, keyGrants: null } },
    { name: 'a key of AWS', provider: 'aws', facets: { ...keyWith(owner), ...key({ manager: 'AWS' }) } },
  ],
});
