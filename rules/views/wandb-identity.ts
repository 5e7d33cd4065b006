// Whose access is judged: W&B's identity for a target, or why it is not known.

import type { Target } from '../../src/model/target.ts';
import { PUBLISHED_PRINCIPALS } from '../../src/wandb/principals.ts';

export type WandbIdentity =
  | {
      readonly kind: 'known';
      /** Any of them is W&B for this target; the first is the one to grant. */
      readonly principals: readonly string[];
      /** Published formerly for the same deployment: count as granted, `principal-is-current` reports them. */
      readonly former: readonly string[];
      readonly source: 'address' | 'declared' | 'published';
    }
  /** `undeclared`: a declaration would settle it (rules answer `open`); `unknowable`: nothing here can (`notApplicable`). */
  | { readonly kind: 'unknown'; readonly why: 'undeclared' | 'unknowable'; readonly message: string };

/**
 * In this order: the owner of the key in the storage address (named on Google, unknown for S3 and CoreWeave), declared
 * principals, W&B's published principal for the deployment.
 */
export function wandbIdentity(target: Target): WandbIdentity {
  if (target.provider === 'gcp' && target.address.user !== undefined)
    return { kind: 'known', principals: [target.address.user], former: [], source: 'address' };
  if (target.address.hasCredentials) {
    return unknowable('W&B uses the key in the storage address; whose it is cannot be seen from here');
  }
  if (target.provider === 's3-compatible') {
    return unknowable('an S3-compatible store knows no principal of W&B: it uses an access key');
  }
  const { type, principals } = target.deployment;
  const declared =
    target.provider === 'gcp' ? principals?.gcp : target.provider === 'aws' ? principals?.aws : undefined;
  if (declared !== undefined && declared.length > 0) {
    return { kind: 'known', principals: declared, former: [], source: 'declared' };
  }
  if (type === undefined) {
    return {
      kind: 'unknown',
      why: 'undeclared',
      message: 'declare --deployment: the principal W&B uses depends on it',
    };
  }
  const published = PUBLISHED_PRINCIPALS.filter(
    (p) => p.provider === target.provider && p.deployment === type,
  );
  const current = published.filter((p) => p.status === 'current').map((p) => p.principal);
  const former = published.filter((p) => p.status === 'former').map((p) => p.principal);
  if (current.length > 0) return { kind: 'known', principals: current, former, source: 'published' };
  return unknowable(
    'Self-Managed W&B runs under an identity of your own; declare `principals` to have its access judged',
  );
}

function unknowable(message: string): WandbIdentity {
  return { kind: 'unknown', why: 'unknowable', message };
}
