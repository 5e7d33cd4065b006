// The data plane of the sandbox: the few reads that an access key signs, and the signature itself.

import { createHmac } from 'node:crypto';
import type { AzureAnswer, AzureAsked } from './azure-request.ts';
import type { ArmResource, SandboxAzure, SandboxAzureAccount } from './azure-world.ts';
import { plainDocumentOf } from './xml.ts';

export function blobAnswer(asked: AzureAsked, { accounts }: SandboxAzure): AzureAnswer {
  const [name, container] = (asked.bucket ?? '').split('/');
  const account = accounts.find(({ account: of }) => of.name === name);
  if (account === undefined)
    return blobError(404, 'ResourceNotFound', 'The specified resource does not exist.');
  const refused = refusalOf(asked, account);
  if (refused !== undefined) return refused;
  if (asked.operation === 'GetBlobServiceProperties')
    return xml('StorageServiceProperties', serviceOf(account));
  const found = account.containers?.find((each) => each.name === container);
  if (found === undefined)
    return blobError(404, 'ContainerNotFound', 'The specified container does not exist.');
  return asked.operation === 'GetContainerProperties'
    ? { status: 200, body: '', headers: { ...VERSION, ...propertiesOf(found) } }
    : blobError(405, 'UnsupportedHttpVerb', 'The resource does not support the specified HTTP verb.');
}

const VERSION = { 'x-ms-version': '2025-11-05', 'x-ms-request-id': '11111111-2222-3333-4444-555555555555' };

function xml(root: string, value: object): AzureAnswer {
  return {
    status: 200,
    body: plainDocumentOf(root, value),
    headers: { ...VERSION, 'content-type': 'application/xml' },
  };
}

/** https://learn.microsoft.com/en-us/rest/api/storageservices/status-and-error-codes2 */
export function blobError(status: number, code: string, message: string): AzureAnswer {
  const headers = { ...VERSION, 'content-type': 'application/xml', 'x-ms-error-code': code };
  return { status, body: plainDocumentOf('Error', { Code: code, Message: message }), headers };
}

interface Service {
  readonly cors?: { readonly corsRules?: readonly Record<string, readonly string[] | number>[] };
  readonly deleteRetentionPolicy?: { readonly enabled?: boolean; readonly days?: number };
}

/** https://learn.microsoft.com/en-us/rest/api/storageservices/get-blob-service-properties */
function serviceOf({ blobService }: SandboxAzureAccount): object {
  const { cors, deleteRetentionPolicy: soft } = (blobService?.properties ?? {}) as Service;
  const off = { Version: '1.0', Enabled: 'false', RetentionPolicy: { Enabled: 'false' } };
  return {
    HourMetrics: off,
    MinuteMetrics: off,
    Cors: {
      CorsRule: (cors?.corsRules ?? []).map((rule) => ({
        AllowedOrigins: String(rule['allowedOrigins'] ?? ''),
        AllowedMethods: String(rule['allowedMethods'] ?? ''),
        MaxAgeInSeconds: String(rule['maxAgeInSeconds'] ?? 0),
        ExposedHeaders: String(rule['exposedHeaders'] ?? ''),
        AllowedHeaders: String(rule['allowedHeaders'] ?? ''),
      })),
    },
    DeleteRetentionPolicy: {
      Enabled: String(soft?.enabled ?? false),
      ...(soft?.enabled === true && { Days: String(soft.days ?? 7) }),
    },
  };
}

interface Container {
  readonly publicAccess?: string;
  readonly hasImmutabilityPolicy?: boolean;
  readonly hasLegalHold?: boolean;
  readonly immutableStorageWithVersioning?: { readonly enabled?: boolean };
}

/** https://learn.microsoft.com/en-us/rest/api/storageservices/get-container-properties */
function propertiesOf({ properties = {} }: ArmResource): Record<string, string> {
  const { publicAccess = 'None', ...container } = properties as Container;
  return {
    etag: '"0x8DE4A1B2C3D4E5F"',
    'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT',
    'x-ms-has-immutability-policy': String(container.hasImmutabilityPolicy ?? false),
    'x-ms-has-legal-hold': String(container.hasLegalHold ?? false),
    'x-ms-immutable-storage-with-versioning-enabled': String(
      container.immutableStorageWithVersioning?.enabled ?? false,
    ),
    'x-ms-lease-state': 'available',
    'x-ms-lease-status': 'unlocked',
    ...(publicAccess !== 'None' && { 'x-ms-blob-public-access': publicAccess.toLowerCase() }),
  };
}

function refusalOf(asked: AzureAsked, { account, keys = [] }: SandboxAzureAccount): AzureAnswer | undefined {
  const { authorization = '' } = asked.headers;
  const signed = /^SharedKey ([^:]+):(.+)$/.exec(authorization);
  if (signed === null) {
    return blobError(404, 'ResourceNotFound', 'The specified resource does not exist.');
  }
  const { allowSharedKeyAccess } = (account.properties ?? {}) as { allowSharedKeyAccess?: boolean };
  if (allowSharedKeyAccess === false) {
    const message = 'Key based authentication is not permitted on this storage account.';
    return blobError(403, 'KeyBasedAuthenticationNotPermitted', message);
  }
  const [, who = '', signature] = signed;
  if (who === account.name && keys.some((key) => signatureFor(asked, who, key) === signature))
    return undefined;
  const message =
    'Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.';
  return blobError(403, 'AuthenticationFailed', message);
}

const SIGNED_HEADERS = [
  'content-encoding',
  'content-language',
  'content-length',
  'content-md5',
  'content-type',
  'date',
  'if-modified-since',
  'if-match',
  'if-none-match',
  'if-unmodified-since',
  'range',
];

/** https://learn.microsoft.com/en-us/rest/api/storageservices/authorize-with-shared-key */
function signatureFor({ method, path, query, headers }: AzureAsked, account: string, key: string): string {
  const plain = SIGNED_HEADERS.map((name) => {
    const value = headers[name] ?? '';
    return name === 'content-length' && value === '0' ? '' : value;
  });
  const own = Object.keys(headers)
    .filter((name) => name.startsWith('x-ms-'))
    .toSorted()
    .map((name) => `${name}:${headers[name] ?? ''}`);
  const parameters = [...query.entries()]
    .map(([name, value]) => `${name.toLowerCase()}:${value}`)
    .toSorted()
    .join('\n');
  const resource = [`/${account}${path}`, ...(parameters === '' ? [] : [parameters])].join('\n');
  const text = [method, ...plain, ...own, resource].join('\n');
  return createHmac('sha256', Buffer.from(key, 'base64')).update(text).digest('base64');
}
