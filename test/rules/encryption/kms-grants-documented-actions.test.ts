import kmsGrantsDocumentedActions from '../../../rules/encryption/kms-grants-documented-actions.ts';
import { testRule } from '../test-rule.ts';
import { external, keyWith, owner } from './keys.ts';

testRule(kmsGrantsDocumentedActions, {
  pass: [{ name: 'the guide', provider: 'aws', facets: keyWith(owner, external()) }],
  fail: [
    {
      name: 'what S3 needs',
      provider: 'aws',
      facets: keyWith(owner, external({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'] })),
      violations: ['missing'],
    },
  ],
  notApplicable: [
    { name: 'not let in', provider: 'aws', facets: keyWith(owner), message: /kms-grants-wandb/ },
  ],
});
