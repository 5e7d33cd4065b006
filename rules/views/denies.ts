// What a Deny is about: each kind is one rule's, so that no fault is reported twice.

import type { Target } from '../../src/model/target.ts';
import type { Decider } from '../../src/semantics/policy/evaluate.ts';

export type Subject = 'wandb' | 'network' | 'presigned' | 'headers';

const NETWORK = new Set(['aws:sourceip', 'aws:vpcsourceip', 'aws:sourcevpc', 'aws:sourcevpce']);
const PRESIGNED = new Set(['s3:authtype', 's3:signatureage']);

/** By the condition keys of the statement. VPC-endpoint-only is W&B's lock-out on Multi-tenant, which runs elsewhere. */
export function subjectOf({ clauses }: Decider, target: Target): Subject {
  const keys = clauses.map(({ key }) => key.toLowerCase());
  if (keys.some((key) => PRESIGNED.has(key))) return 'presigned';
  if (keys.some((key) => key.startsWith('s3:x-amz-'))) return 'headers';
  if (!keys.some((key) => NETWORK.has(key))) return 'wandb';
  const endpointOnly = keys.every((key) => key === 'aws:sourcevpce' || key === 'aws:sourcevpc');
  return endpointOnly && target.deployment.type === 'multi-tenant' ? 'wandb' : 'network';
}
