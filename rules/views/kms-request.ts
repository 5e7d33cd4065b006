// A request that S3 makes to KMS on behalf of W&B, and what the key's policy and grants say to it.

import type { Encryption, Key, KeyGrant, Policy, Reading } from '../../src/model/evidence.ts';
import { isJsonObject } from '../../src/model/json.ts';
import { notApplicable, open } from '../../src/model/rule.ts';
import type { NotApplicable, Open } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import { globContains, globsOverlap } from '../../src/semantics/glob.ts';
import { parsePolicy, textsOf } from '../../src/semantics/policy/document.ts';
import type { PolicyDocument } from '../../src/semantics/policy/document.ts';
import { evaluatePolicy } from '../../src/semantics/policy/evaluate.ts';
import type { Context, ContextValue, Decider, Decision } from '../../src/semantics/policy/evaluate.ts';
import { accountOf, matchesPrincipal } from '../../src/semantics/policy/principal.ts';
import { KMS_ESSENTIAL_ACTIONS } from '../../src/wandb/actions.ts';
import { wandbIdentity } from './wandb-identity.ts';
import { bucketArn, contextOf, objectsArn } from './wandb-request.ts';

export interface AskedKey {
  readonly policy: PolicyDocument;
  readonly key: Key;
  /** Of W&B's principals the one that holds most of the essential actions. */
  readonly principal: string;
  /** Of a request of that principal that S3 passes on to KMS. */
  readonly context: Context;
}

/** What a rule about W&B and the key was given. */
export interface KeyFacets {
  readonly key: Key | null;
  readonly keyPolicy: Policy | null;
  readonly encryption: Reading<Encryption>;
}

export const NO_KEY = notApplicable('the bucket uses no KMS key of its own');

/** The key's parsed policy and whose access is judged, or why there is nothing to judge. */
export function askedKey(
  { key, keyPolicy, encryption }: KeyFacets,
  target: Target,
): AskedKey | NotApplicable | Open {
  if (key === null || keyPolicy === null) return NO_KEY;
  if (key.manager === 'AWS') return notApplicable('the key is managed by AWS: see encryption-key-shareable');
  const identity = wandbIdentity(target);
  if (identity.kind === 'unknown')
    return identity.why === 'undeclared' ? open(identity.message) : notApplicable(identity.message);
  if (keyPolicy.invalid !== undefined) return open('the key policy is not JSON');
  const policy = parsePolicy(keyPolicy.document);
  const held = identity.principals.map((principal) => {
    const base = contextOf({ policy, identity, principal }, target);
    const context = { ...base, ...contextOfKms(policy, key, principal, encryption, target) };
    const asked: AskedKey = { policy, key, principal, context };
    const holds = (action: string): boolean => decideKey(asked, action).allows.length > 0;
    return { asked, count: KMS_ESSENTIAL_ACTIONS.filter(holds).length };
  });
  const most = Math.max(...held.map(({ count }) => count));
  const best = held.find(({ count }) => count === most);
  return best?.asked ?? { policy, key, principal: '', context: {} };
}

export function isVerdict(asked: AskedKey | NotApplicable | Open): asked is NotApplicable | Open {
  return 'kind' in asked;
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html */
function contextOfKms(
  policy: PolicyDocument,
  key: Key,
  principal: string,
  encryption: Reading<Encryption>,
  target: Target,
): Context {
  const account = accountOf(principal);
  const domain = key.arn.startsWith('arn:aws-cn:') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return {
    'kms:ViaService': [`s3.${key.region}.${domain}`],
    'kms:CallerAccount': account === undefined ? 'unknown' : [account],
    'kms:GrantIsForAWSResource': 'absent',
    'kms:EncryptionContextKeys': ['aws:s3:arn'],
    'kms:EncryptionContext:aws:s3:arn': encryptedArn(policy, encryption, target),
    // S3 passes the caller's own session on; how it is marked is not documented.
    'aws:ViaAWSService': 'unknown',
  };
}

/**
 * With an S3 Bucket Key the encryption context is the bucket's ARN, else each object's. Where every pattern of the policy
 * takes all of W&B's objects or none, any one of them stands for the others.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#encryption-context
 */
function encryptedArn(
  { statements }: PolicyDocument,
  encryption: Reading<Encryption>,
  target: Target,
): ContextValue {
  if (encryption.status !== 'known') return 'unknown';
  const { algorithm, bucketKeyEnabled = false } = encryption.value;
  if (bucketKeyEnabled && algorithm === 'aws:kms') return [bucketArn(target)];
  const objects = objectsArn(target);
  const patterns = statements.flatMap(({ raw: { Condition: condition } }) =>
    Object.values(isJsonObject(condition) ? condition : {}).flatMap((keys) =>
      Object.entries(isJsonObject(keys) ? keys : {})
        .filter(([key]) => key.toLowerCase() === 'kms:encryptioncontext:aws:s3:arn')
        .flatMap(([, value]) => textsOf(value)),
    ),
  );
  const uniform = patterns.every(
    (pattern) =>
      !pattern.includes('${') && (!globsOverlap(pattern, objects) || globContains(pattern, objects)),
  );
  return uniform ? [objects.replace(/\*$/, 'any')] : 'unknown';
}

/** What the key policy decides; `circumstances` change what is known of the request. */
export function decideKey(
  { policy, key, principal, context }: AskedKey,
  action: string,
  circumstances: Context = {},
): Decision {
  const known = { ...context, ...circumstances };
  return evaluatePolicy(policy, { principal, action, resource: key.arn, context: known });
}

/** A call of W&B's own, not one that S3 makes for it. */
export const DIRECT: Context = {
  'kms:ViaService': 'absent',
  'kms:EncryptionContextKeys': 'absent',
  'kms:EncryptionContext:aws:s3:arn': 'absent',
  'aws:ViaAWSService': ['false'],
};

/** Whether a grant gives W&B's principal the operation, or may: a grant for one identity of W&B's account counts. */
export function grantAllows(grants: readonly KeyGrant[], asked: AskedKey, action: string): boolean {
  const operation = action.replace(/^kms:/, '');
  return grants.some(
    (grant) =>
      grant.operations.includes(operation) &&
      matchesPrincipal({ Principal: { AWS: grant.granteePrincipal } }, asked.principal) !== false &&
      constraintsHold(grant, asked.context['kms:EncryptionContext:aws:s3:arn'] ?? 'unknown'),
  );
}

/** The one pair of S3's encryption context must be what a constraint asks for. */
function constraintsHold({ constraints }: KeyGrant, arn: ContextValue): boolean {
  if (!isJsonObject(constraints)) return true;
  return ['EncryptionContextEquals', 'EncryptionContextSubset'].every((kind) =>
    Object.entries(isJsonObject(constraints[kind]) ? constraints[kind] : {}).every(
      ([key, value]) =>
        key === 'aws:s3:arn' &&
        (arn === 'unknown' || (arn !== 'absent' && textsOf(value).every((text) => arn.includes(text)))),
    ),
  );
}

/** Allow statements by which the key's own account can change the policy; with reasons where it is one identity only. */
export function administrators(policy: PolicyDocument, { arn, account }: Key): readonly Decider[] {
  return evaluatePolicy(policy, {
    principal: `arn:aws:iam::${account}:root`,
    action: 'kms:PutKeyPolicy',
    resource: arn,
    context: { ...DIRECT, 'kms:CallerAccount': [account], 'aws:PrincipalAccount': [account] },
  }).allows;
}

export const KMS_REFERENCES: readonly string[] = [
  'https://docs.wandb.ai/platform/hosting/data-security/secure-storage-connector',
  'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html',
];
