// A stand-in of GitHub's code scanning API on loopback: takes uploads, answers as it is told to.

import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The connection is cut instead. */
  readonly reset?: boolean;
}

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** Of a POST. */
  readonly body?: { readonly commit_sha: string; readonly ref: string; readonly sarif: string };
  /** The file that was in it. */
  readonly sarif?: { readonly runs: readonly { readonly results: readonly unknown[] }[] };
}

export interface GitHub {
  readonly url: string;
  readonly received: readonly Received[];
  readonly close: () => Promise<void>;
}

export const PATH = '/repos/acme/buckets/code-scanning/sarifs';
export const ACCEPTED: Reply = {
  status: 202,
  body: { id: 'id-1', url: `https://api.github.com${PATH}/id-1` },
};
export const PENDING: Reply = { status: 200, body: { processing_status: 'pending' } };
export const COMPLETE: Reply = {
  status: 200,
  body: { processing_status: 'complete', analyses_url: 'https://api.github.com/analyses?sarif_id=id-1' },
};

/** Starts it; each request takes the next reply, the last one is repeated. */
export async function startGitHub(...replies: readonly Reply[]): Promise<GitHub> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const reply = replies[Math.min(received.length, replies.length - 1)] as Reply;
      received.push(receivedOf(request, Buffer.concat(chunks).toString()));
      if (reply.reset === true) return request.socket.destroy();
      response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
      response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? {}));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function receivedOf({ method = '', url = '', headers }: IncomingMessage, text: string): Received {
  if (text === '') return { method, path: url, headers };
  const body = JSON.parse(text) as NonNullable<Received['body']>;
  const sarif = JSON.parse(gunzipSync(Buffer.from(body.sarif, 'base64')).toString()) as NonNullable<
    Received['sarif']
  >;
  return { method, path: url, headers, body, sarif };
}
