// What a request to the sandbox's Azure asks for, which of its services, and how that service answers and refuses.

import type { IncomingMessage } from 'node:http';

export interface AzureAsked {
  readonly service: 'entra' | 'arm' | 'blob';
  /** `StorageAccounts_List`; the method where the sandbox knows none. */
  readonly operation: string;
  /** `account` or `account/container`, of what belongs to one. */
  readonly bucket?: string;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface AzureAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

type Request = Omit<AzureAsked, 'service' | 'operation' | 'bucket'>;

export function azureAskedOf(
  { headers, method = 'GET', url = '/' }: IncomingMessage,
  body: string,
): AzureAsked {
  const { pathname, searchParams } = new URL(url, 'https://127.0.0.1');
  const plain = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  // Some clients put the slash of an id behind that of the address.
  const path = decodeURIComponent(pathname).replace(/^\/+/, '/');
  const request: Request = { method, path, query: searchParams, headers: plain, body };
  if (/^\/[^/]+\/(v2\.0\/\.well-known|oauth2\/v2\.0)\//.test(path)) {
    return {
      service: 'entra',
      operation: path.endsWith('/token') ? 'Token' : 'OpenIdConfiguration',
      ...request,
    };
  }
  if (/^\/(subscriptions|providers)(\/|$)/i.test(path))
    return { service: 'arm', ...managed(request), ...request };
  return { service: 'blob', ...stored(request), ...request };
}

const ACCOUNT = String.raw`/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Storage/storageAccounts/([^/]+)`;

/** Paths of the operations that the sandbox knows; the group is the account, with its container. */
const OPERATIONS: readonly (readonly [operation: string, path: RegExp])[] = [
  ['Subscriptions_List', /^\/subscriptions$/i],
  ['StorageAccounts_List', /^\/subscriptions\/[^/]+\/providers\/Microsoft\.Storage\/storageAccounts$/i],
  ['StorageAccounts_GetProperties', new RegExp(`^${ACCOUNT}$`, 'i')],
  ['BlobServices_GetServiceProperties', new RegExp(`^${ACCOUNT}/blobServices/default$`, 'i')],
  ['ManagementPolicies_Get', new RegExp(`^${ACCOUNT}/managementPolicies/default$`, 'i')],
  ['EncryptionScopes_Get', new RegExp(`^${ACCOUNT}/encryptionScopes/[^/]+$`, 'i')],
  ['BlobContainers_List', new RegExp(`^${ACCOUNT}/blobServices/default/containers$`, 'i')],
  ['BlobContainers_Get', new RegExp(`^${ACCOUNT}(/blobServices/default/containers/[^/]+)$`, 'i')],
  [
    'UserAssignedIdentities_ListBySubscription',
    /^\/subscriptions\/[^/]+\/providers\/Microsoft\.ManagedIdentity\/userAssignedIdentities$/i,
  ],
  ['FederatedIdentityCredentials_List', /\/userAssignedIdentities\/[^/]+\/federatedIdentityCredentials$/i],
  [
    'RoleAssignments_ListForScope',
    new RegExp(
      `^${ACCOUNT}(/blobServices/default/containers/[^/]+)?/providers/Microsoft\\.Authorization/roleAssignments$`,
      'i',
    ),
  ],
  ['RoleDefinitions_GetById', /\/providers\/Microsoft\.Authorization\/roleDefinitions\/[^/]+$/i],
];

function managed({ method, path }: Request): Pick<AzureAsked, 'operation' | 'bucket'> {
  for (const [operation, pattern] of OPERATIONS) {
    const match = method === 'GET' ? pattern.exec(path) : null;
    if (match === null) continue;
    const [, account, container] = match;
    const bucket = [account, container?.split('/').at(-1)].filter((part) => part !== undefined).join('/');
    return { operation, ...(bucket !== '' && { bucket }) };
  }
  // `POST .../listKeys` and whatever else nobody should ask.
  return { operation: `${method} ${path.split('/').at(-1) ?? ''}` };
}

function stored({ method, path, query }: Request): Pick<AzureAsked, 'operation' | 'bucket'> {
  const [, account = '', container = ''] = path.split('/');
  const [type, part] = [query.get('restype'), query.get('comp')];
  const bucket = container === '' ? account : `${account}/${container}`;
  if (method !== 'GET' && method !== 'HEAD') return { operation: method, bucket };
  if (type === 'service' && part === 'properties') return { operation: 'GetBlobServiceProperties', bucket };
  if (type === 'container' && part === null) return { operation: 'GetContainerProperties', bucket };
  return { operation: method, bucket };
}

const IDS = {
  'x-ms-request-id': '11111111-2222-3333-4444-555555555555',
  'x-ms-correlation-request-id': '11111111-2222-3333-4444-555555555555',
};
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-cache' };

export function json(status: number, body: object, headers: Record<string, string> = {}): AzureAnswer {
  return { status, body: JSON.stringify(body), headers: { ...JSON_TYPE, ...IDS, ...headers } };
}

/** An error in the resource manager's form: https://learn.microsoft.com/en-us/rest/api/gettingstarted/#async-operations-throttling-and-paging */
export function armError(
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): AzureAnswer {
  const answer = json(status, { error: { code, message } }, headers);
  return { ...answer, headers: { ...answer.headers, 'x-ms-failure-cause': 'gateway' } };
}
