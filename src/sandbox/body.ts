// The whole body of a request, as text.

import type { IncomingMessage } from 'node:http';

/** Rejects where the client went away. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
