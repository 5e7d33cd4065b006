// Puts an answer on the wire with the headers of its service.

import type { ServerResponse } from 'node:http';
import { SERVICE_HEADERS } from './answer.ts';
import type { Answer } from './answer.ts';
import type { Asked } from './request.ts';

/** Writes the head, then lets `end` write the body. */
export function respond(
  { status, body, headers }: Answer,
  { service, method }: Asked,
  response: ServerResponse,
  end: () => void = () => response.end(method === 'HEAD' ? undefined : body),
): void {
  response.writeHead(status, { ...SERVICE_HEADERS[service], ...headers });
  end();
}
