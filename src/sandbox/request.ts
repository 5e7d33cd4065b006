// What a request asks for: which service, operation and bucket, and who signed it.

import type { IncomingMessage } from 'node:http';
import type { Service } from './answer.ts';
import { operationOf } from './operations.ts';

/** The parts of an `Authorization` header: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html */
export interface Signature {
  readonly accessKeyId: string;
  /** `20261125/eu-west-1/s3/aws4_request`. */
  readonly scope: string;
  readonly region: string;
  readonly signedHeaders: readonly string[];
  readonly value: string;
}

export interface Asked {
  readonly service: Service;
  /** Name in the API; `PUT` and the like where the sandbox knows none. */
  readonly operation: string;
  readonly bucket?: string;
  readonly signature?: Signature;
  /** Session token. */
  readonly token?: string;
  /** Time of the signature, `20261125T120000Z`. */
  readonly date: string;
  readonly method: string;
  /** Path and query exactly as sent: the signature is over these. */
  readonly path: string;
  readonly queryString: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Reads a request; the bucket is told from the path or, `bucket.localhost`, from the host. */
export function askedOf({ headers, method = 'GET', url = '/' }: IncomingMessage, body: string): Asked {
  const [path = '/', queryString = ''] = url.split(/\?(.*)/s);
  const plain = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  const signature = signatureOf(plain['authorization'] ?? '');
  const token = plain['x-amz-security-token'];
  const request = {
    method,
    path,
    queryString,
    query: new URLSearchParams(queryString),
    headers: plain,
    body,
  };
  return {
    ...request,
    ...(signature !== undefined && { signature }),
    ...(token !== undefined && { token }),
    date: plain['x-amz-date'] ?? '',
    ...purposeOf(request),
  };
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/(\d+\/([^/]+)\/[^/]+\/aws4_request), *SignedHeaders=([^,]+), *Signature=(\w+)$/;

function signatureOf(authorization: string): Signature | undefined {
  const match = AUTHORIZATION.exec(authorization);
  if (match === null) return undefined;
  const [, accessKeyId = '', scope = '', region = '', names = '', value = ''] = match;
  return { accessKeyId, scope, region, signedHeaders: names.split(';'), value };
}

type Request = Pick<Asked, 'method' | 'path' | 'query' | 'headers' | 'body'>;

function purposeOf(request: Request): Pick<Asked, 'service' | 'operation' | 'bucket'> {
  const { method, path, query, headers, body } = request;
  const target = headers['x-amz-target'];
  // `TrentService.DescribeKey`
  if (target !== undefined) return { service: 'kms', operation: target.split('.')[1] ?? '' };
  if (path.startsWith('/v20180820/')) {
    const known = method === 'GET' && path === '/v20180820/configuration/publicAccessBlock';
    // Its name is that of the bucket's operation: faults and calls must tell them apart.
    return { service: 's3-control', operation: known ? 'GetAccountPublicAccessBlock' : method };
  }
  if (method === 'POST' && path === '/' && body.includes('Action=')) {
    return { service: 'sts', operation: new URLSearchParams(body).get('Action') ?? '' };
  }
  const { bucket, key } = bucketAndKeyOf(path, headers['host'] ?? '');
  const operation = operationOf(method, bucket, key, query);
  return { service: 's3', operation, ...(bucket !== '' && { bucket }) };
}

const VIRTUAL_HOST = /^(.+)\.(?:localhost|127\.0\.0\.1)(?::\d+)?$/;

function bucketAndKeyOf(path: string, host: string): { bucket: string; key: string } {
  const inHost = VIRTUAL_HOST.exec(host)?.[1];
  const [first = '', ...rest] = path.slice(1).split('/').map(decoded);
  return inHost === undefined
    ? { bucket: first, key: rest.join('/') }
    : { bucket: inHost, key: [first, ...rest].join('/') };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
