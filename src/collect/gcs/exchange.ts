// One request to a Google service and its JSON: the auth library goes through a fetch, which takes twice the CPU.

import { AnswerBrokenOff, AnswerTooLong } from '../errors.ts';
import { exchange } from '../transport.ts';
import type { Answer, Connections } from '../transport.ts';
import { googleErrorOf, NotGoogle } from './errors.ts';

/** A request: to where, in whose name. */
export interface GoogleRequest {
  /** With its query. */
  readonly url: URL;
  /** The caller's token among them. */
  readonly headers: Readonly<Record<string, string>>;
  /** Makes it a POST. */
  readonly body?: object;
  readonly signal: AbortSignal;
}

/** A page of a list of 1,000 buckets is a few megabytes; a policy has at most 1,500 members. */
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * The answer's object.
 *
 * @throws {GoogleError} where the status is not 2xx
 * @throws {NotGoogle} where the answer is no JSON object, breaks off, or does not end
 */
export async function askGoogle(request: GoogleRequest, connections: Connections): Promise<object> {
  const { status, headers, body } = await answerTo(request, connections);
  const data = objectIn(body.toString('utf8'));
  if (status < 200 || status > 299) throw googleErrorOf(status, data, headers['retry-after']);
  if (data !== undefined) return data;
  throw new NotGoogle('the endpoint answers something else than JSON, not Google');
}

async function answerTo(
  { url, headers, body, signal }: GoogleRequest,
  connections: Connections,
): Promise<Answer> {
  const { protocol, hostname, port, pathname, search } = url;
  const data = body === undefined ? undefined : JSON.stringify(body);
  const own = {
    accept: 'application/json',
    'user-agent': 'byob-audit',
    ...(data !== undefined && { 'content-type': 'application/json' }),
  };
  try {
    const method = data === undefined ? 'GET' : 'POST';
    const to = { protocol, hostname, port, path: `${pathname}${search}`, method };
    const sent = { ...to, headers: { ...own, ...headers }, body: data, signal, longest: MOST_BYTES };
    return await exchange(sent, connections);
  } catch (error) {
    // No failure to connect.
    if (error instanceof AnswerBrokenOff || error instanceof AnswerTooLong)
      throw new NotGoogle(error.message);
    throw error;
  }
}

function objectIn(text: string): object | undefined {
  try {
    const data = JSON.parse(text) as unknown;
    return typeof data === 'object' && data !== null && !Array.isArray(data) ? data : undefined;
  } catch {
    return undefined;
  }
}
