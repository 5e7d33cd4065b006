// The bucket's default encryption and its key as remediations and commands: which key to name, or how to make one.

import type { Encryption, Readings } from '../../src/model/evidence.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import { quoted, s3api } from '../views/s3-documents.ts';
import { wandbIdentity } from '../views/wandb-identity.ts';
import { guideKeyPolicy } from './merged-key-policy.ts';

export const ENCRYPTION_REFERENCES: readonly string[] = [
  'https://docs.wandb.ai/platform/hosting/data-security/secure-storage-connector',
  'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html',
];

export const showEncryption = (target: Target): string => s3api(target, 'get-bucket-encryption');

/** The region in a key's ARN; undefined for aliases, bare ids and everything else. */
export function keyArnRegion(keyId: string): string | undefined {
  return /^arn:[^:]+:kms:([^:]+):\d{12}:key\//.exec(keyId)?.[1];
}

/** `put-bucket-encryption` with a key of the bucket's region that is known, or with one that is made. */
export function encryptionFix(text: string): (context: RemediationContext) => Remediation {
  return (context) => {
    const keyId = keyToName(context);
    if (keyId === undefined) return withNewKey(text, context);
    return applied(text, context, { algorithm: 'aws:kms', keyId, bucketKeyEnabled: true });
  };
}

/** `put-bucket-encryption` with this default encryption. */
export function applied(text: string, { target, readings }: RemediationContext, to: Encryption): Remediation {
  return {
    text,
    command: s3api(
      target,
      'put-bucket-encryption --server-side-encryption-configuration file://encryption.json',
    ),
    document: { file: 'encryption.json', facet: 'encryption', content: encryptionDocument(readings, to) },
  };
}

/** As `put-bucket-encryption` takes it; what the bucket refuses stays. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ServerSideEncryptionRule.html */
function encryptionDocument(
  readings: Readings,
  { algorithm, keyId, bucketKeyEnabled }: Encryption,
): JsonObject {
  const blocked = encryptionOf(readings)?.blockedTypes;
  return {
    Rules: [
      {
        ApplyServerSideEncryptionByDefault: {
          SSEAlgorithm: algorithm,
          ...(keyId !== undefined && { KMSMasterKeyID: keyId }),
        },
        BucketKeyEnabled: bucketKeyEnabled === true,
        ...(blocked !== undefined && { BlockedEncryptionTypes: { EncryptionType: blocked } }),
      },
    ],
  };
}

export function encryptionOf({ encryption }: Readings): Encryption | undefined {
  return encryption?.status === 'known' ? encryption.value : undefined;
}

/** The key given to W&B, the configured one, or the one an alias stands for: by its ARN, in the bucket's region, not AWS's own. */
function keyToName({ target, readings }: RemediationContext): string | undefined {
  const key = readings.key?.status === 'known' ? readings.key.value : null;
  const region = regionOf(target, readings);
  const configured = key?.manager === 'AWS' ? [] : [encryptionOf(readings)?.keyId, key?.arn];
  return [target.kmsKey, ...configured].find((candidate) => {
    const at = candidate === undefined ? undefined : keyArnRegion(candidate);
    return at !== undefined && (region === undefined || at === region);
  });
}

function regionOf(target: Target, { location }: Readings): string | undefined {
  return location?.status === 'known' ? location.value.region : target.region;
}

/** Stands for the ARN of a key that is yet to be made. */
const NEW_KEY = '<new key>';

/** A new key takes W&B's guide's policy; where W&B runs under an identity of the owner, KMS's default policy will do. */
function withNewKey(text: string, { target, readings }: RemediationContext): Remediation {
  const words = `${text} Neither the fleet file nor the bucket names a key for that: one is made.`;
  const needsPolicy = wandbIdentity(target).kind === 'known';
  // The rule's page is made from nothing that was read.
  const account =
    accountIn(readings) ?? (readings.encryption === undefined ? '<your account id>' : undefined);
  if (needsPolicy && account === undefined) {
    return {
      text: `${text} Make a symmetric key in the bucket's region, with the key policy of W&B's guide.`,
    };
  }
  const region = regionOf(target, readings);
  const create = [
    'aws kms create-key',
    ...(region === undefined ? [] : [`--region ${quoted(region)}`]),
    ...(needsPolicy ? ['--policy file://key-policy.json'] : []),
    '--query KeyMetadata.Arn --output text',
  ].join(' ');
  const to: Encryption = { algorithm: 'aws:kms', keyId: NEW_KEY, bucketKeyEnabled: true };
  const [before = '', ...after] = JSON.stringify(encryptionDocument(readings, to)).split(NEW_KEY);
  const configuration = `${quoted(before)}"$KEY"${quoted(after.join(NEW_KEY))}`;
  const put = s3api(target, `put-bucket-encryption --server-side-encryption-configuration ${configuration}`);
  return {
    text: words,
    command: `KEY=$(${create}) && ${put}`,
    ...(needsPolicy &&
      account !== undefined && {
        document: {
          file: 'key-policy.json',
          facet: 'keyPolicy' as const,
          content: guideKeyPolicy(target, account),
        },
      }),
  };
}

function accountIn({ owner, key }: Readings): string | undefined {
  if (owner?.status === 'known' && owner.value.ownedByCaller) return owner.value.callerAccount;
  return key?.status === 'known' && key.value !== null ? key.value.account : undefined;
}

/** The key that the bucket names, for commands made before it was read. */
export function keyOfBucket(target: Target): string {
  const query =
    'ServerSideEncryptionConfiguration.Rules[0].ApplyServerSideEncryptionByDefault.KMSMasterKeyID';
  return `"$(${s3api(target, `get-bucket-encryption --query '${query}' --output text`)})"`;
}

/** `--key-id ARN --region REGION` of the key that was read, else of the one the bucket names. */
export function keyOption({ target, readings }: Pick<RemediationContext, 'target' | 'readings'>): string {
  const key = readings.key?.status === 'known' ? readings.key.value : null;
  if (key === null) return `--key-id ${keyOfBucket(target)}`;
  return `--key-id ${quoted(key.arn)} --region ${quoted(key.region)}`;
}
