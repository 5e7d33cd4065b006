import kmsGrantsDocumentedActions from '../../../rules/encryption/kms-grants-documented-actions.ts';
import { testRule } from '../test-rule.ts';
import { external, keyWith, owner } from './keys.ts';

testRule(kmsGrantsDocumentedActions, {
  pass: [
    { name: 'the guide', provider: 'aws', facets: keyWith(owner, external()) },
    {
      name: 'each action by its name, in another case, split',
      provider: 'aws',
      facets: keyWith(
        owner,
        external({ Action: ['KMS:decrypt', 'kms:encrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'] }),
        external({ Sid: 'B', Action: ['kms:ReEncryptFrom', 'kms:ReEncryptTo'] }),
        external({ Sid: 'C', Action: 'kms:GenerateDataKey*' }),
      ),
    },
    {
      name: 'denied: the fault of kms-grants-wandb',
      provider: 'aws',
      facets: keyWith(owner, external(), external({ Sid: 'No', Effect: 'Deny', Action: 'kms:Encrypt' })),
    },
  ],
  fail: [
    {
      name: 'what S3 needs',
      provider: 'aws',
      facets: keyWith(owner, external({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'] })),
      violations: [
        {
          messageId: 'missing',
          data: { actions: ['kms:Describe*', 'kms:Encrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'] },
        },
      ],
    },
  ],
  notApplicable: [
    { name: 'no key', provider: 'aws', facets: { key: null, keyPolicy: null } },
    { name: 'not let in', provider: 'aws', facets: keyWith(owner), message: /kms-grants-wandb/ },
  ],
});
