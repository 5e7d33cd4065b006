// The bucket policy as it stands, and as the document of a remediation with the commands that show and apply it.

import type { Readings } from '../../src/model/evidence.ts';
import { isJsonObject } from '../../src/model/json.ts';
import type { JsonObject, JsonValue } from '../../src/model/json.ts';
import type { PerProvider, Remediation, RemediationContext, Violation } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import { s3api } from './s3-documents.ts';

function documentOf(readings: Readings): JsonObject {
  const document = readings.policy?.status === 'known' ? readings.policy.value.document : null;
  return isJsonObject(document) ? document : { Version: '2012-10-17' };
}

/** The statements that are configured, as a list. */
export function statementsOf(readings: Readings): readonly JsonValue[] {
  const { Statement: written } = documentOf(readings);
  return Array.isArray(written) ? (written as readonly JsonValue[]) : written === undefined ? [] : [written];
}

/** Whether a finding is about the statement or a part of it. */
export function isFaulty({ path }: { readonly path: string }, violations: readonly Violation[]): boolean {
  const at = `/document${path}`;
  return violations.some(
    (violation) =>
      violation.facet === 'policy' &&
      (violation.path === at || violation.path?.startsWith(`${at}/`) === true),
  );
}

/** The statements without those a finding is about. */
export function withoutFaulty({ readings, violations }: RemediationContext): JsonValue[] {
  const single = !Array.isArray(documentOf(readings)['Statement']);
  return statementsOf(readings).filter(
    (_, index) => !isFaulty({ path: single ? '/Statement' : `/Statement/${index}` }, violations),
  );
}

/** The statements to apply; undefined where they cannot be told from here. */
type Merge = (context: RemediationContext) => readonly JsonValue[] | undefined;

/**
 * Remediation with the whole policy that `merge` makes of what is configured; `otherwise` is said where it makes none. S3
 * takes no policy without statements.
 */
export function policyFix(
  text: string,
  merge: Merge,
  otherwise?: string,
): PerProvider<(context: RemediationContext) => Remediation> {
  const fix = (context: RemediationContext): Remediation => {
    const statements = merge(context);
    // Nothing left of what was not read is no reason to delete it.
    const unread = context.readings.policy?.status !== 'known';
    if (statements === undefined) return { text: otherwise === undefined ? text : `${text} ${otherwise}` };
    if (statements.length === 0 && unread) return { text };
    if (statements.length === 0) return { text, command: s3api(context.target, 'delete-bucket-policy') };
    return {
      text,
      command: s3api(context.target, 'put-bucket-policy --policy file://policy.json'),
      document: {
        file: 'policy.json',
        facet: 'policy',
        content: { ...documentOf(context.readings), Statement: [...statements] },
      },
    };
  };
  return { aws: fix, coreweave: fix, 's3-compatible': fix };
}

const show = (target: Target): string => s3api(target, 'get-bucket-policy --query Policy --output text');
export const showPolicy = { aws: show, coreweave: show, 's3-compatible': show };

export const POLICY_REFERENCES: readonly string[] = [
  'https://docs.wandb.ai/platform/hosting/data-security/secure-storage-connector',
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html',
];
