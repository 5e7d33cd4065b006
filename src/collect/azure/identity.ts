// The managed identity given to W&B: who may act as it, and the roles it has on the container and above.

import type { FederatedIdentityCredential, Identity } from '@azure/arm-msi';
import type { RoleAssignment as AzureAssignment } from '@azure/arm-authorization';
import type { AzureRole, ManagedIdentity, Reading, RoleAssignment } from '../../model/evidence.ts';
import { inReach, readSubscriptions } from './account.ts';
import { ARM_CALLS } from './calls.ts';
import { ask, askAll, authorizationOf, identitiesOf } from './clients.ts';
import type { Shared } from './clients.ts';
import type { Caller } from './credentials.ts';
import { readingOf } from './errors.ts';
import type { Seen } from './resources.ts';

/** The identity of the declared client id: in the account's subscription, else in the others in reach. */
export async function findIdentity(
  clientId: string | undefined,
  { id: account, caller, shared }: Seen,
): Promise<Reading<Identity | null>> {
  const { call } = ARM_CALLS.identities;
  if (clientId === undefined) return { status: 'known', value: null, call };
  const id = await account;
  if (id.status !== 'known') return id;
  const here = await findIn(id.value.subscription, clientId, caller, shared);
  if (here.status !== 'known' || here.value !== null) return here;
  const subscriptions = await readSubscriptions(caller, shared);
  if (subscriptions.status !== 'known') return subscriptions;
  const elsewhere = await Promise.all(
    subscriptions.value
      .filter((subscription) => subscription !== id.value.subscription)
      .map((subscription) => findIn(subscription, clientId, caller, shared)),
  );
  const found = elsewhere.find((reading) => reading.status === 'known' && reading.value !== null);
  const failed = elsewhere.find((reading) => reading.status === 'unreadable');
  if (found !== undefined || failed !== undefined) return (found ?? failed) as Reading<Identity>;
  const count = new Set([...subscriptions.value, id.value.subscription]).size;
  const detail = `no managed identity with the client id ${clientId} in ${inReach(count)}`;
  return { status: 'unreadable', cause: 'absent', call, detail };
}

/** Null where the subscription has no such identity. */
async function findIn(
  subscription: string,
  clientId: string,
  caller: Caller,
  shared: Shared,
): Promise<Reading<Identity | null>> {
  const all = await listIdentities(subscription, caller, shared);
  if (all.status !== 'known') return all;
  const value = all.value.find((identity) => identity.clientId?.toLowerCase() === clientId.toLowerCase());
  return { status: 'known', value: value ?? null, call: all.call };
}

function listIdentities(
  subscription: string,
  caller: Caller,
  shared: Shared,
): Promise<Reading<readonly Identity[]>> {
  return shared.once(`azure identities ${subscription} ${caller.key}`, async () => {
    const { call } = ARM_CALLS.identities;
    try {
      const client = await identitiesOf(caller, subscription, shared);
      const { getContinuationToken } = await import('@azure/arm-msi');
      const value = await askAll(
        caller,
        subscription,
        shared,
        (options) => client.userAssignedIdentities.listBySubscription(options),
        getContinuationToken,
      );
      return { status: 'known', value, call };
    } catch (error) {
      return readingOf(error, ARM_CALLS.identities);
    }
  });
}

/** An identity with its federated credentials, read once. */
export async function readIdentity(
  found: Promise<Reading<Identity | null>>,
  { caller, shared }: Seen,
): Promise<Reading<ManagedIdentity | null>> {
  const identity = await found;
  if (identity.status !== 'known' || identity.value === null) return identity as Reading<null>;
  const { id: resourceId = '', clientId = '', principalId = '', tenantId = '' } = identity.value;
  const [, subscription = '', resourceGroup = '', name = ''] = IDENTITY_ID.exec(resourceId) ?? [];
  return shared.once(`azure identity ${resourceId.toLowerCase()} ${caller.key}`, async () => {
    const { call } = ARM_CALLS.federatedCredentials;
    try {
      const client = await identitiesOf(caller, subscription, shared);
      const { getContinuationToken } = await import('@azure/arm-msi');
      const credentials = await askAll(
        caller,
        subscription,
        shared,
        (options) => client.federatedIdentityCredentials.list(resourceGroup, name, options),
        getContinuationToken,
      );
      const federatedCredentials = credentials.map(credentialOf);
      return {
        status: 'known',
        value: { resourceId, clientId, principalId, tenantId, federatedCredentials },
        call,
      };
    } catch (error) {
      return readingOf(error, ARM_CALLS.federatedCredentials);
    }
  });
}

