// A request that S3 makes to KMS on behalf of W&B, and the merged key policy as remediation.

import type { Key, KeyGrant, Policy, Readings } from '../../src/model/evidence.ts';
import { isJsonObject } from '../../src/model/json.ts';
import type { JsonObject, JsonValue } from '../../src/model/json.ts';
import { notApplicable, open } from '../../src/model/rule.ts';
import type { NotApplicable, Open, Remediation, RemediationContext } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import { parsePolicy } from '../../src/semantics/policy/document.ts';
import type { PolicyDocument } from '../../src/semantics/policy/document.ts';
import { evaluatePolicy } from '../../src/semantics/policy/evaluate.ts';
import type { Context, Decision } from '../../src/semantics/policy/evaluate.ts';
import { accountOf } from '../../src/semantics/policy/principal.ts';
import { KMS_ACTIONS } from '../../src/wandb/actions.ts';
import { wandbIdentity } from './wandb-identity.ts';

export interface AskedKey {
  readonly policy: PolicyDocument;
  readonly key: Key;
  readonly principal: string;
}

/** The key's parsed policy and whose access is judged, or why there is nothing to judge. */
export function askedKey(
  key: Key | null,
  keyPolicy: Policy | null,
  target: Target,
): AskedKey | NotApplicable | Open {
  if (key === null || keyPolicy === null) return notApplicable('the bucket uses no KMS key of its own');
  if (key.manager === 'AWS') return notApplicable('the key is managed by AWS: see encryption-key-shareable');
  const identity = wandbIdentity(target);
  if (identity.kind === 'unknown')
    return identity.why === 'undeclared' ? open(identity.message) : notApplicable(identity.message);
  return { policy: parsePolicy(keyPolicy.document), key, principal: identity.principals[0] ?? '' };
}

export function isVerdict(asked: AskedKey | NotApplicable | Open): asked is NotApplicable | Open {
  return 'kind' in asked;
}

export function decideKey({ policy, key, principal }: AskedKey, action: string): Decision {
  const account = accountOf(principal);
  const context: Context = {
    'kms:ViaService': [`s3.${key.region}.amazonaws.com`],
    ...(account !== undefined && { 'kms:CallerAccount': [account], 'aws:PrincipalAccount': [account] }),
    'aws:PrincipalArn': principal.endsWith(':root') ? 'unknown' : [principal],
    'aws:PrincipalOrgID': ['o-wandb'],
    'aws:SecureTransport': ['true'],
    'kms:GrantIsForAWSResource': 'absent',
    // The bucket's ARN with an S3 Bucket Key, else each object's.
    'kms:EncryptionContext:aws:s3:arn': 'unknown',
  };
  return evaluatePolicy(policy, { principal, action, resource: key.arn, context });
}

/** Whether a grant gives W&B's principal the operation. */
export function grantAllows(grants: readonly KeyGrant[], principal: string, action: string): boolean {
  const operation = action.replace(/^kms:/, '');
  return grants.some(
    ({ granteePrincipal, operations }) => granteePrincipal === principal && operations.includes(operation),
  );
}

const WANDB_KEY_SID = 'External';

/** The key policy of W&B's guide, merged into what is configured. */
function mergedKeyPolicy(
  readings: Readings,
  target: Target,
  drop: ReadonlySet<number> = new Set(),
): JsonObject {
  const document = readings.keyPolicy?.status === 'known' ? readings.keyPolicy.value?.document : undefined;
  const written = isJsonObject(document) ? document['Statement'] : undefined;
  const list = Array.isArray(written)
    ? (written as readonly JsonValue[])
    : written === undefined
      ? []
      : [written];
  const kept = list.filter(
    (statement, index) =>
      !drop.has(index) && !(isJsonObject(statement) && statement['Sid'] === WANDB_KEY_SID),
  );
  const key = readings.key?.status === 'known' ? readings.key.value : null;
  const account = key?.account ?? '<your account id>';
  const identity = wandbIdentity(target);
  const principal = identity.kind === 'known' ? (identity.principals[0] ?? '') : '<the principal W&B uses>';
  const administration = {
    Sid: 'Internal',
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: 'kms:*',
    Resource: '*',
  };
  const hasAdministration = kept.some(
    (statement) => isJsonObject(statement) && JSON.stringify(statement['Principal'] ?? '').includes(account),
  );
  return {
    Version: '2012-10-17',
    Statement: [
      ...kept,
      ...(hasAdministration ? [] : [administration]),
      {
        Sid: WANDB_KEY_SID,
        Effect: 'Allow',
        Principal: { AWS: principal },
        Action: [...KMS_ACTIONS],
        Resource: '*',
      },
    ],
  };
}

/** Remediation with the merged key policy; the statements that a finding is about are replaced. */
export function keyPolicyFix(text: string): (context: RemediationContext) => Remediation {
  return ({ readings, target, violations }) => {
    const drop = new Set(
      violations.map(({ path }) => Number(/\/Statement\/(\d+)/.exec(path ?? '')?.[1] ?? -1)),
    );
    return {
      text,
      command: `aws kms put-key-policy --key-id ${keyName(readings, target)} --policy-name default --policy file://key-policy.json`,
      document: {
        file: 'key-policy.json',
        facet: 'keyPolicy',
        content: mergedKeyPolicy(readings, target, drop),
      },
    };
  };
}

export function keyName(readings: Readings, target: Target): string {
  const key = readings.key?.status === 'known' ? readings.key.value : null;
  return key?.arn ?? target.kmsKey ?? '<key ARN>';
}

/** Only the bucket's owner knows the key by name before it was read. */
export const showKeyPolicy = (target: Target): string =>
  `aws kms get-key-policy --key-id ${target.kmsKey ?? '<key ARN>'} --policy-name default --query Policy --output text`;

export const KMS_REFERENCES: readonly string[] = [
  'https://docs.wandb.ai/platform/hosting/data-security/secure-storage-connector',
  'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html',
];
