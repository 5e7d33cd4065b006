// The KMS key given to W&B is the bucket's default key.

import type { Encryption, Key, Reading } from '../../src/model/evidence.ts';
import { couldNotVerify, defineRule, notApplicable, open } from '../../src/model/rule.ts';
import type { RemediationContext } from '../../src/model/rule.ts';
import { s3api } from '../views/s3-documents.ts';
import { wandbIdentity } from '../views/wandb-identity.ts';
import { fleetFile, GUIDE } from './address-lines.ts';

const AWS_MANAGED = 'aws/s3';

export default defineRule({
  id: 'declared-key-matches',
  severity: 'medium',
  providers: ['aws', 'coreweave'],
  considers: ['encryption', 'key'],
  messages: {
    differs: "W&B is given {{declared}}; the bucket's default key is {{key}}.",
    unused: 'W&B is given {{declared}}; the bucket uses no KMS key.',
    notTaken: 'W&B is given {{declared}}; CoreWeave buckets take no KMS key.',
  },
  docs: {
    title: "The key given to W&B is the bucket's default key",
    why: "W&B names the key it was given when it writes. Where the bucket's default is another, objects are encrypted with two keys, and a policy kept for one of them is not enough.",
    references: [GUIDE, 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html'],
    verify: { aws: (target) => s3api(target, 'get-bucket-encryption') },
    remediation: {
      aws: giveDefaultKey,
      coreweave: ({ target }) => ({
        text: `Take \`kmsKey\` out of ${fleetFile(target)} and leave the key field empty in W&B: CoreWeave encrypts with its own keys.`,
      }),
    },
  },
  check({ encryption, key }, target) {
    const { kmsKey: declared, provider } = target;
    if (declared === undefined) return notApplicable('no kmsKey is declared');
    if (provider === 'coreweave') return [{ messageId: 'notTaken', data: { declared }, key: 'kmsKey' }];
    if (encryption.status === 'unreadable') return open(couldNotVerify([encryption]));
    if (encryption.status === 'unsupported') return notApplicable('this store has no default encryption');
    const { algorithm } = encryption.value;
    const place = { facet: 'encryption', key: 'kmsKey' } as const;
    if (!algorithm.startsWith('aws:kms')) {
      return [{ messageId: 'unused', data: { declared }, path: '', ...place }];
    }
    if (isAwsManaged(encryption.value)) {
      // One cause, one rule: where W&B's account is another, encryption-key-shareable reports it.
      return wandbIdentity(target).kind === 'known'
        ? notApplicable('the bucket uses aws/s3: encryption-key-shareable reports it')
        : [{ messageId: 'differs', data: { declared, key: AWS_MANAGED }, path: '', ...place }];
    }
    const { keyId = '' } = encryption.value;
    const same = isSameKey(declared, keyId, key);
    if (same === undefined)
      return open(`${declared} and ${keyId} can only be compared by the ARNs of their keys`);
    return same ? [] : [{ messageId: 'differs', data: { declared, key: keyId }, path: '/keyId', ...place }];
  },
});

function isAwsManaged({ keyId }: Encryption): boolean {
  return keyId === undefined || keyId.endsWith('alias/aws/s3');
}

/** Undefined where an alias stands on one side and nothing tells which key it names. */
function isSameKey(declared: string, configured: string, key: Reading<Key | null>): boolean | undefined {
  if (declared === configured) return true;
  const resolved = key.status === 'known' ? key.value?.arn : undefined;
  const actual = resolved ?? configured;
  if (isAlias(declared) || isAlias(actual)) return undefined;
  const bothArns = declared.startsWith('arn:') && actual.startsWith('arn:');
  return bothArns ? declared === actual : idOf(declared) === idOf(actual);
}

function isAlias(key: string): boolean {
  return /(^|:)alias\//.test(key);
}

/** The id behind `key/`: that a bare id is of no use to W&B's account is encryption-key-shareable's. */
function idOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

function giveDefaultKey({ target, readings: { encryption, key } }: RemediationContext) {
  const file = fleetFile(target);
  const arn = key?.status === 'known' ? key.value?.arn : undefined;
  const usesKms = encryption?.status === 'known' && encryption.value.algorithm.startsWith('aws:kms');
  if (encryption?.status === 'known' && !usesKms) {
    return {
      text: `The bucket uses no KMS key: take \`kmsKey\` out of ${file} and leave the key field empty in W&B, or make the declared key the bucket's default.`,
    };
  }
  return {
    text: `Give W&B the bucket's default key, in ${file}: \`kmsKey: ${arn ?? 'arn:aws:kms:REGION:ACCOUNT:key/KEY'}\`, or make the declared key the bucket's default.`,
  };
}
