import encryptionKeyShareable from '../../../rules/encryption/encryption-key-shareable.ts';
import { testRule, unreadable } from '../test-rule.ts';
import { ARN, key } from './keys.ts';

const OWN = { callerAccount: '111122223333', ownedByCaller: true };
const OURS = { principals: { aws: ['arn:aws:iam::111122223333:role/wandb'] } };

testRule(encryptionKeyShareable, {
  pass: [
    {
      name: 'an ARN',
      provider: 'aws',
      facets: { encryption: { algorithm: 'aws:kms', keyId: ARN, bucketKeyEnabled: true } },
    },
  ],
  fail: [
    {
      name: 'aws/s3 by its ARN',
      provider: 'aws',
      facets: { encryption: { algorithm: 'aws:kms', keyId: ARN }, ...key({ manager: 'AWS' }) },
      violations: ['awsManaged'],
    },
    {
      name: 'an alias by its ARN',
      provider: 'aws',
      facets: {
        encryption: { algorithm: 'aws:kms', keyId: 'arn:aws:kms:eu-west-1:111122223333:alias/acme' },
        owner: OWN,
      },
      violations: [{ messageId: 'alias', path: '/keyId' }],
    },
    {
      name: 'dual-layer without a key, a declared identity of another account',
      provider: 'aws',
      deployment: { type: 'self-managed', principals: { aws: ['444455556666'] } },
      facets: { encryption: { algorithm: 'aws:kms:dsse' }, owner: OWN },
      violations: ['awsManaged'],
    },
    {
      name: "audited by W&B's own account",
      provider: 'aws',
      deployment: OURS,
      facets: {
        encryption: { algorithm: 'aws:kms' },
        owner: { callerAccount: '111122223333', ownedByCaller: false },
      },
      violations: ['awsManaged'],
    },
    {
      name: 'no key named',
      provider: 'aws',
      facets: { encryption: { algorithm: 'aws:kms' } },
      violations: ['awsManaged'],
    },
    {
      name: 'aws/s3 by its alias',
      provider: 'aws',
      facets: {
        encryption: { algorithm: 'aws:kms', keyId: 'arn:aws:kms:eu-west-1:111122223333:alias/aws/s3' },
      },
      violations: ['awsManaged'],
    },
    {
      name: 'an alias',
      provider: 'aws',
      facets: { encryption: { algorithm: 'aws:kms', keyId: 'alias/acme' } },
      violations: ['alias'],
    },
    {
      name: 'a bare id',
      provider: 'aws',
      facets: { encryption: { algorithm: 'aws:kms', keyId: '11111111-1111-4111-8111-111111111111' } },
      violations: ['alias'],
    },
  ],
  open: [
    {
      name: 'no deployment declared',
      provider: 'aws',
      deployment: { type: undefined as never },
      facets: { encryption: { algorithm: 'aws:kms' }, owner: OWN },
      message: /--deployment/,
    },
    {
      name: 'whose bucket it is, unread',
      provider: 'aws',
      deployment: OURS,
      facets: { encryption: { algorithm: 'aws:kms' }, owner: unreadable() },
    },
  ],
  notApplicable: [
    {
      name: "W&B in the bucket's account",
      provider: 'aws',
      deployment: OURS,
      facets: { encryption: { algorithm: 'aws:kms' }, owner: OWN },
      message: /account of the bucket/,
    },
    {
      name: 'a key in the address',
      provider: 'aws',
      target: {
        address: { form: 'full', text: '', scheme: 's3', hasCredentials: true, faults: [] },
      },
      facets: { encryption: { algorithm: 'aws:kms' }, owner: OWN },
    },
    { name: 'SSE-S3', provider: 'aws', facets: { encryption: { algorithm: 'AES256' } } },
    {
      name: 'self-managed in its own account',
      provider: 'aws',
      deployment: { type: 'self-managed' },
      facets: { encryption: { algorithm: 'aws:kms' } },
    },
  ],
});
