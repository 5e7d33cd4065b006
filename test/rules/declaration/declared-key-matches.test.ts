import declaredKeyMatches from '../../../rules/declaration/declared-key-matches.ts';
import { testRule } from '../test-rule.ts';

testRule(declaredKeyMatches, {
  pass: [
    {
      name: 'the same',
      provider: 'aws',
      target: { kmsKey: 'arn:k' },
      facets: { encryption: { algorithm: 'aws:kms', keyId: 'arn:k' } },
    },
  ],
  fail: [
    {
      name: 'another',
      provider: 'aws',
      target: { kmsKey: 'arn:k' },
      facets: { encryption: { algorithm: 'aws:kms', keyId: 'arn:other' } },
      violations: ['differs'],
    },
    {
      name: 'none used',
      provider: 'aws',
      target: { kmsKey: 'arn:k' },
      facets: { encryption: { algorithm: 'AES256' } },
      violations: ['unused'],
    },
    {
      name: 'none taken',
      provider: 'coreweave',
      target: { kmsKey: 'arn:k' },
      facets: { encryption: { algorithm: 'none' } },
      violations: ['notTaken'],
    },
  ],
  impossible: { coreweave: 'a declared key is always a fault there; the fail case stands above' },
  notApplicable: [
    { name: 'none declared', provider: 'coreweave', facets: { encryption: { algorithm: 'none' } } },
  ],
});
