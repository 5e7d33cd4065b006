// What the AWS SDK's clients send with, and a look at each answer before they parse it: another document than the one asked for
// must not become an empty answer.

import type { SecureContext } from 'node:tls';
import type { HttpHandlerOptions, HttpRequest } from '@aws-sdk/types';
import { buildQueryString } from '@smithy/core/protocols';
import { AnswerTooLong } from '../errors.ts';
import type { Run } from '../provider.ts';
import { createConnections, exchange } from '../transport.ts';
import type { Answer, Connections } from '../transport.ts';
import { UnexpectedContent, UnexpectedDocument } from './errors.ts';

/** An answer in the SDK's words, its body whole. */
export interface Response {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** A request handler of the SDK. */
export interface RequestHandler {
  readonly metadata: { readonly handlerProtocol: 'http/1.1' };
  readonly handle: (request: HttpRequest, options?: HttpHandlerOptions) => Promise<{ response: Response }>;
  readonly destroy: () => void;
}

/** The longest document is a lifecycle of 1,000 rules, about 1 MB; what is made of an answer is many times as long. */
const MOST_BYTES = 2 * 1024 * 1024;

/**
 * A handler of its own connections. Ceph RGW and moto answer unknown sub-resources with a bucket listing, and a proxy answers
 * HTML; the SDK makes an empty object of both. Its own handler takes a quarter more CPU than this one.
 */
export function createRequestHandler(
  run: Pick<Run, 'env' | 'concurrency'>,
  trusting?: SecureContext,
): RequestHandler {
  const connections = createConnections(run, trusting);
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request, options) {
      const signal = options?.abortSignal as AbortSignal | undefined;
      const { status, headers, body } = await answerTo(request, signal, connections);
      const statusCode = status < 300 ? checked(status, body, request.query ?? {}) : status;
      return { response: { statusCode, headers: headers as Record<string, string>, body } };
    },
    destroy: connections.close,
  };
}

async function answerTo(
  { protocol, hostname, port, path, query, method, headers, body }: HttpRequest,
  signal: AbortSignal | undefined,
  connections: Connections,
): Promise<Answer> {
  const to = { protocol, hostname, port, path: withQuery(path, query), method };
  try {
    return await exchange({ ...to, headers, body: body as string, signal, longest: MOST_BYTES }, connections);
  } catch (error) {
    throw error instanceof AnswerTooLong ? new UnexpectedContent(error.message) : error;
  }
}

/** As it was signed: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
function withQuery(path: string, query: HttpRequest['query']): string {
  const text = query === undefined ? '' : buildQueryString(query);
  return text === '' ? path : `${path}?${text}`;
}

/**
 * Documents whose every member may be absent, by the sub-resource asked for: whatever else came would be read as "nothing
 * configured". The readers of the others find their mandatory members missing.
 */
const ROOTS: Readonly<Record<string, string>> = {
  cors: 'CORSConfiguration',
  lifecycle: 'LifecycleConfiguration',
  location: 'LocationConstraint',
  logging: 'BucketLoggingStatus',
  'object-lock': 'ObjectLockConfiguration',
  publicAccessBlock: 'PublicAccessBlockConfiguration',
  versioning: 'VersioningConfiguration',
};

/** moto answers `<GetBucketVersioningResponse>`. */
const NAMED_BY_OPERATION = /^Get[A-Za-z]+(Response|Output|Result)$/;

/** @throws {UnexpectedContent | UnexpectedDocument} where it is not the document that was asked for */
function checked(status: number, body: Buffer, query: Readonly<Record<string, unknown>>): number {
  const start = body
    .subarray(0, 512)
    .toString('latin1')
    .replace(/^[^<]*<\?xml[^>]*\?>/, '');
  const root = /^\s*<(!doctype\s+)?([A-Za-z]+)/i.exec(start)?.[2];
  // S3 may find out that it fails after it said that all is well. The SDK takes that for a 503, which here would mean that there
  // were too many calls; the error's own code says so where it is.
  if (root === 'Error') return 500;
  if (root?.toLowerCase() === 'html')
    throw new UnexpectedContent('the endpoint answers an HTML page, not S3');
  if (root === 'ListBucketResult' && query['list-type'] === undefined) {
    throw new UnexpectedDocument(
      'this store answers the call with a bucket listing: it does not know the sub-resource',
    );
  }
  if (query['policy'] !== undefined && root !== undefined)
    throw new UnexpectedDocument(`this store answers the call with <${root}>, not a policy`);
  for (const resource in query) {
    const wanted = ROOTS[resource];
    if (wanted !== undefined && wanted !== root && !NAMED_BY_OPERATION.test(root ?? '')) {
      throw new UnexpectedDocument(
        `this store answers the call with ${root === undefined ? 'no document' : `<${root}>`}, not <${wanted}>`,
      );
    }
  }
  return status;
}
