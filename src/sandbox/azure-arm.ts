// The resource manager of the sandbox: storage, identities, roles, subscriptions; reads only.

import { armError, json } from './azure-request.ts';
import type { AzureAnswer, AzureAsked } from './azure-request.ts';
import type { ArmResource, SandboxAzure, SandboxAzureAccount } from './azure-world.ts';

/** Answers one read; `url` is the sandbox's own address, for the pages of a list. */
export function armAnswer(asked: AzureAsked, world: SandboxAzure, url: string): AzureAnswer {
  const { operation, path, query } = asked;
  if (query.get('api-version') === null) {
    return armError(
      400,
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
    );
  }
  const listed = listOf(asked, world);
  if (listed !== undefined) return paged(listed, asked, world, url);
  if (operation === 'RoleDefinitions_GetById') {
    const guid = path.split('/').at(-1)?.toLowerCase();
    const role = world.roleDefinitions?.find(({ name }) => name.toLowerCase() === guid);
    return role === undefined
      ? armError(
          404,
          'RoleDefinitionDoesNotExist',
          `The specified role definition with ID '${guid}' does not exist.`,
        )
      : json(200, role);
  }
  const account = world.accounts.find(({ account: { id } }) => isWithin(path, id));
  if (account === undefined) return notFound(asked);
  return resourceOf(asked, account);
}

function listOf({ operation, path, query }: AzureAsked, world: SandboxAzure): readonly object[] | undefined {
  const within = ({ id }: ArmResource): boolean => isWithin(id, path.split('/').slice(0, 3).join('/'));
  switch (operation) {
    case 'Subscriptions_List':
      return subscriptionsOf(world).map((subscriptionId) => ({
        id: `/subscriptions/${subscriptionId}`,
        subscriptionId,
        displayName: 'sandbox',
        state: 'Enabled',
      }));
    case 'StorageAccounts_List':
      return world.accounts.map(({ account }) => account).filter(within);
    case 'BlobContainers_List':
      return world.accounts.find(({ account: { id } }) => isWithin(path, id))?.containers;
    case 'UserAssignedIdentities_ListBySubscription':
      return (world.identities ?? []).map(({ identity }) => identity).filter(within);
    case 'FederatedIdentityCredentials_List':
      return world.identities?.find(({ identity: { id } }) => isWithin(path, id))?.federatedCredentials ?? [];
    case 'RoleAssignments_ListForScope':
      return assignmentsOf(path.replace(/\/providers\/Microsoft\.Authorization\/.*$/i, ''), query, world);
    default:
      return undefined;
  }
}

/** Without `atScope()` a list holds what is given above the scope, at it and below it. */
function assignmentsOf(scope: string, query: URLSearchParams, world: SandboxAzure): ArmResource[] {
  const principal = /^assignedTo\('([^']+)'\)$/.exec(query.get('$filter') ?? '')?.[1];
  return (world.roleAssignments ?? []).filter(({ properties }) => {
    const { principalId, scope: given = '/' } = properties as { principalId: string; scope?: string };
    const reaches = isWithin(scope, given) || isWithin(given, scope) || given.startsWith('/providers/');
    return reaches && (principal === undefined || principalId === principal);
  });
}

function paged(
  list: readonly object[],
  { path, query }: AzureAsked,
  { pageSize }: SandboxAzure,
  url: string,
): AzureAnswer {
  const from = Number(query.get('$skiptoken') ?? 0);
  const to = pageSize === undefined ? list.length : from + pageSize;
  const next = `${url}${path}?api-version=${query.get('api-version')}&$skiptoken=${to}`;
  const filter = query.get('$filter');
  const nextLink = filter === null ? next : `${next}&$filter=${encodeURIComponent(filter)}`;
  return json(200, { value: list.slice(from, to), ...(to < list.length && { nextLink }) });
}

