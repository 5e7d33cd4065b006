import kmsKeyAdministrable from '../../../rules/encryption/kms-key-administrable.ts';
import { testRule } from '../test-rule.ts';
import { external, keyWith, owner } from './keys.ts';

testRule(kmsKeyAdministrable, {
  pass: [{ name: 'the account', provider: 'aws', facets: keyWith(owner, external()) }],
  fail: [
    { name: 'W&B alone', provider: 'aws', facets: keyWith(external()), violations: ['nobody'] },
    {
      name: 'who ran Terraform',
      provider: 'aws',
      facets: keyWith(
        { ...owner, Principal: { AWS: 'arn:aws:iam::111122223333:user/terraform' } },
        external(),
      ),
      violations: [{ messageId: 'oneIdentity', severity: 'low' }],
    },
  ],
});
