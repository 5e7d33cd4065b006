// W&B's access to a Google bucket: which bindings give its service account what it needs, and those that miss it.

import type { Facets, IamPolicy, Reading } from '../../src/model/evidence.ts';
import type { DeploymentType } from '../../src/model/provider.ts';
import { notApplicable, open } from '../../src/model/rule.ts';
import type { NotApplicable, Open } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import {
  basicRoles,
  deletedAccount,
  iamGrants,
  iamResourceOf,
  isEveryoneOnGoogle,
  roleHolds,
} from '../../src/semantics/iam.ts';
import type { IamGrant } from '../../src/semantics/iam.ts';
import { GOOGLE_PERMISSIONS } from '../../src/wandb/google-access.ts';
import { PUBLISHED_PRINCIPALS } from '../../src/wandb/principals.ts';
import { wandbIdentity } from './wandb-identity.ts';
import type { WandbIdentity } from './wandb-identity.ts';

/** A binding of the bucket's own policy or of its project's. */
export interface GoogleGrant extends IamGrant {
  readonly facet: 'iam' | 'projectIam';
}

export interface GoogleAsked {
  readonly identity: Extract<WandbIdentity, { kind: 'known' }>;
  /** E-mail address: of W&B's service accounts the one that holds most. */
  readonly account: string;
  readonly iam: IamPolicy;
  /** Undefined where the project's bindings could not be read. */
  readonly project: IamPolicy | undefined;
}

/** Whose access is judged and by which policies, or why there is nothing to judge. */
export function googleAsked(
  iam: IamPolicy,
  projectIam: Reading<Facets['projectIam']>,
  target: Target,
): GoogleAsked | NotApplicable | Open {
  const identity = wandbIdentity(target);
  if (identity.kind === 'unknown')
    return identity.why === 'undeclared' ? open(identity.message) : notApplicable(identity.message);
  const project = projectIam.status === 'known' ? projectIam.value : undefined;
  const held = identity.principals.map((principal) => {
    const asked = { identity, account: emailOf(principal), iam, project };
    return { asked, count: GOOGLE_PERMISSIONS.filter((one) => isGranted(asked, target, one)).length };
  });
  const most = Math.max(...held.map(({ count }) => count));
  return held.find(({ count }) => count === most)?.asked ?? { identity, account: '', iam, project };
}

/** Principals may be declared as members: `serviceAccount:EMAIL`. */
function emailOf(principal: string): string {
  return principal.replace(/^serviceAccount:/i, '');
}

/** The account to grant, where W&B's identity is known. */
export function accountToGrant(target: Target): string | undefined {
  const identity = wandbIdentity(target);
  const [principal] = identity.kind === 'known' ? identity.principals : [];
  return principal === undefined ? undefined : emailOf(principal);
}

/** Public access prevention takes everybody's grants back: https://cloud.google.com/storage/docs/public-access-prevention */
export function afterPrevention(
  policy: IamPolicy,
  prevention: Reading<Facets['publicAccessPrevention']>,
): IamPolicy {
  if (prevention.status !== 'known' || !prevention.value.enforced) return policy;
  const bindings = policy.bindings.map((binding) => ({
    ...binding,
    members: binding.members.filter((member) => !isEveryoneOnGoogle(member)),
  }));
  return { ...policy, bindings };
}

/** The bindings that give W&B a permission, or may; those of the bucket first. */
export function googleGrants(
  { account, iam, project }: GoogleAsked,
  { bucket, subpath }: Target,
  permission: string,
): readonly GoogleGrant[] {
  const resource = iamResourceOf(permission, bucket, subpath);
  const basic = project === undefined ? new Set<string>() : basicRoles(project, account);
  const of = (policy: IamPolicy | undefined, facet: GoogleGrant['facet']): GoogleGrant[] =>
    (policy === undefined ? [] : iamGrants(policy, account, permission, resource, basic)).map((grant) => ({
      ...grant,
      facet,
    }));
  return [...of(iam, 'iam'), ...of(project, 'projectIam')];
}

/** Granted for certain, or under a condition, which is grant-is-unconditional's. */
export function isGranted(asked: GoogleAsked, target: Target, permission: string): boolean {
  return googleGrants(asked, target, permission).some(({ doubts }) => doubts.length === 0);
}

/** A binding of the bucket that was meant for W&B and misses it. `deployment` is whose account it names; absent: it was deleted. */
export interface GoogleStray {
  readonly member: string;
  readonly role: string;
  readonly path: string;
  readonly deployment?: DeploymentType;
  /** The rule that reports it. */
  readonly rule: 'principal-fits-deployment' | 'principal-is-alive';
}

/** One a member; none where W&B's own account, and not only everybody, holds anything it needs. */
export function googleStrays(asked: GoogleAsked, target: Target): readonly GoogleStray[] {
  const holdsOwn = GOOGLE_PERMISSIONS.some((permission) =>
    googleGrants(asked, target, permission).some(
      ({ doubts, member }) => doubts.length === 0 && !isEveryoneOnGoogle(member),
    ),
  );
  if (holdsOwn) return [];
  const own = asked.identity.principals.map((principal) => emailOf(principal).toLowerCase());
  const published = PUBLISHED_PRINCIPALS.filter(({ provider }) => provider === 'gcp');
  const others = published.filter(({ principal }) => !own.includes(principal));
  const found = asked.iam.bindings.flatMap((binding, index): GoogleStray[] => {
    if (GOOGLE_PERMISSIONS.every((permission) => roleHolds(binding, permission) === false)) return [];
    return binding.members.flatMap((member): GoogleStray[] => {
      const at = { member, role: binding.role, path: `/bindings/${index}` };
      const dead = deletedAccount(member)?.toLowerCase();
      const meant =
        dead !== undefined && (own.includes(dead) || published.some(({ principal }) => principal === dead));
      if (meant) return [{ ...at, rule: 'principal-is-alive' }];
      const other = others.find(({ principal }) => member.toLowerCase() === `serviceaccount:${principal}`);
      return other === undefined
        ? []
        : [{ ...at, deployment: other.deployment, rule: 'principal-fits-deployment' }];
    });
  });
  return [...new Map(found.toReversed().map((stray) => [stray.member, stray])).values()].toReversed();
}
