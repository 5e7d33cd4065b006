// Policies and requests for the tests of the evaluator, short enough to read.

import type { JsonObject, JsonValue } from '../../src/model/json.ts';
import { parsePolicy } from '../../src/semantics/policy/document.ts';
import { evaluatePolicy } from '../../src/semantics/policy/evaluate.ts';
import type { Decision, PolicyRequest } from '../../src/semantics/policy/evaluate.ts';

export const ACCOUNT = '725579432336';
export const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/WandbIntegration`;
export const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/WandbIntegration/run`;
export const BUCKET = 'arn:aws:s3:::acme-wandb';
export const OBJECTS = `${BUCKET}/*`;

export function allow(parts: JsonObject = {}): JsonObject {
  return { Effect: 'Allow', Principal: { AWS: ROLE }, Action: 's3:*', Resource: '*', ...parts };
}

export function deny(parts: JsonObject = {}): JsonObject {
  return { ...allow({ Principal: '*', ...parts }), Effect: 'Deny' };
}

/** GetObject on all objects by the role, nothing else known. */
export function decide(
  statements: JsonValue,
  request: Partial<PolicyRequest> = {},
  version: string | undefined = '2012-10-17',
): Decision {
  const policy = parsePolicy({ Version: version, Statement: statements });
  return evaluatePolicy(policy, {
    principal: ROLE,
    action: 's3:GetObject',
    resource: OBJECTS,
    context: {},
    ...request,
  });
}
