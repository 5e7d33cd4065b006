// Allow policies of a bucket and of its project, with what their custom roles allow.

import type { IamBinding, IamPolicy, Reading } from '../../model/evidence.ts';
import type { Caller } from './credentials.ts';
import type { Shared } from './bucket.ts';
import { NotGoogle, readingOf } from './errors.ts';
import { GET_IAM_POLICY, GET_PROJECT_POLICY } from './readers.ts';
import type { GooglePolicy, GoogleRole } from './wire.ts';

/** Version 3 shows conditions; version 1 hides them behind role names that do not exist. */
const VERSION = 3;

/** The bucket's own policy. */
export async function readIam(bucket: string, caller: Caller, shared: Shared): Promise<Reading<IamPolicy>> {
  try {
    const policy = await shared.clients.storage(caller, bucket, async (client) => {
      const [answer] = await client.iam.getPolicy({ requestedPolicyVersion: VERSION });
      return answer as unknown as GooglePolicy;
    });
    if (policy.kind !== 'storage#policy') throw new NotGoogle('the answer is no policy of Cloud Storage');
    return { status: 'known', value: await policyOf(policy, caller, shared), call: GET_IAM_POLICY.call };
  } catch (error) {
    return readingOf(error, GET_IAM_POLICY);
  }
}

/**
 * The policy of a project, named by its number; once a project.
 * https://cloud.google.com/resource-manager/reference/rest/v3/projects/getIamPolicy
 */
export function readProjectIam(number: string, caller: Caller, shared: Shared): Promise<Reading<IamPolicy>> {
  return shared.once(`project ${number} ${caller.key}`, async () => {
    try {
      const policy = (await shared.clients.ask(caller, {
        service: 'resourceManager',
        path: `/v3/projects/${encodeURIComponent(number)}:getIamPolicy`,
        body: { options: { requestedPolicyVersion: VERSION } },
      })) as GooglePolicy;
      // A policy has no kind of its own, but always one of these.
      if (policy.etag === undefined && policy.bindings === undefined)
        throw new NotGoogle('the answer is no policy');
      return {
        status: 'known',
        value: await policyOf(policy, caller, shared),
        call: GET_PROJECT_POLICY.call,
      };
    } catch (error) {
      const reading = readingOf(error, GET_PROJECT_POLICY);
      return reading.status === 'unreadable' && reading.cause === 'absent'
        ? { ...reading, detail: "the bucket's project does not exist" }
        : reading;
    }
  });
}

async function policyOf(policy: GooglePolicy, caller: Caller, shared: Shared): Promise<IamPolicy> {
  const { version = 1, bindings = [] } = policy;
  return {
    version,
    bindings: await Promise.all(
      bindings.map(async ({ role = '', members = [], condition }): Promise<IamBinding> => {
        const permissions = isCustom(role) ? await readRole(role, caller, shared) : undefined;
        return {
          role,
          members,
          ...(condition !== undefined && { condition: conditionOf(condition) }),
          ...(permissions !== undefined && { permissions }),
        };
      }),
    ),
  };
}

function conditionOf({ title, expression = '' }: { title?: string; expression?: string }): {
  title?: string;
  expression: string;
} {
  return { ...(title !== undefined && { title }), expression };
}

const CUSTOM = /^(projects|organizations)\/[^/]+\/roles\/[^/]+$/;

function isCustom(role: string): boolean {
  return CUSTOM.test(role);
}

/** What a custom role allows; undefined where it cannot be read. Once a role. */
function readRole(role: string, caller: Caller, shared: Shared): Promise<readonly string[] | undefined> {
  return shared.once(`role ${role} ${caller.key}`, async () => {
    try {
      const path = `/v1/${role.split('/').map(encodeURIComponent).join('/')}`;
      const {
        name,
        stage,
        deleted,
        includedPermissions = [],
      } = (await shared.clients.ask(caller, {
        service: 'iam',
        path,
      })) as GoogleRole;
      if (name !== role) return undefined;
      // Such a role stays bound and allows nothing: https://cloud.google.com/iam/docs/reference/rest/v1/organizations.roles
      return stage === 'DISABLED' || deleted === true ? [] : includedPermissions;
    } catch {
      return undefined;
    }
  });
}
