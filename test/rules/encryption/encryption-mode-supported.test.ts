import encryptionModeSupported from '../../../rules/encryption/encryption-mode-supported.ts';
import { deny, grant, policy } from '../access/policies.ts';
import { testRule, unreadable } from '../test-rule.ts';
import { ARN } from './keys.ts';

const HEADER = 's3:x-amz-server-side-encryption-customer-algorithm';
const FORCED = policy(grant(), deny({ Null: { [HEADER]: 'true' } }, { Action: 's3:PutObject' }));

testRule(encryptionModeSupported, {
  pass: [
    {
      name: 'a key',
      provider: 'aws',
      facets: { encryption: { algorithm: 'aws:kms', keyId: ARN, bucketKeyEnabled: true } },
    },
    {
      name: 'none',
      provider: 's3-compatible',
      facets: { encryption: { algorithm: 'none' }, ...policy(grant()) },
    },
    {
      name: 'client keys refused',
      provider: 's3-compatible',
      facets: {
        encryption: { algorithm: 'AES256', blockedTypes: ['SSE-C'] },
        ...policy(deny({ Null: { [HEADER]: 'false' } }, { Action: 's3:PutObject' })),
      },
    },
    {
      name: 'the policy unread, but judged by uploads-need-no-extra-headers',
      provider: 'aws',
      facets: { encryption: { algorithm: 'AES256' }, policy: unreadable() },
    },
    {
      name: 'forced client keys are told by uploads-need-no-extra-headers',
      provider: 'aws',
      facets: { encryption: { algorithm: 'AES256' }, ...FORCED },
    },
    {
      name: 'client keys forced for another prefix',
      provider: 's3-compatible',
      target: { subpath: 'teams/omega' },
      facets: {
        encryption: { algorithm: 'AES256' },
        ...policy(
          deny(
            { Null: { [HEADER]: 'true' } },
            { Action: 's3:PutObject', Resource: 'arn:aws:s3:::acme-wandb/private/*' },
          ),
        ),
      },
    },
  ],
  fail: [
    {
      name: 'forced client keys',
      provider: 's3-compatible',
      facets: { encryption: { algorithm: 'AES256' }, ...FORCED },
      violations: [{ messageId: 'customerKeys', path: '/document/Statement/1' }],
    },
    {
      name: 'forced client keys, W&B not known',
      provider: 'aws',
      deployment: { type: 'self-managed' },
      facets: { encryption: { algorithm: 'aws:kms:dsse', keyId: ARN }, ...FORCED },
      violations: ['dsse', 'customerKeys'],
    },
    {
      name: 'dual-layer',
      provider: 'aws',
      facets: { encryption: { algorithm: 'aws:kms:dsse', keyId: ARN } },
      violations: ['dsse'],
    },
    {
      name: 'dual-layer of a store',
      provider: 's3-compatible',
      facets: { encryption: { algorithm: 'aws:kms:dsse' } },
      violations: ['dsse'],
    },
  ],
  open: [
    {
      name: 'the policy unread',
      provider: 's3-compatible',
      facets: { encryption: { algorithm: 'AES256' }, policy: unreadable() },
      message: /bucket policy/,
    },
  ],
});
