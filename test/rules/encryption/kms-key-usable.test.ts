import kmsKeyUsable from '../../../rules/encryption/kms-key-usable.ts';
import { testRule } from '../test-rule.ts';
import { key } from './keys.ts';

testRule(kmsKeyUsable, {
  pass: [
    { name: 'enabled', provider: 'aws', facets: key() },
    { name: 'its primary region is moving', provider: 'aws', facets: key({ state: 'Updating' }) },
  ],
  fail: [
    { name: 'no material', provider: 'aws', facets: key({ state: 'PendingImport' }), violations: ['state'] },
    {
      name: 'to be deleted with its replicas',
      provider: 'aws',
      facets: key({ state: 'PendingReplicaDeletion' }),
      violations: [{ messageId: 'state', severity: 'critical', path: '/state' }],
    },
    {
      name: 'a pair for signatures, disabled',
      provider: 'aws',
      facets: key({ usage: 'SIGN_VERIFY', spec: 'RSA_2048', state: 'Disabled' }),
      violations: ['usage', 'state'],
    },
    { name: 'for signatures', provider: 'aws', facets: key({ usage: 'SIGN_VERIFY' }), violations: ['usage'] },
    { name: 'asymmetric', provider: 'aws', facets: key({ spec: 'RSA_2048' }), violations: ['spec'] },
    { name: 'disabled', provider: 'aws', facets: key({ state: 'Disabled' }), violations: ['state'] },
    {
      name: 'to be deleted',
      provider: 'aws',
      facets: key({ state: 'PendingDeletion', deletionDate: '2026-12-01T00:00:00.000Z' }),
      violations: ['deletion'],
    },
    {
      name: 'imported',
      provider: 'aws',
      facets: key({ origin: 'EXTERNAL', validTo: '2027-01-01T00:00:00.000Z' }),
      violations: [{ messageId: 'expiring', severity: 'medium' }],
    },
  ],
  notApplicable: [{ name: 'no key', provider: 'aws', facets: { key: null } }],
});
