// Grants that were meant for W&B but name somebody else: another deployment's principal, or one that was deleted.

import type { Target } from '../../src/model/target.ts';
import { PUBLISHED_PRINCIPALS } from '../../src/wandb/principals.ts';
import { wandbIdentity } from './wandb-identity.ts';

interface Named {
  readonly principal: string;
  readonly path: string;
}

/** The deployment whose principal this is, where it is not the target's. */
export function otherDeployment(principal: string, target: Target): string | undefined {
  const identity = wandbIdentity(target);
  if (
    identity.kind === 'unknown' ||
    [...identity.principals, ...identity.former].some((own) => isSame(own, principal))
  )
    return undefined;
  return PUBLISHED_PRINCIPALS.find((p) => p.provider === target.provider && isSame(p.principal, principal))
    ?.deployment;
}

function isSame(a: string, b: string): boolean {
  const root = (text: string): string => (/^\d{12}$/.test(text) ? `arn:aws:iam::${text}:root` : text);
  return root(a) === root(b);
}

/** Unique ids stand in a stored policy where the role or user was deleted: they match nobody. */
export function isDead(principal: string): boolean {
  return /^(AROA|AIDA)[A-Z0-9]{12,}$/.test(principal);
}

/** The grant that explains why W&B's own is missing, and the rule that reports it. */
export function misplaced(
  named: readonly Named[],
  target: Target,
): { readonly principal: string; readonly rule: string } | undefined {
  const other = named.find(({ principal }) => otherDeployment(principal, target) !== undefined);
  if (other !== undefined) return { principal: other.principal, rule: 'principal-fits-deployment' };
  const dead = named.find(({ principal }) => isDead(principal));
  return dead && { principal: dead.principal, rule: 'principal-is-alive' };
}
