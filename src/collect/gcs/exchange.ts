// One request and its JSON, over node's own client: the auth library goes through a fetch, which takes twice the CPU.

import { request as requestHttp } from 'node:http';
import type { Agent, IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { googleErrorOf, NotGoogle } from './errors.ts';

/** A request: to where, in whose name, over which connections. */
export interface Sent {
  /** With its query. */
  readonly url: URL;
  /** The caller's token among them. */
  readonly headers: Readonly<Record<string, string>>;
  /** Makes it a POST. */
  readonly body?: object;
  readonly agent: Agent;
  readonly signal: AbortSignal;
}

/** A page of a list of 1,000 buckets is a few megabytes; a policy has at most 1,500 members. */
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * The answer's object. Redirects are not followed: Google sends none here, and the token goes nowhere else.
 *
 * @throws {GoogleError} where the status is not 2xx
 * @throws {NotGoogle} where the answer is no JSON object, breaks off, or does not end
 */
export async function exchange(sent: Sent): Promise<object> {
  const response = await responseTo(sent);
  const text = await textOf(response);
  const data = objectIn(text);
  const { statusCode: status = 0, headers } = response;
  if (status < 200 || status > 299) throw googleErrorOf(status, data, headers['retry-after']);
  if (data !== undefined) return data;
  throw new NotGoogle('the endpoint answers something else than JSON, not Google');
}

function responseTo({ url, headers, body, agent, signal }: Sent): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const data = body === undefined ? undefined : JSON.stringify(body);
  const request = (url.protocol === 'http:' ? requestHttp : requestHttps)(url, {
    method: data === undefined ? 'GET' : 'POST',
    headers: {
      accept: 'application/json',
      'user-agent': 'byob-audit',
      ...(data !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    agent,
    signal,
  });
  request.on('response', resolve);
  request.on('error', reject);
  request.end(data);
  return promise;
}

function textOf(response: IncomingMessage): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > MOST_BYTES) response.destroy(new NotGoogle('the answer is longer than any of this API'));
    else chunks.push(chunk);
  });
  response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
  response.on('error', (error) =>
    // A connection that breaks within an answer is no failure to connect.
    reject(isReset(error) ? new NotGoogle('the answer broke off') : error),
  );
  return promise;
}

function isReset(error: object): boolean {
  return 'code' in error && error.code === 'ECONNRESET';
}

function objectIn(text: string): object | undefined {
  try {
    const data = JSON.parse(text) as unknown;
    return typeof data === 'object' && data !== null && !Array.isArray(data) ? data : undefined;
  } catch {
    return undefined;
  }
}
