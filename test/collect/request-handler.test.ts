// What the AWS SDK's clients send with: the answer as it came, or why it is none.

import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpRequest } from '@aws-sdk/types';
import { expect, onTestFinished, test } from 'vitest';
import { UnexpectedContent, UnexpectedDocument } from '../../src/collect/s3/errors.ts';
import { createRequestHandler } from '../../src/collect/s3/request-handler.ts';
import { isBroken } from '../../src/collect/errors.ts';

async function serving(answer: RequestListener) {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { handle, destroy } = createRequestHandler({ env: {}, concurrency: 2 });
  onTestFinished(() => {
    destroy();
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const to = { protocol: 'http:', hostname: '127.0.0.1', port, method: 'GET', path: '/acme/', headers: {} };
  const ask = (more: Partial<HttpRequest> = {}, abortSignal?: AbortSignal) =>
    handle({ ...to, query: { cors: '' }, ...more }, abortSignal === undefined ? {} : { abortSignal });
  return { asked, ask };
}

test('the answer comes as it is, over a connection that is kept', async () => {
  const { asked, ask } = await serving((_, response) => {
    response.writeHead(200, { 'X-Amz-Request-Id': 'R1' }).end('<CORSConfiguration/>');
  });
  const { response } = await ask({ query: { cors: '', 'max-keys': '1 0' } });
  expect(response).toMatchObject({ statusCode: 200, headers: { 'x-amz-request-id': 'R1' } });
  expect(Buffer.from(response.body).toString()).toBe('<CORSConfiguration/>');
  await ask({ method: 'POST', body: 'Action=AssumeRole' });
  expect(asked[0]?.url).toBe('/acme/?cors=&max-keys=1%200');
  expect(asked[1]?.method).toBe('POST');
  expect(asked[1]?.socket.remotePort).toBe(asked[0]?.socket.remotePort);
});

test('an error in an answer that says that all is well is a failure of the service', async () => {
  const { ask } = await serving((_, response) =>
    response.end('<?xml version="1.0"?>\n<Error><Code>InternalError</Code></Error>'),
  );
  expect((await ask()).response.statusCode).toBe(500);
});

test.each([
  ['a page', '<!DOCTYPE html><html></html>', UnexpectedContent],
  ['a listing', '<ListBucketResult/>', UnexpectedDocument],
  ['another document', '<VersioningConfiguration/>', UnexpectedDocument],
  ['nothing', '', UnexpectedDocument],
  ['more than there can be', `<CORSConfiguration>${' '.repeat(3 * 1024 * 1024)}`, UnexpectedContent],
])('%s is not the document', async (_, body, error) => {
  const { ask } = await serving((__, response) => response.end(body));
  await expect(ask()).rejects.toThrow(error);
});

test('a refusal is not looked at', async () => {
  const { ask } = await serving((_, response) => response.writeHead(403).end('<html></html>'));
  expect((await ask()).response.statusCode).toBe(403);
});

test('an answer that breaks off may be asked for again', async () => {
  const { ask } = await serving((_, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('<CORS');
    setTimeout(() => response.destroy(), 20);
  });
  expect(isBroken(await ask().catch((error: unknown) => error))).toBe(true);
});

test.each([
  ['before an answer', () => undefined],
  ['within one', ((_, response) => void response.writeHead(200).write('<CORS')) as RequestListener],
])('the signal ends it %s', async (_, answer) => {
  const { ask } = await serving(answer);
  const controller = new AbortController();
  const asked = ask({}, controller.signal);
  setTimeout(() => controller.abort(new Error('enough')), 50);
  await expect(asked).rejects.toThrow('enough');
  await expect(ask({}, controller.signal)).rejects.toThrow('enough');
});
