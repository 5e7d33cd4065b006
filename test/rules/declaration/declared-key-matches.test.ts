import { expect } from 'vitest';
import declaredKeyMatches from '../../../rules/declaration/declared-key-matches.ts';
import type { Encryption, Key } from '../../../src/model/evidence.ts';
import type { FacetValues } from '../test-rule.ts';
import { testRule, unreadable } from '../test-rule.ts';

const ID = '11111111-2222-3333-4444-555555555555';
const ARN = `arn:aws:kms:eu-west-1:111122223333:key/${ID}`;
const OTHER = ARN.replace('11111111', '99999999');
const ALIAS = 'arn:aws:kms:eu-west-1:111122223333:alias/wandb';
const target = { kmsKey: ARN };

function uses(
  keyId?: string,
  algorithm: Encryption['algorithm'] = 'aws:kms',
  key: FacetValues['key'] = null,
): FacetValues {
  return { encryption: { algorithm, ...(keyId !== undefined && { keyId }) }, key };
}

function key(arn: string): Key {
  return {
    arn,
    account: '111122223333',
    region: 'eu-west-1',
    usage: 'ENCRYPT_DECRYPT',
    spec: 'SYMMETRIC_DEFAULT',
    state: 'Enabled',
    manager: 'CUSTOMER',
    origin: 'AWS_KMS',
    multiRegion: false,
  };
}

testRule(declaredKeyMatches, {
  pass: [
    { name: 'the same', provider: 'aws', target, facets: uses(ARN) },
    { name: 'the same under DSSE', provider: 'aws', target, facets: uses(ARN, 'aws:kms:dsse') },
    { name: 'its bare id', provider: 'aws', target, facets: uses(ID) },
    { name: 'declared as a bare id', provider: 'aws', target: { kmsKey: ID }, facets: uses(ARN) },
    { name: 'its alias', provider: 'aws', target, facets: uses(ALIAS, 'aws:kms', key(ARN)) },
  ],
  fail: [
    {
      name: 'another',
      provider: 'aws',
      target,
      facets: uses(OTHER, 'aws:kms', key(OTHER)),
      violations: [
        {
          messageId: 'differs',
          path: '/keyId',
          data: { declared: ARN, key: OTHER },
          remediation: { text: expect.stringContaining(`kmsKey: ${OTHER}`) },
        },
      ],
    },
    {
      name: 'the same id in another region',
      provider: 'aws',
      target,
      facets: uses(ARN.replace('eu-west-1', 'us-east-1')),
      violations: ['differs'],
    },
    {
      name: 'the alias of another',
      provider: 'aws',
      target,
      facets: uses(ALIAS, 'aws:kms', key(OTHER)),
      violations: ['differs'],
    },
    { name: 'none used', provider: 'aws', target, facets: uses(undefined, 'AES256'), violations: ['unused'] },
    {
      name: 'aws/s3 under an identity of your own',
      provider: 'aws',
      target,
      deployment: { type: 'self-managed' },
      facets: uses(),
      violations: [{ messageId: 'differs', data: { declared: ARN, key: 'aws/s3' } }],
    },
    {
      name: 'none taken',
      provider: 'coreweave',
      target,
      facets: uses(undefined, 'none'),
      violations: ['notTaken'],
    },
  ],
  open: [
    { name: 'encryption unread', provider: 'aws', target, facets: { encryption: unreadable(), key: null } },
    {
      name: 'an alias, its key unread',
      provider: 'aws',
      target,
      facets: uses(ALIAS, 'aws:kms', unreadable()),
      message: /compared/,
    },
  ],
  notApplicable: [
    { name: 'none declared', provider: 'coreweave', facets: uses(undefined, 'none') },
    { name: 'none declared on AWS', provider: 'aws', facets: uses(ARN) },
    {
      name: 'aws/s3 and W&B in another account',
      provider: 'aws',
      target,
      facets: uses(),
      message: /encryption-key-shareable/,
    },
  ],
  impossible: { coreweave: 'a declared key is always a fault there; the fail case stands above' },
});
