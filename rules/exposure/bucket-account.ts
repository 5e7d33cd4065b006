// Whether W&B's identity is in another account than the bucket: what limits about other accounts depend on.

import type { Facets, Reading } from '../../src/model/evidence.ts';
import { notApplicable, open } from '../../src/model/rule.ts';
import type { NotApplicable, Open } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import { accountOf } from '../../src/semantics/policy/principal.ts';
import { wandbIdentity } from '../views/wandb-identity.ts';

/** Why a limit on other accounts does not touch W&B, or may not; undefined where W&B's identity is in another account. */
export function sameAccount(
  target: Target,
  owner: Reading<Facets['owner']>,
): NotApplicable | Open | undefined {
  const identity = wandbIdentity(target);
  if (identity.kind === 'unknown')
    return identity.why === 'undeclared' ? open(identity.message) : notApplicable(identity.message);
  const accounts = identity.principals.map(accountOf);
  if (owner.status === 'known') {
    const { callerAccount, ownedByCaller } = owner.value;
    const inCallers = accounts.every((account) => account === callerAccount);
    if (ownedByCaller && inCallers) return notApplicable("W&B's identity is in the account of the bucket");
    const elsewhere = accounts.some((account) => account !== undefined && account !== callerAccount);
    if (ownedByCaller ? elsewhere : inCallers) return undefined;
  }
  // No bucket of a customer is in an account of W&B's.
  if (identity.source === 'published') return undefined;
  return open("whose account the bucket is in is not known: audit with an identity of the owner's account");
}
