// What Google's services answer to reads, given what the caller may do.

import { createHash } from 'node:crypto';
import { rpcError, storageError } from './gcs-answer.ts';
import type { GoogleAnswer } from './gcs-answer.ts';
import type { GoogleAsked } from './gcs-request.ts';
import { policyOf, PROJECT, resourceOf } from './gcs-world.ts';
import type { SandboxGoogle } from './gcs-world.ts';

/** Whether the caller has a permission. */
export type May = (permission: string) => boolean;

const ETAG = 'BwYAAAAAAAA=';

/** Cloud Storage; undefined where the caller may not. */
export function storageAnswer(
  { operation, of: name, query }: GoogleAsked,
  { buckets }: SandboxGoogle,
  may: May,
): GoogleAnswer | undefined {
  const tests = operation === 'storage.buckets.testIamPermissions';
  if (!tests && !may(operation)) return undefined;
  const bucket = buckets.find((b) => b.name === name);
  if (bucket === undefined) return storageError(404, 'notFound', 'The specified bucket does not exist.');
  if (tests) {
    const permissions = query.getAll('permissions').filter(may);
    const kind = 'storage#testIamPermissionsResponse';
    return { status: 200, body: { kind, ...(permissions.length > 0 && { permissions }) } };
  }
  if (operation === 'storage.buckets.get') {
    return { status: 200, body: visible(resourceOf(bucket), query.get('projection') === 'full', may) };
  }
  const version = Number(query.get('optionsRequestedPolicyVersion') ?? 1);
  return { status: 200, body: asVersion(policyOf(bucket), version) };
}

/** The buckets of a project by pages, with the members that `fields` asks for; undefined where the caller may not. */
export function bucketsAnswer(
  { query }: GoogleAsked,
  { buckets }: SandboxGoogle,
  may: May,
): GoogleAnswer | undefined {
  const project = query.get('project');
  if (project === null) return storageError(400, 'required', 'Required parameter: project');
  if (!may('storage.buckets.list')) return undefined;
  const ours = buckets.filter(({ project: own = PROJECT }) => own === project);
  const from = Number(query.get('pageToken') ?? 0);
  const to = from + Number(query.get('maxResults') ?? 1000);
  const items = ours.slice(from, to).map((bucket) => {
    const { name, labels } = resourceOf(bucket) as { name: string; labels?: object };
    return { name, ...(labels !== undefined && { labels }) };
  });
  const next = to < ours.length ? { nextPageToken: String(to) } : {};
  return { status: 200, body: { kind: 'storage#buckets', ...next, ...(items.length > 0 && { items }) } };
}

/** Resource Manager; it does not tell what does not exist from what may not be seen. */
export function projectAnswer(
  { of: number, body }: GoogleAsked,
  { projects = {} }: SandboxGoogle,
  may: May,
): GoogleAnswer | undefined {
  const policy = projects[number];
  if (policy === undefined || !may('resourcemanager.projects.getIamPolicy')) return undefined;
  const { options } = JSON.parse(body || '{}') as { options?: { requestedPolicyVersion?: number } };
  const version = options?.requestedPolicyVersion ?? 1;
  return { status: 200, body: asVersion({ version: 1, etag: ETAG, ...policy }, version) };
}

/** IAM; undefined where the caller may not. */
export function roleAnswer(
  { of: name }: GoogleAsked,
  { roles = {} }: SandboxGoogle,
  may: May,
): GoogleAnswer | undefined {
  if (!may('iam.roles.get')) return undefined;
  const role = roles[name];
  return role === undefined
    ? rpcError(404, 'NOT_FOUND', `The role named ${name} was not found.`)
    : { status: 200, body: { name, stage: 'GA', etag: ETAG, ...role } };
}

/** The answer to a caller who may not. */
export function denial({ operation, of }: GoogleAsked, caller: string): GoogleAnswer {
  switch (operation) {
    case 'cloudresourcemanager.projects.getIamPolicy':
      return rpcError(403, 'PERMISSION_DENIED', 'The caller does not have permission');
    case 'iam.roles.get':
      return rpcError(403, 'PERMISSION_DENIED', `You don't have permission to get the role at ${of}.`);
    default: {
      const who = caller === '' ? 'Anonymous caller' : caller;
      const message = `${who} does not have ${operation} access to the Google Cloud Storage bucket. Permission '${operation}' denied on resource (or it may not exist).`;
      return storageError(403, 'forbidden', message);
    }
  }
}

/** Google leaves out what the caller may not see, and ACLs unless asked for: https://cloud.google.com/storage/docs/json_api/v1/buckets/get */
function visible(resource: object, full: boolean, may: May): object {
  const { ipFilter, acl, defaultObjectAcl, owner, ...rest } = resource as Record<string, unknown>;
  const { iamConfiguration } = rest as {
    iamConfiguration?: { uniformBucketLevelAccess?: { enabled?: boolean } };
  };
  const uniform = iamConfiguration?.uniformBucketLevelAccess?.enabled === true;
  const acls = full && !uniform && may('storage.buckets.getIamPolicy');
  return {
    ...rest,
    ...(ipFilter !== undefined && may('storage.buckets.getIpFilter') && { ipFilter }),
    ...(acls && acl !== undefined && { acl }),
    ...(acls && defaultObjectAcl !== undefined && { defaultObjectAcl }),
    ...(acls && owner !== undefined && { owner }),
  };
}

interface Bound {
  readonly role: string;
  readonly condition?: object;
}

/** Below version 3 conditions are hidden behind names of roles that do not exist: https://cloud.google.com/iam/docs/troubleshoot-policies#withcond */
function asVersion(policy: object, version: number): object {
  const { bindings = [] } = policy as { bindings?: readonly Bound[] };
  if (!bindings.some(({ condition }) => condition !== undefined)) return policy;
  if (version >= 3) return { ...policy, version: 3 };
  const hidden = bindings.map(({ condition, ...binding }) =>
    condition === undefined ? binding : { ...binding, role: `${binding.role}_withcond_${hashOf(condition)}` },
  );
  return { ...policy, version: 1, bindings: hidden };
}

function hashOf(condition: object): string {
  return createHash('sha256').update(JSON.stringify(condition)).digest('hex').slice(0, 20);
}
