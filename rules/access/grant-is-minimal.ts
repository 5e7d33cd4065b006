// W&B is granted what it needs, not everything.

import type { JsonObject } from '../../src/model/json.ts';
import { defineRule } from '../../src/model/rule.ts';
import { textsOf } from '../../src/semantics/policy/document.ts';
import { isEveryone } from '../../src/semantics/policy/principal.ts';
import { globMatches } from '../../src/semantics/glob.ts';
import { policyFix, POLICY_REFERENCES, showPolicy } from '../views/bucket-policy.ts';
import { withWandb } from '../views/merged-policy.ts';
import { allowsFor, askedOf, isVerdict, nameOf } from '../views/wandb-request.ts';

/** Actions that change or open the bucket itself, or destroy what its settings keep: W&B never needs one. */
const FAR_BEYOND: readonly { readonly action: string; readonly on: 'bucket' | 'object' }[] = [
  { action: 's3:BypassGovernanceRetention', on: 'object' },
  { action: 's3:DeleteBucket', on: 'bucket' },
  { action: 's3:DeleteBucketPolicy', on: 'bucket' },
  { action: 's3:PutBucketAcl', on: 'bucket' },
  { action: 's3:PutBucketCORS', on: 'bucket' },
  { action: 's3:PutBucketOwnershipControls', on: 'bucket' },
  { action: 's3:PutBucketPolicy', on: 'bucket' },
  { action: 's3:PutBucketPublicAccessBlock', on: 'bucket' },
  { action: 's3:PutBucketVersioning', on: 'bucket' },
  { action: 's3:PutEncryptionConfiguration', on: 'bucket' },
  { action: 's3:PutLifecycleConfiguration', on: 'bucket' },
  // W&B took it out of its own Terraform: https://github.com/wandb/terraform-aws-wandb/pull/50
  { action: 's3:PutObjectAcl', on: 'object' },
  { action: 's3:PutReplicationConfiguration', on: 'bucket' },
];

export default defineRule({
  id: 'grant-is-minimal',
  severity: 'medium',
  providers: ['aws', 'coreweave'],
  reads: ['policy'],
  messages: {
    wide: '{{statement}} of the bucket policy allows W&B {{actions}}; the eleven actions of the guide are enough.',
  },
  docs: {
    title: 'W&B is granted no more than it needs',
    why: "With s3:* W&B's account could replace the policy, open the bucket or delete it. The eleven actions of the guide are all it uses.",
    references: POLICY_REFERENCES,
    verify: showPolicy,
    remediation: policyFix("Replace the statement by the one of W&B's guide.", (context) =>
      withWandb(context),
    ),
  },
  check({ policy }, target) {
    const asked = askedOf(policy, target);
    if (isVerdict(asked)) return asked;
    const far = new Set(
      FAR_BEYOND.flatMap((one) =>
        allowsFor(asked, target, { ...one, essential: false }).map(({ index }) => index),
      ),
    );
    // A grant for everyone is bucket-not-public's.
    const wide = asked.policy.statements.filter(
      ({ index, raw }) => far.has(index) && !isEveryone(raw['Principal']),
    );
    return wide.map((statement) => ({
      messageId: 'wide',
      data: { statement: nameOf(statement), actions: beyond(statement.raw) },
      facet: 'policy' as const,
      path: `/document${statement.path}`,
    }));
  },
});

/** The patterns of the statement that reach too far, as they are written. */
function beyond({ Action, NotAction }: JsonObject): string[] {
  if (Action === undefined) return textsOf(NotAction).map((name) => `all but ${name}`);
  return textsOf(Action).filter((pattern) =>
    FAR_BEYOND.some(({ action }) => globMatches(pattern, action, { ignoreCase: true })),
  );
}
