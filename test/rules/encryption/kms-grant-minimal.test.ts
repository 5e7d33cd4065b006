import kmsGrantMinimal from '../../../rules/encryption/kms-grant-minimal.ts';
import { testRule } from '../test-rule.ts';
import { external, keyWith, owner } from './keys.ts';

testRule(kmsGrantMinimal, {
  pass: [{ name: 'the guide', provider: 'aws', facets: keyWith(owner, external()) }],
  fail: [
    {
      name: 'everything',
      provider: 'aws',
      facets: keyWith(owner, external({ Action: 'kms:*' })),
      violations: [{ messageId: 'wide', path: '/document/Statement/1' }],
    },
  ],
});
