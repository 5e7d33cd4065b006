// Looks at each body before the SDK parses it: another document than the one asked for must not become an empty answer.

import type { NodeHttpHandler } from '@smithy/node-http-handler';

import { UnexpectedContent, UnexpectedDocument } from './errors.ts';

type Handle = NodeHttpHandler['handle'];

/**
 * Wraps a handler. Ceph RGW and moto answer unknown sub-resources with a bucket listing, and a proxy answers HTML; the
 * SDK makes an empty object of both. The body is handed on as bytes, which spares the SDK's own stream collector.
 */
export function guarded(inner: NodeHttpHandler): NodeHttpHandler {
  const handle = inner.handle.bind(inner);
  const guard: Handle = async (request, options) => {
    const output = await handle(request, options);
    const { response } = output;
    const body = await bytesOf(response.body as AsyncIterable<Buffer> | undefined);
    if (response.statusCode < 300) check(body, request.query ?? {});
    return { ...output, response: withBytes(response, body) };
  };
  inner.handle = guard;
  return inner;
}

type Response = Awaited<ReturnType<Handle>>['response'];

/**
 * The response with its body, which stays what it is: a part of the SDK (throw200ExceptionsMiddleware) looks at the bytes and
 * puts a stream of them there, for the next to collect.
 */
function withBytes({ statusCode, reason, headers }: Response, body: Buffer): Response {
  return {
    statusCode,
    headers,
    ...(reason !== undefined && { reason }),
    get body() {
      return body;
    },
    set body(_) {},
  };
}

/** The longest document is a lifecycle of 1,000 rules, about 1 MB; what is made of an answer is many times as long. */
const MOST_BYTES = 2 * 1024 * 1024;

async function bytesOf(stream: AsyncIterable<Buffer> | undefined): Promise<Buffer> {
  if (stream === undefined) return Buffer.alloc(0);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new UnexpectedContent('the answer is longer than any document of this API');
    chunks.push(chunk);
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
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

function check(body: Buffer, query: Readonly<Record<string, unknown>>): void {
  const start = body
    .subarray(0, 512)
    .toString('latin1')
    .replace(/^[^<]*<\?xml[^>]*\?>/, '');
  const root = /^\s*<(!doctype\s+)?([A-Za-z]+)/i.exec(start)?.[2];
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
}