const IDENTITY_ID =
  /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.ManagedIdentity\/userAssignedIdentities\/([^/]+)$/i;

function credentialOf({
  name = '',
  issuer = '',
  subject = '',
  audiences = [],
}: FederatedIdentityCredential): ManagedIdentity['federatedCredentials'][number] {
  return { name, issuer, subject, audiences };
}

/**
 * The roles that the identity has from the container up, those of its groups included. Asked at the container: the answer
 * holds what is given there and above, and nothing of its neighbours.
 * https://learn.microsoft.com/en-us/azure/role-based-access-control/role-assignments-list-rest
 */
export async function readRoleAssignments(
  identity: Promise<Reading<Identity | null>>,
  container: string,
  { id: account, caller, shared }: Seen,
): Promise<Reading<readonly RoleAssignment[] | null>> {
  const { call } = ARM_CALLS.roleAssignments;
  const [who, id] = await Promise.all([identity, account]);
  if (who.status !== 'known') return who;
  if (who.value === null) return { status: 'known', value: null, call };
  if (id.status !== 'known') return id;
  const { principalId = '' } = who.value;
  const { subscription, text } = id.value;
  const scope = `${text}/blobServices/default/containers/${container}`;
  try {
    const client = await authorizationOf(caller, subscription, shared);
    const { getContinuationToken } = await import('@azure/arm-authorization');
    const assignments = await askAll(
      caller,
      subscription,
      shared,
      (options) =>
        client.roleAssignments.listForScope(scope.slice(1), {
          ...options,
          filter: `assignedTo('${principalId}')`,
        }),
      getContinuationToken,
    );
    const value = await Promise.all(
      assignments
        .filter((assignment) => reaches(assignment.scope, scope))
        .map((assignment) => assignmentOf(assignment, subscription, caller, shared)),
    );
    return { status: 'known', value, call };
  } catch (error) {
    return readingOf(error, ARM_CALLS.roleAssignments);
  }
}

/** Given at the container or at something it is in. What is in a management group is not told by its id: ARM answered it. */
function reaches(given = '', scope: string): boolean {
  const at = given.toLowerCase().replace(/\/$/, '');
  return at.startsWith('/providers/microsoft.management/') || `${scope.toLowerCase()}/`.startsWith(`${at}/`);
}

async function assignmentOf(
  { id = '', principalId = '', scope = '', roleDefinitionId = '', condition }: AzureAssignment,
  subscription: string,
  caller: Caller,
  shared: Shared,
): Promise<RoleAssignment> {
  return {
    id,
    principalId,
    scope,
    role: await readRole(roleDefinitionId, subscription, caller, shared),
    // The resource manager sends null for none, against the SDK's type.
    ...(condition && { condition }),
  };
}

/** A role by its id, once a run; the id alone where its definition cannot be read. */
function readRole(
  definitionId: string,
  subscription: string,
  caller: Caller,
  shared: Shared,
): Promise<AzureRole> {
  const id = definitionId.slice(definitionId.lastIndexOf('/') + 1).toLowerCase();
  return shared.once(`azure role ${definitionId.toLowerCase()} ${caller.key}`, async () => {
    try {
      const client = await authorizationOf(caller, subscription, shared);
      const { roleName: name, permissions } = await ask(caller, subscription, shared, (options) =>
        client.roleDefinitions.getById(definitionId.slice(1), options),
      );
      return {
        id,
        ...(name !== undefined && { name }),
        ...(permissions !== undefined && {
          permissions: permissions.map(
            ({ actions = [], notActions = [], dataActions = [], notDataActions = [] }) => ({
              actions,
              notActions,
              dataActions,
              notDataActions,
            }),
          ),
        }),
      };
    } catch {
      return { id };
    }
  });
}
