// The bucket policy without its public statements; W&B keeps the access it had from them.

import type { JsonValue } from '../../src/model/json.ts';
import type { RemediationContext } from '../../src/model/rule.ts';
import { withoutFaulty } from '../views/bucket-policy.ts';
import { holdsGrant } from '../views/grantees.ts';
import { withWandb } from '../views/merged-policy.ts';
import { askedOf, isVerdict } from '../views/wandb-request.ts';

/** The statements to apply: those a finding is about are gone, and W&B has its own where it would be locked out. */
export function withoutPublic(context: RemediationContext): readonly JsonValue[] {
  const { readings, target } = context;
  const left = withoutFaulty(context);
  const { policy } = readings;
  if (policy?.status !== 'known') return left;
  const reduced = { document: { Version: '2012-10-17', Statement: left } };
  const before = askedOf(policy.value, target);
  const after = askedOf(reduced, target);
  if (isVerdict(before) || isVerdict(after)) return left;
  if (!holdsGrant(before, target) || holdsGrant(after, target)) return left;
  const without = { ...readings, policy: { ...policy, value: reduced } };
  return withWandb({ target, readings: without, violations: [] }) ?? left;
}
