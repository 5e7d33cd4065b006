// The KMS key is in the bucket's region.

import { defineRule, notApplicable } from '../../src/model/rule.ts';
import { encryptionFix, ENCRYPTION_REFERENCES, showEncryption } from './default-encryption.ts';

export default defineRule({
  id: 'encryption-key-in-region',
  severity: 'high',
  providers: ['aws'],
  reads: ['encryption', 'location'],
  messages: { elsewhere: 'The key {{key}} is in {{region}}; the bucket is in {{bucketRegion}}.' },
  docs: {
    title: "The KMS key is in the bucket's region",
    why: "S3 uses only keys of the bucket's own region. With a key elsewhere every write fails.",
    references: ENCRYPTION_REFERENCES,
    verify: { aws: showEncryption },
    remediation: { aws: encryptionFix("Name a key of the bucket's region.") },
  },
  check({ encryption: { algorithm, keyId }, location: { region: bucketRegion } }) {
    if (!algorithm.startsWith('aws:kms')) return notApplicable('the bucket uses no KMS key');
    // Aliases have a region in their ARN as well.
    const region = /^arn:[^:]+:kms:([^:]+):/.exec(keyId ?? '')?.[1];
    if (keyId === undefined || region === undefined)
      return notApplicable('the default key is not named by an ARN: see encryption-key-shareable');
    if (region === bucketRegion) return [];
    const data = { key: keyId, region, bucketRegion };
    return [{ messageId: 'elsewhere', data, facet: 'encryption', path: '/keyId' }];
  },
});
