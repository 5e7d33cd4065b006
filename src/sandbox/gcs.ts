// Google's services as an audit meets them: Cloud Storage, Resource Manager, IAM, IAM Credentials and tokens.

import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { respondAsGoogle, rpcError, storageError } from './gcs-answer.ts';
import type { GoogleAnswer } from './gcs-answer.ts';
import { googleFault } from './gcs-faults.ts';
import type { GoogleAsked } from './gcs-request.ts';
import { badToken, tokensOf } from './gcs-tokens.ts';
import { faultPicker } from './faults.ts';
import { policyOf, resourceOf } from './gcs-world.ts';
import type { SandboxGoogle } from './gcs-world.ts';

export interface GoogleCloud {
  /** The real services' answer. */
  readonly answer: (asked: GoogleAsked) => GoogleAnswer;
  /** The answer of a service that does not let the caller do it. */
  readonly deny: (asked: GoogleAsked) => GoogleAnswer;
  /** The service account that asks; '' for none. */
  readonly callerOf: (asked: GoogleAsked) => string;
}

/** Answers requests to Google's services, and tells how: status 0 where a fault broke the connection. */
export function googleOf(world: SandboxGoogle): (
  asked: GoogleAsked,
  response: ServerResponse,
) => {
  readonly operation: string;
  readonly bucket?: string;
  readonly account: string;
  readonly status: number;
} {
  const cloud = googleCloudOf(world);
  const pick = faultPicker(world.faults ?? []);
  return (asked, response) => {
    const fault = pick(asked);
    const given = fault === undefined ? cloud.answer(asked) : googleFault(fault, asked, cloud, response);
    if (given !== undefined) respondAsGoogle(given, response);
    const { operation, bucket } = asked;
    const call = { operation, account: cloud.callerOf(asked), status: given?.status ?? 0 };
    return bucket === undefined ? call : { ...call, bucket };
  };
}

export function googleCloudOf(world: SandboxGoogle): GoogleCloud {
  const { granted, projects = {}, roles = {} } = world;
  const buckets = new Map(world.buckets.map((bucket) => [bucket.name, bucket]));
  const tokens = tokensOf(world);
  const may = (permission: string): boolean => granted?.includes(permission) ?? true;
  const callerOf = (asked: GoogleAsked): string => tokens.holderOf(asked) ?? '';

  const storage = (asked: GoogleAsked): GoogleAnswer => {
    const { operation, of: name, query } = asked;
    const bucket = buckets.get(name);
    if (operation === 'storage.buckets.testIamPermissions') {
      const permissions = query.getAll('permissions').filter(may);
      const body = {
        kind: 'storage#testIamPermissionsResponse',
        ...(permissions.length > 0 && { permissions }),
      };
      return bucket === undefined ? noBucket() : { status: 200, body };
    }
    if (!may(operation)) return deny(asked);
    if (bucket === undefined) return noBucket();
    if (operation === 'storage.buckets.get') {
      return { status: 200, body: visible(resourceOf(bucket), query.get('projection') === 'full', may) };
    }
    const version = Number(query.get('optionsRequestedPolicyVersion') ?? 1);
    return { status: 200, body: asVersion(policyOf(bucket), version) };
  };

  const deny = (asked: GoogleAsked): GoogleAnswer => {
    const { operation, of } = asked;
    switch (operation) {
      case 'cloudresourcemanager.projects.getIamPolicy':
        return rpcError(403, 'PERMISSION_DENIED', 'The caller does not have permission');
      case 'iam.roles.get':
        return rpcError(403, 'PERMISSION_DENIED', `You don't have permission to get the role at ${of}.`);
      default: {
        const message = `${callerOf(asked) || 'Anonymous caller'} does not have ${operation} access to the Google Cloud Storage bucket. Permission '${operation}' denied on resource (or it may not exist).`;
        return storageError(403, 'forbidden', message);
      }
    }
  };

  return {
    deny,
    callerOf,
    answer(asked) {
      if (asked.operation === 'oauth2.token') return tokens.exchange(asked);
      if (tokens.holderOf(asked) === undefined) return badToken();
      switch (asked.operation) {
        case 'storage.buckets.get':
        case 'storage.buckets.getIamPolicy':
        case 'storage.buckets.testIamPermissions':
          return storage(asked);
        case 'cloudresourcemanager.projects.getIamPolicy': {
          const policy = projects[asked.of];
          // Resource Manager does not tell what does not exist from what may not be seen.
          if (policy === undefined || !may('resourcemanager.projects.getIamPolicy')) return deny(asked);
          const { options } = JSON.parse(asked.body || '{}') as {
            options?: { requestedPolicyVersion?: number };
          };
          return {
            status: 200,
            body: asVersion(
              { version: 1, etag: 'BwYAAAAAAAA=', ...policy },
              options?.requestedPolicyVersion ?? 1,
            ),
          };
        }
        case 'iam.roles.get': {
          if (!may('iam.roles.get')) return deny(asked);
          const role = roles[asked.of];
          const missing = `The role named ${asked.of} was not found.`;
          return role === undefined
            ? rpcError(404, 'NOT_FOUND', missing)
            : { status: 200, body: { name: asked.of, stage: 'GA', etag: 'BwYAAAAAAAA=', ...role } };
        }
        case 'iamcredentials.projects.serviceAccounts.generateAccessToken':
          return tokens.actAs(asked);
        case 'unknown':
          return { status: 404, body: 'Not Found' };
      }
    },
  };
}

function noBucket(): GoogleAnswer {
  return storageError(404, 'notFound', 'The specified bucket does not exist.');
}

/** Google leaves out what the caller may not see, and ACLs unless asked for: https://cloud.google.com/storage/docs/json_api/v1/buckets/get */
function visible(resource: object, full: boolean, may: (permission: string) => boolean): object {
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
