// The merged bucket policy as remediation, and the commands that show and apply it.

import type { Readings } from '../../src/model/evidence.ts';
import { isJsonObject } from '../../src/model/json.ts';
import type { JsonObject, JsonValue } from '../../src/model/json.ts';
import type { PerProvider, Remediation, RemediationContext } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import { S3_ACTIONS } from '../../src/wandb/actions.ts';
import { s3api } from './s3-documents.ts';
import { wandbIdentity } from './wandb-identity.ts';
import { bucketArn } from './wandb-request.ts';

/** The Sid of W&B's statement in W&B's own Terraform. */
const WANDB_SID = 'WandbAccountAccess';

/** The statement of W&B's guide for this bucket. */
function wandbStatement(target: Target): JsonObject {
  const identity = wandbIdentity(target);
  const principal = identity.kind === 'known' ? (identity.principals[0] ?? '') : '<the principal W&B uses>';
  const { type, organizationId, customerNamespace } = target.deployment;
  const org =
    (type === 'multi-tenant' ? organizationId : customerNamespace) ?? '<your organization id or namespace>';
  return {
    Sid: WANDB_SID,
    Effect: 'Allow',
    Principal: { [target.provider === 'coreweave' ? 'CW' : 'AWS']: principal },
    Action: S3_ACTIONS.map(({ action }) => action),
    Resource: [bucketArn(target), `${bucketArn(target)}/*`],
    ...(target.provider === 'coreweave' && { Condition: { StringLike: { 'wandb:OrgID': org } } }),
  };
}

/** The statements that are configured, as a list. */
export function statementsOf(readings: Readings): readonly JsonValue[] {
  const document = readings.policy?.status === 'known' ? readings.policy.value.document : null;
  if (!isJsonObject(document)) return [];
  const { Statement: written } = document;
  return Array.isArray(written) ? (written as readonly JsonValue[]) : written === undefined ? [] : [written];
}

/** W&B's statement in its place, all others kept. */
export function withWandb(statements: readonly JsonValue[], target: Target): JsonValue[] {
  const others = statements.filter(
    (statement) => !(isJsonObject(statement) && statement['Sid'] === WANDB_SID),
  );
  return [wandbStatement(target), ...others];
}

/** The statements without those a finding is about. */
export function withoutFaulty({ readings, violations }: RemediationContext): JsonValue[] {
  const faulty = new Set(
    violations.map(({ path }) => Number(/\/Statement\/(\d+)/.exec(path ?? '')?.[1] ?? -1)),
  );
  return statementsOf(readings).filter((_, index) => !faulty.has(index));
}

type Merge = (context: RemediationContext) => readonly JsonValue[];

/** Remediation with the whole policy that `merge` makes of what is configured. */
export function policyFix(
  text: string,
  merge: Merge,
): PerProvider<(context: RemediationContext) => Remediation> {
  const fix = (context: RemediationContext): Remediation => ({
    text,
    command: s3api(context.target, 'put-bucket-policy --policy file://policy.json'),
    document: {
      file: 'policy.json',
      facet: 'policy',
      content: { Version: '2012-10-17', Statement: [...merge(context)] },
    },
  });
  return { aws: fix, coreweave: fix, 's3-compatible': fix };
}

export const addWandb: Merge = ({ readings, target }) => withWandb(statementsOf(readings), target);

const show = (target: Target): string => s3api(target, 'get-bucket-policy --query Policy --output text');
export const showPolicy = { aws: show, coreweave: show, 's3-compatible': show };

export const POLICY_REFERENCES: readonly string[] = [
  'https://docs.wandb.ai/platform/hosting/data-security/secure-storage-connector',
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html',
];
