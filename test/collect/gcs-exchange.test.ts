// What comes of one exchange with a Google service that does not behave.

import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { GoogleError, NotGoogle } from '../../src/collect/gcs/errors.ts';
import { askGoogle } from '../../src/collect/gcs/exchange.ts';
import { createConnections } from '../../src/collect/transport.ts';
import type { Connections } from '../../src/collect/transport.ts';

const NEVER = new AbortController().signal;

async function serving(
  answer: RequestListener,
): Promise<{ url: URL; asked: IncomingMessage[]; connections: Connections }> {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const connections = createConnections({ env: {}, concurrency: 2 });
  onTestFinished(() => {
    connections.close();
    server.closeAllConnections();
    server.close();
  });
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/storage/v1/b/acme`);
  return { url, asked, connections };
}

const headers = { authorization: 'Bearer secret' };

test('an object comes back, and what was asked is JSON by this tool', async () => {
  const { url, asked, connections } = await serving((_, response) =>
    response.end('{"kind":"storage#bucket"}'),
  );
  const sent = { url, headers, signal: NEVER };
  expect(await askGoogle(sent, connections)).toEqual({ kind: 'storage#bucket' });
  expect(await askGoogle({ ...sent, body: { scope: ['a'] } }, connections)).toEqual({
    kind: 'storage#bucket',
  });
  expect(asked.map(({ method }) => method)).toEqual(['GET', 'POST']);
  expect(asked[1]?.headers).toMatchObject({
    authorization: 'Bearer secret',
    'content-type': 'application/json',
    'user-agent': 'byob-audit',
  });
  // The connection is kept.
  expect(asked[1]?.socket.remotePort).toBe(asked[0]?.socket.remotePort);
});

test('a redirect is not followed: the token goes nowhere else', async () => {
  const other = await serving((_, response) => response.end('{}'));
  const { url, connections } = await serving((_, response) => {
    response.writeHead(302, { location: other.url.href }).end();
  });
  await expect(askGoogle({ url, headers, signal: NEVER }, connections)).rejects.toMatchObject({
    status: 302,
  });
  expect(other.asked).toEqual([]);
});

test.each([
  ['a list', '[]'],
  ['a text', '"<html>"'],
  ['a page', '<html></html>'],
  ['nothing', ''],
])('%s is no answer', async (_, body) => {
  const { url, connections } = await serving((__, response) => response.end(body));
  await expect(askGoogle({ url, headers, signal: NEVER }, connections)).rejects.toThrow(NotGoogle);
});

test('an answer that breaks off is told as such, not as a connection that breaks', async () => {
  const { url, connections } = await serving((_, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('{"kind":');
    setTimeout(() => response.destroy(), 20);
  });
  await expect(askGoogle({ url, headers, signal: NEVER }, connections)).rejects.toThrow(
    new NotGoogle('the answer broke off'),
  );
});

test('an answer without end is given up', async () => {
  const { url, connections } = await serving((_, response) => {
    response.writeHead(200);
    const more = (): void => {
      while (!response.destroyed && response.write(' '.repeat(1024 * 1024)));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  });
  await expect(askGoogle({ url, headers, signal: NEVER }, connections)).rejects.toThrow(/longer than any/);
});

test('a refusal keeps its reason and how long to wait, and nothing of the request', async () => {
  const { url, connections } = await serving((_, response) => {
    response.writeHead(403, { 'retry-after': '7', 'content-type': 'application/json' });
    response.end('{"error":{"message":"slow","errors":[{"reason":"userRateLimitExceeded"}]}}');
  });
  const refused = await askGoogle({ url, headers, signal: NEVER }, connections).catch(
    (error: unknown) => error,
  );
  expect(refused).toBeInstanceOf(GoogleError);
  expect(refused).toMatchObject({ status: 429, response: { headers: { 'retry-after': '7' } } });
  expect(JSON.stringify(refused, Object.getOwnPropertyNames(refused))).not.toContain('secret');
});

test('the signal ends it', async () => {
  const { url, connections } = await serving(() => undefined);
  const controller = new AbortController();
  const asked = askGoogle({ url, headers, signal: controller.signal }, connections);
  setTimeout(() => controller.abort(), 20);
  await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
});
