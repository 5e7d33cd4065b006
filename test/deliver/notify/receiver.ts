// A sink on loopback: keeps what it is sent, answers as it is told to.

import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Taken {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Reply {
  readonly status?: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** `hang`: no answer; `reset`: the connection is cut. */
  readonly fault?: 'hang' | 'reset';
}

/** Starts it and ends it with the test. */
export async function startReceiver(
  reply: (taken: Taken, count: number) => Reply = () => ({}),
): Promise<{ readonly url: string; readonly taken: readonly Taken[] }> {
  const taken: Taken[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const one = { method, path, headers, body };
      taken.push(one);
      const { status = 200, body: text = '', headers: more, fault } = reply(one, taken.length);
      if (fault === 'hang') return;
      if (fault === 'reset') return request.socket.destroy();
      response.writeHead(status, more);
      response.end(text);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(
    () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  );
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, taken };
}
