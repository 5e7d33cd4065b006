import kmsKeyAdministrable from '../../../rules/encryption/kms-key-administrable.ts';
import { testRule } from '../test-rule.ts';
import { external, key, keyWith, owner } from './keys.ts';

testRule(kmsKeyAdministrable, {
  pass: [
    { name: 'the account', provider: 'aws', facets: keyWith(owner, external()) },
    {
      name: 'the account by its number, only with a second factor',
      provider: 'aws',
      facets: keyWith({
        ...owner,
        Principal: { AWS: ['111122223333'] },
        Action: ['kms:Put*'],
        Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
      }),
    },
  ],
  fail: [
    {
      name: 'the account may only look',
      provider: 'aws',
      facets: keyWith({ ...owner, Action: ['kms:Describe*', 'kms:Get*'] }, external()),
      violations: ['nobody'],
    },
    {
      name: 'a deleted role',
      provider: 'aws',
      facets: keyWith({ ...owner, Principal: { AWS: 'AROAEXAMPLEEXAMPLE123' } }, external()),
      violations: ['nobody'],
    },
    {
      name: 'the session that ran Terraform',
      provider: 'aws',
      facets: keyWith(external(), {
        ...owner,
        Principal: { AWS: 'arn:aws:sts::111122223333:assumed-role/TerraformRole/session' },
      }),
      violations: [{ messageId: 'oneIdentity', path: '/document/Statement/1' }],
    },
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
  notApplicable: [
    { name: 'no key', provider: 'aws', facets: { key: null, keyPolicy: null } },
    { name: 'a key of AWS', provider: 'aws', facets: { ...keyWith(), ...key({ manager: 'AWS' }) } },
  ],
});
