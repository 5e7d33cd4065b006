// One HTTP request and its whole answer over node's own client: what the SDKs of Amazon and Google are given to send with.

import type { Agent, IncomingHttpHeaders, IncomingMessage, RequestOptions } from 'node:http';
import type { SecureContext } from 'node:tls';
import { AnswerBrokenOff, AnswerTooLong } from './errors.ts';
import type { Run } from './provider.ts';

// Not imported: an import reads all exports of the module, one of which loads a whole fetch (40 to 70 ms).
const http = process.getBuiltinModule('node:http');
const https = process.getBuiltinModule('node:https');

/** Keep-alive connections, through the proxy of the run's environment. */
export interface Connections {
  readonly agent: (to: { readonly protocol: string }) => Agent;
  readonly close: () => void;
}

/** `trusting`: the authorities of a store's own certificate. */
export function createConnections(
  { env, concurrency }: Pick<Run, 'env' | 'concurrency'>,
  trusting?: SecureContext,
): Connections {
  const options = { keepAlive: true, maxSockets: concurrency, proxyEnv: { ...env } };
  const plain = new http.Agent(options);
  const secure = new https.Agent({ ...options, ...(trusting !== undefined && { secureContext: trusting }) });
  return {
    agent: ({ protocol }) => (protocol === 'http:' ? plain : secure),
    close() {
      plain.destroy();
      secure.destroy();
    },
  };
}

export interface Sent {
  /** `https:` */
  readonly protocol: string;
  /** An IPv6 address may stand in brackets. */
  readonly hostname: string;
  readonly port?: string | number | undefined;
  /** With its query. */
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | undefined;
  readonly signal: AbortSignal | undefined;
  /** Bytes of the longest answer that this API has. */
  readonly longest: number;
}

export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * The answer, whatever its status. Redirects are not followed: credentials go nowhere else.
 *
 * @throws node's error where nothing came, the signal's reason where it was aborted
 * @throws {AnswerBrokenOff} where the connection breaks within the answer
 * @throws {AnswerTooLong}
 */
export function exchange(sent: Sent, connections: Connections): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const { protocol, hostname, port, path, method, headers, body, signal } = sent;
  const host = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  const options: RequestOptions = { host, port, path, method, headers, agent: connections.agent(sent) };
  const request = (protocol === 'http:' ? http : https).request(options, (response) =>
    collect(response, sent.longest, resolve, reject),
  );
  request.on('error', reject);
  const abort = (): void => {
    reject(signal?.reason);
    request.destroy();
  };
  // Its owner makes one for each call: taken off again it would cost more than it is worth.
  if (signal?.aborted === true) abort();
  else signal?.addEventListener('abort', abort, { once: true });
  request.end(body);
  return promise;
}

function collect(
  response: IncomingMessage,
  longest: number,
  resolve: (answer: Answer) => void,
  reject: (error: unknown) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > longest) response.destroy(new AnswerTooLong());
    else chunks.push(chunk);
  });
  response.on('end', () => {
    const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
    resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
  });
  response.on('error', (error: Error & { code?: unknown }) =>
    reject(error.code === 'ECONNRESET' ? new AnswerBrokenOff() : error),
  );
}