function resourceOf(asked: AzureAsked, of: SandboxAzureAccount): AzureAnswer {
  const { operation, path } = asked;
  const last = path.split('/').at(-1)?.toLowerCase();
  const named = (list: readonly ArmResource[] = []): ArmResource | undefined =>
    list.find(({ name }) => name.toLowerCase() === last);
  const { id, name } = of.account;
  switch (operation) {
    case 'StorageAccounts_GetProperties':
      return json(200, of.account);
    case 'BlobServices_GetServiceProperties':
      return json(200, of.blobService ?? plainService(id));
    case 'ManagementPolicies_Get':
      return of.managementPolicy === undefined
        ? armError(404, 'ManagementPolicyNotFound', `No ManagementPolicy found for account ${name}`)
        : json(200, of.managementPolicy);
    case 'BlobContainers_Get': {
      const container = named(of.containers);
      const message = 'The specified container does not exist.';
      return container === undefined ? armError(404, 'ContainerNotFound', message) : json(200, container);
    }
    case 'EncryptionScopes_Get': {
      const scope = named(of.encryptionScopes);
      const message = 'The specified encryption scope does not exist.';
      return scope === undefined ? armError(404, 'EncryptionScopeNotFound', message) : json(200, scope);
    }
    default:
      return armError(405, 'MethodNotAllowed', `The sandbox only reads: ${operation}`);
  }
}

/** What a new account answers. */
function plainService(account: string): ArmResource {
  return {
    id: `${account}/blobServices/default`,
    name: 'default',
    type: 'Microsoft.Storage/storageAccounts/blobServices',
    properties: {
      cors: { corsRules: [] },
      deleteRetentionPolicy: { allowPermanentDelete: false, enabled: false },
    },
  };
}

function notFound({ path }: AzureAsked): AzureAnswer {
  const [, , , , group = '', , , , account = ''] = path.split('/');
  const message = `The Resource 'Microsoft.Storage/storageAccounts/${account}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`;
  return armError(404, 'ResourceNotFound', message);
}

/** Subscriptions that the caller sees. */
function subscriptionsOf({ subscriptions, accounts }: SandboxAzure): string[] {
  return [...new Set(subscriptions ?? accounts.map(({ account: { id } }) => id.split('/')[2] ?? ''))];
}

/** Ids are compared without case. */
function isWithin(id: string, scope: string): boolean {
  const at = scope.toLowerCase().replace(/\/$/, '');
  return `${id.toLowerCase()}/`.startsWith(`${at}/`);
}

/** Action of each operation: what a refusal names. */
const ACTIONS: Readonly<Record<string, string>> = {
  Subscriptions_List: 'Microsoft.Resources/subscriptions/read',
  StorageAccounts_List: 'Microsoft.Storage/storageAccounts/read',
  StorageAccounts_GetProperties: 'Microsoft.Storage/storageAccounts/read',
  BlobServices_GetServiceProperties: 'Microsoft.Storage/storageAccounts/blobServices/read',
  ManagementPolicies_Get: 'Microsoft.Storage/storageAccounts/managementPolicies/read',
  EncryptionScopes_Get: 'Microsoft.Storage/storageAccounts/encryptionScopes/read',
  BlobContainers_List: 'Microsoft.Storage/storageAccounts/blobServices/containers/read',
  BlobContainers_Get: 'Microsoft.Storage/storageAccounts/blobServices/containers/read',
  UserAssignedIdentities_ListBySubscription: 'Microsoft.ManagedIdentity/userAssignedIdentities/read',
  FederatedIdentityCredentials_List:
    'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/read',
  RoleAssignments_ListForScope: 'Microsoft.Authorization/roleAssignments/read',
  RoleDefinitions_GetById: 'Microsoft.Authorization/roleDefinitions/read',
};

/** The action that an operation needs; undefined for one that the sandbox does not know. */
export function azureActionOf(operation: string): string | undefined {
  return ACTIONS[operation];
}

/** The wording of a missing permission. */
export function armDenial({ operation, path }: AzureAsked): AzureAnswer {
  const who = '22222222-3333-4444-5555-666666666666';
  const message = `The client '${who}' with object id '${who}' does not have authorization to perform action '${azureActionOf(operation) ?? operation}' over scope '${path}' or the scope is invalid. If access was recently granted, please refresh your credentials.`;
  return armError(403, 'AuthorizationFailed', message);
}
