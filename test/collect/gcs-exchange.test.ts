// What comes of one exchange with a Google service that does not behave.

import { Agent, createServer } from 'node:http';
import type { IncomingMessage, RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { GoogleError, NotGoogle } from '../../src/collect/gcs/errors.ts';
import { exchange } from '../../src/collect/gcs/transport.ts';

const NEVER = new AbortController().signal;

async function serving(
  answer: RequestListener,
): Promise<{ url: URL; asked: IncomingMessage[]; agent: Agent }> {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => {
    agent.destroy();
    server.closeAllConnections();
    server.close();
  });
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/storage/v1/b/acme`);
  return { url, asked, agent };
}

const headers = { authorization: 'Bearer secret' };

test('an object comes back, and what was asked is JSON by this tool', async () => {
  const { url, asked, agent } = await serving((_, response) => response.end('{"kind":"storage#bucket"}'));
  const sent = { url, headers, agent, signal: NEVER };
  expect(await exchange(sent)).toEqual({ kind: 'storage#bucket' });
  expect(await exchange({ ...sent, body: { scope: ['a'] } })).toEqual({ kind: 'storage#bucket' });
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
  const { url, agent } = await serving((_, response) => {
    response.writeHead(302, { location: other.url.href }).end();
  });
  await expect(exchange({ url, headers, agent, signal: NEVER })).rejects.toMatchObject({ status: 302 });
  expect(other.asked).toEqual([]);
});

test.each([
  ['a list', '[]'],
  ['a text', '"<html>"'],
  ['a page', '<html></html>'],
  ['nothing', ''],
])('%s is no answer', async (_, body) => {
  const { url, agent } = await serving((__, response) => response.end(body));
  await expect(exchange({ url, headers, agent, signal: NEVER })).rejects.toThrow(NotGoogle);
});

test('an answer that breaks off is told as such, not as a connection that breaks', async () => {
  const { url, agent } = await serving((_, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('{"kind":');
    setTimeout(() => response.destroy(), 20);
  });
  await expect(exchange({ url, headers, agent, signal: NEVER })).rejects.toThrow(
    new NotGoogle('the answer broke off'),
  );
});

test('an answer without end is given up', async () => {
  const { url, agent } = await serving((_, response) => {
    response.writeHead(200);
    const more = (): void => {
      while (!response.destroyed && response.write(' '.repeat(1024 * 1024)));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  });
  await expect(exchange({ url, headers, agent, signal: NEVER })).rejects.toThrow(/longer than any/);
});

test('a refusal keeps its reason and how long to wait, and nothing of the request', async () => {
  const { url, agent } = await serving((_, response) => {
    response.writeHead(403, { 'retry-after': '7', 'content-type': 'application/json' });
    response.end('{"error":{"message":"slow","errors":[{"reason":"userRateLimitExceeded"}]}}');
  });
  const refused = await exchange({ url, headers, agent, signal: NEVER }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(GoogleError);
  expect(refused).toMatchObject({ status: 429, response: { headers: { 'retry-after': '7' } } });
  expect(JSON.stringify(refused, Object.getOwnPropertyNames(refused))).not.toContain('secret');
});

test('the signal ends it', async () => {
  const { url, agent } = await serving(() => undefined);
  const controller = new AbortController();
  const asked = exchange({ url, headers, agent, signal: controller.signal });
  setTimeout(() => controller.abort(), 20);
  await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
});
