// A store that answers every read of a healthy account after a fixed delay, at as little CPU as node allows.
// Run as a child process: `node bench/delay-server.ts DELAY_MS BUCKETS`; it sends the environment that points a scanner at it, and its counts when asked.

import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { healthyAccount } from './healthy-answers.ts';
import type { Answer } from './healthy-answers.ts';

const delayMs = Number(process.argv[2] ?? 50);
const answerTo = healthyAccount(Number(process.argv[3] ?? 0));

const counts: Record<string, number> = {};
const unknown: Record<string, number> = {};
let inFlight = 0;
let mostInFlight = 0;
let connections = 0;

function answer(request: IncomingMessage, response: ServerResponse, body: string): void {
  const target = request.headers['x-amz-target'];
  const asked = {
    method: request.method ?? '',
    url: request.url ?? '',
    target: typeof target === 'string' ? target : undefined,
    service: /Credential=[^/]*\/[^/]*\/[^/]*\/([^/]*)\//.exec(request.headers.authorization ?? '')?.[1],
    body,
  };
  const known = answerTo(asked);
  if (known === undefined) {
    const call =
      `${asked.method} ${asked.url} ${asked.target ?? ''} ${asked.service ?? ''} ${body.slice(0, 80)}`.trim();
    unknown[call] = (unknown[call] ?? 0) + 1;
  }
  const operation = known?.operation ?? 'unknown';
  counts[operation] = (counts[operation] ?? 0) + 1;
  mostInFlight = Math.max(mostInFlight, ++inFlight);
  setTimeout(() => {
    inFlight--;
    send(response, known ?? { operation, status: 400, body: '' });
  }, delayMs);
}

function send(response: ServerResponse, { status = 200, type = 'application/xml', body }: Answer): void {
  response.writeHead(status, {
    'content-type': type,
    'x-amz-bucket-region': 'eu-west-1',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

const server = createServer({ keepAlive: true }, (request, response) => {
  if (request.method !== 'POST') {
    request.resume();
    answer(request, response, '');
    return;
  }
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => answer(request, response, body));
});
server.on('connection', () => connections++);
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', 4096, () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  process.send?.({
    env: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: 'AKIABENCH',
      AWS_SECRET_ACCESS_KEY: 'bench',
      AWS_REGION: 'eu-west-1',
    },
  });
});
process.on('message', () => process.send?.({ counts, mostInFlight, connections, unknown }));
process.on('disconnect', () => process.exit(0));
