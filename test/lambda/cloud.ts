// A cloud for functions: the sandbox, with objects in its buckets.

import { createServer, request as httpRequest } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { LambdaContext, World } from '../../src/lambda/context.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox, SandboxWorld } from '../../src/sandbox/sandbox.ts';

export interface Cloud {
  readonly env: Readonly<Record<string, string>>;
  /** `bucket/key` -> text. */
  readonly objects: Map<string, string>;
  /** Keys in the order in which they were written. */
  readonly writes: string[];
  /** A write of such a key is refused. */
  refuse?: RegExp;
  /** Called before a key is read. */
  onRead?: (key: string) => void;
  readonly sandbox: Sandbox;
}

/** Starts it, and ends it with the test. Reports go to `reports`, the fleet is `fleets/byob.yaml`. */
export async function startCloud(world: Partial<SandboxWorld> = {}): Promise<Cloud> {
  const sandbox = await startSandbox({ buckets: [], ...world });
  const uploads = new Map<string, Map<number, string>>();
  const server = createServer((request, response) => {
    const [, bucket = '', ...rest] = decodeURIComponent((request.url ?? '').split('?')[0] ?? '').split('/');
    const key = rest.join('/');
    if (key === '') return forward(request, response, sandbox.url);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () =>
      answer(cloud, uploads, request, response, `${bucket}/${key}`, bodyOf(chunks, request)),
    );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const cloud: Cloud = {
    env: {
      ...sandbox.env,
      AWS_ENDPOINT_URL: url,
      BYOB_FLEET: 's3://fleets/byob.yaml',
      BYOB_REPORT_BUCKET: 'reports',
    },
    objects: new Map(),
    writes: [],
    sandbox,
  };
  onTestFinished(async () => {
    await new Promise<void>((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
    await sandbox.close();
  });
  return cloud;
}

/** The SDK sends what it streams in chunks with their own signatures. */
function bodyOf(chunks: readonly Buffer[], { headers }: IncomingMessage): string {
  const text = Buffer.concat(chunks).toString();
  if (!(headers['content-encoding'] ?? '').includes('aws-chunked')) return text;
  const raw = Buffer.concat(chunks);
  let body = '';
  for (let at = 0; ;) {
    const end = raw.indexOf('\r\n', at);
    const size = Number.parseInt(raw.subarray(at, end).toString(), 16);
    if (!(size > 0)) return body;
    body += raw.subarray(end + 2, end + 2 + size).toString();
    at = end + 2 + size + 2;
  }
}

function forward(request: IncomingMessage, response: ServerResponse, to: string): void {
  const { method, url, headers } = request;
  const onward = httpRequest(`${to}${url ?? ''}`, { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  response.on('close', () => onward.destroy());
  request.pipe(onward);
}

function answer(
  cloud: Cloud,
  uploads: Map<string, Map<number, string>>,
  { method, url = '' }: IncomingMessage,
  response: ServerResponse,
  place: string,
  body: string,
): void {
  const query = new URLSearchParams(url.split('?')[1] ?? '');
  const end = (status: number, text = '', headers: Record<string, string> = {}): void => {
    response.writeHead(status, headers);
    response.end(text);
  };
  if (method === 'GET') {
    cloud.onRead?.(place);
    const text = cloud.objects.get(place);
    const missing = '<Error><Code>NoSuchKey</Code><Message>none</Message></Error>';
    return text === undefined ? end(404, missing) : end(200, text);
  }
  if (method === 'DELETE') {
    uploads.delete(query.get('uploadId') ?? '');
    return end(204);
  }
  if (cloud.refuse?.test(place) === true) {
    return end(403, '<Error><Code>AccessDenied</Code><Message>no</Message></Error>');
  }
  const write = (text: string): void => {
    cloud.objects.set(place, text);
    cloud.writes.push(place);
  };
  const id = query.get('uploadId');
  if (method === 'POST' && id === null) {
    uploads.set(place, new Map());
    return end(
      200,
      `<InitiateMultipartUploadResult><UploadId>${place}</UploadId></InitiateMultipartUploadResult>`,
    );
  }
  const parts = uploads.get(id ?? '');
  if (method === 'POST') {
    write(
      [...(parts ?? [])]
        .toSorted(([a], [b]) => a - b)
        .map(([, text]) => text)
        .join(''),
    );
    uploads.delete(id ?? '');
    return end(200, '<CompleteMultipartUploadResult><ETag>"e"</ETag></CompleteMultipartUploadResult>');
  }
  if (parts !== undefined) parts.set(Number(query.get('partNumber')), body);
  else write(body);
  end(200, '', { etag: '"e"' });
}

export interface TestWorld extends World {
  readonly events: (Readonly<Record<string, unknown>> & { readonly event: string })[];
}

/** A world over the cloud's environment; its clock stands. */
export function worldOf(
  cloud: Cloud,
  more: Readonly<Record<string, string>> = {},
  at = '2026-11-25T02:16:00Z',
): TestWorld {
  const events: TestWorld['events'] = [];
  return {
    env: { ...cloud.env, ...more },
    now: () => new Date(at),
    log: (level, event, fields) => void events.push({ level, event, ...fields }),
    events,
  };
}

/** Lambda's context with so much time. */
export function contextOf(ms = 60_000): LambdaContext {
  const end = performance.now() + ms;
  return { awsRequestId: 'request-1', getRemainingTimeInMillis: () => end - performance.now() };
}

/** A fleet file of team buckets. */
export function fleetText(buckets: readonly string[]): string {
  const lines = buckets.map((name) => `  - { address: 's3://${name}', level: team, team: ${name} }\n`);
  return `deployment: { type: dedicated, origin: 'https://acme.wandb.io' }\nbuckets:\n${lines.join('')}`;
}
