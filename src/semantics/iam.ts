// Which bindings of a Google IAM policy give a service account a permission of Cloud Storage.
// Source: https://cloud.google.com/iam/docs/allow-policies, https://cloud.google.com/storage/docs/access-control/iam-roles

import type { IamBinding, IamPolicy } from '../model/evidence.ts';
import { judgeIamCondition } from './iam-condition.ts';
import type { IamResource } from './iam-condition.ts';
import type { Truth } from './policy/truth.ts';

export type { IamResource } from './iam-condition.ts';

/** A binding that gives a permission, or may. */
export interface IamGrant {
  /** Of the binding in its policy. */
  readonly index: number;
  readonly role: string;
  readonly member: string;
  /** The expression that cannot be decided from here. */
  readonly condition?: string;
  /** Why it is not known that the binding is about this account or this permission, in words. */
  readonly doubts: readonly string[];
}

/** Convenience members stand for whoever holds a basic role on a project. */
const CONVENIENCE: Readonly<Record<string, string>> = {
  projectOwner: 'roles/owner',
  projectEditor: 'roles/editor',
  projectViewer: 'roles/viewer',
};

const EVERYONE: ReadonlySet<string> = new Set(['allUsers', 'allAuthenticatedUsers']);

const OBJECTS = ['create', 'delete', 'get', 'list'].map((verb) => `storage.objects.${verb}`);
const BUCKET = 'storage.buckets.get';

/**
 * Of Google's own roles, those permissions that rules ask for: reading the bucket's settings, and getting, creating,
 * deleting and listing objects. A role that is not listed is not known here.
 */
const ROLES: Readonly<Record<string, readonly string[]>> = {
  'roles/storage.admin': [BUCKET, ...OBJECTS],
  'roles/storage.bucketViewer': [BUCKET],
  'roles/storage.legacyBucketOwner': [
    BUCKET,
    'storage.objects.create',
    'storage.objects.delete',
    'storage.objects.list',
  ],
  'roles/storage.legacyBucketReader': [BUCKET, 'storage.objects.list'],
  'roles/storage.legacyBucketWriter': [
    BUCKET,
    'storage.objects.create',
    'storage.objects.delete',
    'storage.objects.list',
  ],
  'roles/storage.legacyObjectOwner': ['storage.objects.get'],
  'roles/storage.legacyObjectReader': ['storage.objects.get'],
  'roles/storage.objectAdmin': OBJECTS,
  'roles/storage.objectCreator': ['storage.objects.create'],
  'roles/storage.objectUser': OBJECTS,
  'roles/storage.objectViewer': ['storage.objects.get', 'storage.objects.list'],
  // What W&B's Terraform gives its own service account in the project beside:
  // https://github.com/wandb/terraform-google-wandb/blob/main/modules/service_accounts/main.tf
  'roles/cloudkms.admin': [],
  'roles/cloudkms.cryptoKeyEncrypterDecrypter': [],
  'roles/cloudsql.client': [],
  'roles/iam.serviceAccountTokenCreator': [],
  'roles/iam.workloadIdentityUser': [],
  'roles/logging.logWriter': [],
  'roles/monitoring.viewer': [],
  'roles/secretmanager.admin': [],
};

/** `storage.objects.list` is checked against the bucket: https://cloud.google.com/storage/docs/access-control/iam-permissions */
export function iamResourceOf(permission: string, bucket: string, subpath: string): IamResource {
  const name = `projects/_/buckets/${bucket}`;
  if (permission.startsWith('storage.buckets.') || permission === 'storage.objects.list')
    return { name, type: 'storage.googleapis.com/Bucket' };
  const prefix = subpath === '' ? '' : `${subpath}/`;
  return { name: `${name}/objects/${prefix}`, type: 'storage.googleapis.com/Object' };
}

/** True for everybody on the internet, and for everybody with a Google account. */
export function isEveryoneOnGoogle(member: string): boolean {
  return EVERYONE.has(member);
}

/** The account in `deleted:serviceAccount:EMAIL?uid=ID`, which matches nobody any more. */
export function deletedAccount(member: string): string | undefined {
  return /^deleted:serviceAccount:([^?]+)/.exec(member)?.[1];
}

/** Whether a role holds a permission; unknown for custom roles that were not read and for roles not listed here. */
export function roleHolds({ role, permissions }: IamBinding, permission: string): Truth {
  const held = permissions ?? ROLES[role];
  return held === undefined ? 'unknown' : held.includes(permission);
}

/** The basic roles that a project's policy gives the account: `roles/editor`. */
export function basicRoles({ bindings }: IamPolicy, account: string): ReadonlySet<string> {
  const basic = new Set(Object.values(CONVENIENCE));
  const held = bindings.filter(
    ({ role, members }) => basic.has(role) && members.some((member) => isAccount(member, account)),
  );
  return new Set(held.map(({ role }) => role));
}

/**
 * The bindings that give `account` (an e-mail address) the permission on the resource, or may. Bindings whose condition fails
 * for a part of the resource are none. `basic`: the account's basic roles on a project, as far as they are known.
 */
export function iamGrants(
  { bindings }: IamPolicy,
  account: string,
  permission: string,
  resource: IamResource,
  basic: ReadonlySet<string> = new Set(),
): readonly IamGrant[] {
  return bindings.flatMap((binding, index): IamGrant[] => {
    const holds = roleHolds(binding, permission);
    if (holds === false) return [];
    const { role, condition } = binding;
    const truth = condition === undefined ? true : judgeIamCondition(condition.expression, resource);
    if (truth === false) return [];
    return membersOf(binding, account, basic).map(({ member, doubt }) => ({
      index,
      role,
      member,
      ...(truth === 'unknown' && { condition: condition?.expression ?? '' }),
      doubts: [
        ...(doubt === undefined ? [] : [doubt]),
        ...(holds === true ? [] : [`what ${role} holds is not known`]),
      ],
    }));
  });
}

interface Member {
  readonly member: string;
  readonly doubt?: string;
}

/** The members that are the account or may stand for it. */
function membersOf({ members }: IamBinding, account: string, basic: ReadonlySet<string>): Member[] {
  return members.flatMap((member): Member[] => {
    if (isAccount(member, account)) return [{ member }];
    const [kind = ''] = member.split(':', 1);
    const basicRole = CONVENIENCE[kind];
    if (kind === 'group' || kind === 'domain')
      return [{ member, doubt: `whether ${member} takes the account in is not known` }];
    if (basicRole !== undefined && basic.has(basicRole))
      return [{ member, doubt: `whether ${member} is the account's project is not known` }];
    // All service accounts of a project, folder or organization are such a set; W&B's own are in none of a customer's.
    if (member.startsWith('principalSet://cloudresourcemanager.googleapis.com/'))
      return [{ member, doubt: `whether ${member} takes the account in is not known` }];
    return [];
  });
}

function isAccount(member: string, account: string): boolean {
  if (EVERYONE.has(member)) return true;
  return member.toLowerCase() === `serviceaccount:${account.toLowerCase()}`;
}
