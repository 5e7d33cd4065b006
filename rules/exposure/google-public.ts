// Who on the internet reaches a Google bucket: public bindings and ACLs, after public access prevention and uniform access.

import type { Facets, IamPolicy, Reading } from '../../src/model/evidence.ts';
import { couldNotVerify, open } from '../../src/model/rule.ts';
import type { Remediation, RemediationContext, Verdict, Violation } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import { iamResourceOf, isEveryoneOnGoogle } from '../../src/semantics/iam.ts';
import { mayHold } from '../../src/semantics/iam-condition.ts';
import { any } from '../../src/semantics/policy/truth.ts';
import type { Truth } from '../../src/semantics/policy/truth.ts';
import { GOOGLE_PERMISSIONS } from '../../src/wandb/google-access.ts';
import { accountToGrant, googleAsked, isGranted } from '../views/google-access.ts';
import { addBinding, bindingsOf, removeBinding } from '../views/google-bindings.ts';
import { gcloudUpdate } from '../views/gcs-documents.ts';
import { isVerdict } from '../views/wandb-request.ts';

type Readings = {
  readonly [F in 'iam' | 'acl' | 'uniformAccess' | 'publicAccessPrevention']: Reading<Facets[F]>;
};

/** The role that a bucket ACL's permission shows as in the bucket's own policy. */
const LEGACY: Readonly<Record<string, string>> = {
  READ: 'roles/storage.legacyBucketReader',
  WRITE: 'roles/storage.legacyBucketWriter',
  FULL_CONTROL: 'roles/storage.legacyBucketOwner',
};

export function googleIsPublic(
  { iam, acl, uniformAccess, publicAccessPrevention }: Readings,
  target: Target,
): Verdict {
  if (publicAccessPrevention.status === 'known' && publicAccessPrevention.value.enforced) return [];
  const bindings = iam.status === 'known' ? publicBindings(iam.value, target) : [];
  const uniform = uniformAccess.status === 'known' ? uniformAccess.value.enabled : 'unknown';
  const granted = uniform === true ? [] : byAcl(acl, iam);
  const found = [
    ...bindings.filter(({ holds }) => holds === true).map(({ violation }) => violation),
    ...(uniform === false ? granted : []),
  ];
  if (publicAccessPrevention.status === 'unreadable' && found.length > 0)
    return open('there is a public grant, and public access prevention could not be read');
  if (found.length > 0) return found;
  if (bindings.length > 0)
    return open('a public binding depends on a condition that cannot be verified from here');
  if (granted.length > 0) return open('the ACL is public, and uniform bucket-level access could not be read');
  if (iam.status === 'unreadable') return open(couldNotVerify([iam]));
  if (iam.status !== 'known') return open("the bucket's own IAM policy is not known");
  // Without uniform access ACLs count; with it there are none.
  if (uniform !== true && acl.status === 'unreadable') return open(couldNotVerify([acl]));
  return [];
}

function publicBindings(
  { bindings }: IamPolicy,
  { bucket }: Target,
): { readonly holds: Truth; readonly violation: Violation }[] {
  return bindings.flatMap(({ role, members, condition }, index) => {
    const who = members.filter(isEveryoneOnGoogle);
    // A condition opens the bucket where it holds for its settings or for any object.
    const holds =
      condition === undefined
        ? true
        : any(
            GOOGLE_PERMISSIONS.map((permission) =>
              mayHold(condition.expression, iamResourceOf(permission, bucket, '')),
            ),
          );
    if (who.length === 0 || holds === false) return [];
    const at = { facet: 'iam', path: `/bindings/${index}` } as const;
    return [{ holds, violation: { messageId: 'binding', data: { role, members: who }, ...at } }];
  });
}

/** A bucket's ACL shows in its IAM policy, too, as a legacy role: there it is told. */
function byAcl(acl: Reading<Facets['acl']>, iam: Reading<IamPolicy>): Violation[] {
  if (acl.status !== 'known') return [];
  const { grants, defaultObjectGrants = [] } = acl.value;
  const isPublic = (grantee: string): boolean => grantee === 'allUsers' || grantee === 'authenticatedUsers';
  const told = (grantee: string, permission: string): boolean =>
    iam.status === 'known' &&
    iam.value.bindings.some(
      ({ role, members }) =>
        role === LEGACY[permission] &&
        members.includes(grantee === 'allUsers' ? 'allUsers' : 'allAuthenticatedUsers'),
    );
  return [
    ...grants.flatMap(({ grantee, permission }, index): Violation[] =>
      isPublic(grantee) && !told(grantee, permission)
        ? [{ messageId: 'acl', data: { grantee, permission }, facet: 'acl', path: `/grants/${index}` }]
        : [],
    ),
    ...defaultObjectGrants.flatMap(({ grantee, permission }, index): Violation[] =>
      isPublic(grantee)
        ? [
            {
              messageId: 'defaultAcl',
              data: { grantee, permission },
              facet: 'acl',
              path: `/defaultObjectGrants/${index}`,
            },
          ]
        : [],
    ),
  ];
}

/** Takes everybody out of the bindings and ACLs at fault and prevents the like; W&B keeps the access it had from them. */
export function closeGoogle(context: RemediationContext): Remediation {
  const { target, violations } = context;
  const named = violations.flatMap(({ messageId, data }) => {
    const { role, members } = data ?? {};
    if (messageId !== 'binding' || typeof role !== 'string' || typeof members !== 'object') return [];
    return members.map((member) => removeBinding(context, member, role));
  });
  const acls = violations.flatMap(({ messageId, data }) => {
    const entity = data?.['grantee'] === 'allUsers' ? 'AllUsers' : 'AllAuthenticatedUsers';
    if (messageId === 'acl') return [gcloudUpdate(target, `--remove-acl-grant=${entity}`)];
    return messageId === 'defaultAcl'
      ? [gcloudUpdate(target, `--remove-default-object-acl-grant=${entity}`)]
      : [];
  });
  const account = needsOwnBinding(context) ? accountToGrant(target) : undefined;
  const commands = [
    ...(account === undefined ? [] : [addBinding(context, account)]),
    ...named,
    ...acls,
    gcloudUpdate(target, '--public-access-prevention'),
  ];
  return {
    text: `Take everybody out and prevent public access; signed URLs go on to work.${acls.length > 0 ? ' Objects written before keep their ACL: turn on uniform bucket-level access to end it.' : ''}`,
    command: commands.join(' && '),
  };
}

/** True where W&B reaches the bucket now, and would not without what everybody was given. */
function needsOwnBinding({ target, readings }: RemediationContext): boolean {
  const project = readings.projectIam ?? { status: 'unsupported' };
  const bindings = bindingsOf(readings);
  const isHeld = (closed: boolean): boolean => {
    const left = bindings.map((binding) => ({
      ...binding,
      members: binding.members.filter((member) => !closed || !isEveryoneOnGoogle(member)),
    }));
    const asked = googleAsked({ version: 3, bindings: left }, project, target);
    return !isVerdict(asked) && GOOGLE_PERMISSIONS.some((permission) => isGranted(asked, target, permission));
  };
  return isHeld(false) && !isHeld(true);
}
