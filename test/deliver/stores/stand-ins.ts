// Stand-ins of the stores that reports are written to, on loopback: what is whole in them, and what they refuse.

import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface StandIn {
  readonly env: Readonly<Record<string, string>>;
  /** `key` -> text. */
  readonly objects: Map<string, string>;
  /** Keys in the order in which they became objects. */
  readonly writes: string[];
  /** Content types, by key. */
  readonly types: Map<string, string | undefined>;
  /** Uploads that were begun and neither finished nor cancelled. */
  readonly begun: Map<string, Begun>;
  /** A write of such a key is refused. */
  refuse?: RegExp;
  /** Bytes that are kept of a part, once: the rest has to be sent again. */
  keep?: number;
  /** Headers of the requests. */
  readonly requests: IncomingMessage[];
}

interface Begun {
  readonly key: string;
  readonly type: string | undefined;
  body: Buffer;
}

/** A server that answers so, until the test ends; gives its address. */
export async function listening(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

type Answer = (
  standIn: StandIn,
  request: { method: string; url: URL; body: Buffer; message: IncomingMessage },
  end: (status: number, headers?: Record<string, string>, text?: string) => void,
) => void;

async function start(envOf: (url: string) => StandIn['env'], answer: Answer): Promise<StandIn> {
  const url = await listening((message: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.on('end', () => {
      standIn.requests.push(message);
      const request = { method: message.method ?? '', url: new URL(message.url ?? '/', url), message };
      answer(standIn, { ...request, body: Buffer.concat(chunks) }, (status, headers = {}, text = '') => {
        response.writeHead(status, headers);
        response.end(text);
      });
    });
  });
  const standIn: StandIn = {
    env: envOf(url),
    objects: new Map(),
    writes: [],
    types: new Map(),
    begun: new Map(),
    requests: [],
  };
  return standIn;
}

function finish({ objects, writes, types }: StandIn, key: string, body: Buffer, type?: string): void {
  objects.set(key, body.toString());
  types.set(key, type);
  writes.push(key);
}

/** The JSON API of Google Cloud Storage: https://cloud.google.com/storage/docs/json_api/v1/objects/insert */
export function startGoogle(): Promise<StandIn> {
  const denied = '{"error":{"code":403,"message":"no","errors":[{"message":"no","reason":"forbidden"}]}}';
  return start(
    (url) => ({ STORAGE_EMULATOR_HOST: url }),
    (cloud, { method, url, body, message }, end) => {
      const name = url.searchParams.get('name') ?? '';
      const json = { 'content-type': 'application/json' };
      if (url.pathname.startsWith('/session/')) return session(cloud, { method, url, body, message }, end);
      if (method === 'GET') {
        const text = cloud.objects.get(decodeURIComponent(url.pathname.split('/o/')[1] ?? ''));
        return text === undefined ? end(404, {}, 'No such object') : end(200, {}, text);
      }
      if (cloud.refuse?.test(name) === true) return end(403, json, denied);
      const { 'content-type': type, 'x-upload-content-type': later } = message.headers;
      if (url.searchParams.get('uploadType') === 'media') {
        finish(cloud, name, body, type);
        return end(200, json, '{}');
      }
      const id = `/session/${cloud.begun.size}?upload_id=canary`;
      cloud.begun.set(id, { key: name, type: String(later), body: Buffer.alloc(0) });
      end(200, { location: new URL(id, url).href });
    },
  );
}

const session: Answer = (cloud, { method, url, body, message }, end) => {
  const id = `${url.pathname}${url.search}`;
  const upload = cloud.begun.get(id);
  if (upload === undefined) return end(410);
  if (method === 'DELETE') {
    cloud.begun.delete(id);
    return end(499);
  }
  const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(message.headers['content-range'] ?? '');
  const isWhole = range !== null && Number(range[2]) - Number(range[1]) + 1 === body.length;
  const isInOrder = range !== null && Number(range[1]) <= upload.body.length;
  const isAligned = range?.[3] !== '*' || body.length % (256 * 1024) === 0;
  if (!isWhole || !isInOrder || !isAligned) return end(400);
  const kept = body.subarray(upload.body.length - Number(range[1]), cloud.keep);
  delete cloud.keep;
  upload.body = Buffer.concat([upload.body, kept]);
  if (upload.body.length < Number(range[3]) || range[3] === '*') {
    const { length } = upload.body;
    return end(308, length === 0 ? {} : { range: `bytes=0-${length - 1}` });
  }
  finish(cloud, upload.key, upload.body, upload.type);
  cloud.begun.delete(id);
  end(200, {}, '{}');
};

/** The blob service: https://learn.microsoft.com/en-us/rest/api/storageservices/put-block-list */
export function startAzure(): Promise<StandIn> {
  return start(
    (url) => ({ AZURE_STORAGE_SERVICE_ENDPOINT: url, AZURE_STORAGE_KEY: 'a2V5' }),
    (cloud, { method, url, body, message }, end) => {
      const refuse = (status: number, code: string): void =>
        end(
          status,
          { 'content-type': 'application/xml', 'x-ms-error-code': code },
          `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no\nRequestId:1</Message></Error>`,
        );
      const [, , , ...rest] = url.pathname.split('/').map(decodeURIComponent);
      const key = rest.join('/');
      if (method === 'GET') {
        const text = cloud.objects.get(key);
        if (text === undefined) return refuse(404, 'BlobNotFound');
        return end(200, { 'content-length': `${Buffer.byteLength(text)}`, etag: '"e"' }, text);
      }
      if (cloud.refuse?.test(key) === true) {
        return refuse(403, 'AuthorizationFailure');
      }
      const comp = url.searchParams.get('comp');
      const type = message.headers['x-ms-blob-content-type'];
      if (comp === 'block') {
        const id = url.searchParams.get('blockid') ?? '';
        const isOfAnotherLength = [...cloud.begun].some(
          ([other, block]) => block.key === key && other.length !== id.length,
        );
        if (isOfAnotherLength || body.length === 0) return end(400);
        cloud.begun.set(id, { key, type: undefined, body });
        return end(201);
      }
      const ids = [...body.toString().matchAll(/<Latest>([^<]+)<\/Latest>/g)].map(([, id]) => id ?? '');
      const blocks = ids.map((id) => cloud.begun.get(id)?.body);
      if (comp === 'blocklist' && (ids.length === 0 || blocks.includes(undefined))) return end(400);
      const whole = comp === 'blocklist' ? Buffer.concat(blocks as Buffer[]) : body;
      finish(cloud, key, whole, String(type));
      for (const [id, block] of cloud.begun) if (block.key === key) cloud.begun.delete(id);
      end(201, { etag: '"e"' });
    },
  );
}
