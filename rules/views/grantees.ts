// Grants that were meant for W&B but name somebody else: another deployment's principal, or one that was deleted.

import type { DeploymentType } from '../../src/model/provider.ts';
import type { Target } from '../../src/model/target.ts';
import { PUBLISHED_PRINCIPALS } from '../../src/wandb/principals.ts';
import { ESSENTIAL_REQUESTS, granteesIn, isAllowed } from './wandb-request.ts';
import type { Asked } from './wandb-request.ts';

/** A grant that explains why W&B's own is missing. `deployment` is whose it is; absent: the principal was deleted. */
export interface Stray {
  readonly principal: string;
  readonly path: string;
  readonly deployment?: DeploymentType;
  /** The rule that reports it. */
  readonly rule: 'principal-fits-deployment' | 'principal-is-alive';
}

/** Whether W&B's own principal is allowed anything it cannot do without. */
export function holdsGrant(asked: Asked, target: Target): boolean {
  return ESSENTIAL_REQUESTS.some((wanted) => isAllowed(asked, target, wanted));
}

/** Statements that grant what W&B needs to the wrong or a deleted principal; none where W&B's own holds any of it. */
export function strayGrants(asked: Asked, target: Target): readonly Stray[] {
  if (holdsGrant(asked, target)) return [];
  return granteesIn(asked.policy).flatMap(({ principal, path, index }): Stray[] => {
    const statements = asked.policy.statements.filter((statement) => statement.index === index);
    if (!holdsGrant({ ...asked, principal, policy: { ...asked.policy, statements } }, target)) return [];
    if (isDead(principal)) return [{ principal, path, rule: 'principal-is-alive' }];
    const deployment = PUBLISHED_PRINCIPALS.find(
      ({ provider, status, principal: published }) =>
        provider === target.provider && status === 'current' && isSame(published, principal),
    )?.deployment;
    return deployment === undefined
      ? []
      : [{ principal, path, deployment, rule: 'principal-fits-deployment' }];
  });
}

/** The account id stands for the account's root. */
function isSame(a: string, b: string): boolean {
  const root = (text: string): string => (/^\d{12}$/.test(text) ? `arn:aws:iam::${text}:root` : text);
  return root(a) === root(b);
}

/** Unique ids stand in a stored policy where the role or user was deleted: they match nobody. */
export function isDead(principal: string): boolean {
  return /^(AROA|AIDA)[A-Z0-9]{12,}$/.test(principal);
}

/** One of the principals W&B has published, for any deployment. */
export function isPublished(principal: string, target: Target): boolean {
  return PUBLISHED_PRINCIPALS.some(
    (published) => published.provider === target.provider && isSame(published.principal, principal),
  );
}
