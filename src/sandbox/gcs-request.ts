// What a request asks of Google's services: which method, on which bucket, project, role or account.

import type { IncomingMessage } from 'node:http';

export type GoogleOperation =
  | 'storage.buckets.get'
  | 'storage.buckets.list'
  | 'storage.buckets.getIamPolicy'
  | 'storage.buckets.testIamPermissions'
  | 'cloudresourcemanager.projects.getIamPolicy'
  | 'iam.roles.get'
  | 'iamcredentials.projects.serviceAccounts.generateAccessToken'
  | 'oauth2.token'
  /** Nothing that the sandbox knows. */
  | 'unknown';

export interface GoogleAsked {
  readonly operation: GoogleOperation;
  /** Name of the bucket, project, role or account. */
  readonly of: string;
  readonly bucket?: string;
  readonly query: URLSearchParams;
  /** The access token. */
  readonly token?: string;
  readonly body: string;
}

/** No bucket of S3 has a name that short, nor the one of Google's API. */
const OURS = /^\/(storage\/v1|v1|v3|token)(\/|$)/;

const ROUTES: readonly (readonly [GoogleOperation, string, RegExp])[] = [
  ['storage.buckets.get', 'GET', /^\/storage\/v1\/b\/([^/]+)$/],
  ['storage.buckets.list', 'GET', /^\/storage\/v1\/b$/],
  ['storage.buckets.getIamPolicy', 'GET', /^\/storage\/v1\/b\/([^/]+)\/iam$/],
  ['storage.buckets.testIamPermissions', 'GET', /^\/storage\/v1\/b\/([^/]+)\/iam\/testPermissions$/],
  ['cloudresourcemanager.projects.getIamPolicy', 'POST', /^\/v3\/projects\/([^/:]+):getIamPolicy$/],
  ['iam.roles.get', 'GET', /^\/v1\/((?:projects|organizations)\/[^/]+\/roles\/[^/]+)$/],
  [
    'iamcredentials.projects.serviceAccounts.generateAccessToken',
    'POST',
    /^\/v1\/projects\/-\/serviceAccounts\/([^/:]+):generateAccessToken$/,
  ],
  ['oauth2.token', 'POST', /^\/token$/],
];

/** Reads a request; undefined where it is for another cloud. */
export function googleAskedOf(
  { headers, method = 'GET', url = '/' }: IncomingMessage,
  body: string,
): GoogleAsked | undefined {
  const [path = '/', queryString = ''] = url.split(/\?(.*)/s);
  if (!OURS.test(path)) return undefined;
  const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
  const common = { query: new URLSearchParams(queryString), body, ...(token !== undefined && { token }) };
  for (const [operation, verb, pattern] of ROUTES) {
    const match = verb === method ? pattern.exec(path) : null;
    if (match === null) continue;
    const of = decodeURIComponent(match[1] ?? '');
    return { operation, of, ...(of !== '' && operation.startsWith('storage.') && { bucket: of }), ...common };
  }
  return { operation: 'unknown', of: path, ...common };
}
