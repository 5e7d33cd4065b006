// W&B's account can use the default key.

import type { Encryption } from '../../src/model/evidence.ts';
import { defineRule, notApplicable } from '../../src/model/rule.ts';
import type { Violation } from '../../src/model/rule.ts';
import { sameAccount } from '../exposure/bucket-account.ts';
import { encryptionFix, ENCRYPTION_REFERENCES, keyArnRegion, showEncryption } from './default-encryption.ts';

export default defineRule({
  id: 'encryption-key-shareable',
  severity: 'high',
  providers: ['aws'],
  reads: ['encryption'],
  considers: ['key', 'owner'],
  messages: {
    awsManaged: "Default encryption names no key of yours: S3 uses aws/s3, which W&B's account cannot use.",
    alias:
      "The default key is given as {{key}}: an alias or bare id is looked up in W&B's account; name the key's ARN.",
  },
  docs: {
    title: "W&B's account can use the default key",
    why: 'W&B writes from its own account. The key aws/s3 belongs to yours alone and its policy cannot be edited; an alias or bare id is looked up in the account of the requester, where it names nothing.',
    references: [
      ...ENCRYPTION_REFERENCES,
      'https://docs.aws.amazon.com/AmazonS3/latest/API/API_ServerSideEncryptionByDefault.html',
    ],
    verify: { aws: showEncryption },
    remediation: { aws: encryptionFix('Name the ARN of a KMS key of yours.') },
  },
  check({ encryption, key, owner }, target) {
    if (!encryption.algorithm.startsWith('aws:kms')) return notApplicable('the bucket uses no KMS key');
    const verdict = sameAccount(target, owner);
    if (verdict?.kind === 'notApplicable') return verdict;
    const manager = key.status === 'known' ? key.value?.manager : undefined;
    const violations = violationsOf(encryption, manager);
    return violations.length === 0 ? [] : (verdict ?? violations);
  },
});

function violationsOf({ keyId }: Encryption, manager: string | undefined): Violation[] {
  if (keyId === undefined || keyId.endsWith('alias/aws/s3') || manager === 'AWS')
    return [{ messageId: 'awsManaged', facet: 'encryption', path: '' }];
  if (keyArnRegion(keyId) !== undefined) return [];
  return [{ messageId: 'alias', data: { key: keyId }, facet: 'encryption', path: '/keyId' }];
}
