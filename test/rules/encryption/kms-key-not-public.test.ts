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
  ],
  fail: [
    {
      name: 'everyone',
      provider: 'aws',
      facets: keyWith(owner, external({ Principal: '*' })),
      violations: ['everyone'],
    },
  ],
});
