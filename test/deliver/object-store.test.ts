// Objects in S3: whole or not at all.

import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { s3Store } from '../../src/deliver/object-store.ts';
import { startCloud } from '../lambda/cloud.ts';

const MB = 1024 * 1024;

test('what is put is got, of a missing object undefined', async () => {
  const cloud = await startCloud();
  const store = await s3Store('reports', cloud.env);
  await store.put('a/b c.json', ['{"ü":', '1}'], 'application/json');
  expect(await store.get('a/b c.json')).toBe('{"ü":1}');
  expect(await store.get('nothing')).toBeUndefined();
  await store.put('empty', []);
  expect(await store.get('empty')).toBe('');
  store.close();
});

test('large ones in parts that become one object at the end', async () => {
  const cloud = await startCloud();
  const store = await s3Store('reports', cloud.env);
  const chunks = Array.from({ length: 20 }, (_, i) => String(i % 10).repeat(MB));
  await store.put('large', chunks);
  expect(cloud.objects.get('reports/large')).toBe(chunks.join(''));
  expect(cloud.writes).toEqual(['reports/large']);
  store.close();
});

test('a text that fails on the way leaves the old object', async () => {
  const cloud = await startCloud();
  const store = await s3Store('reports', cloud.env);
  await store.put('large', ['old']);
  const broken = function* (): Generator<string> {
    for (let i = 0; i < 20; i++) yield 'x'.repeat(MB);
    throw new Error('broken');
  };
  await expect(store.put('large', broken())).rejects.toThrow('broken');
  expect(await store.get('large')).toBe('old');
  store.close();
});

test('whether a key can be written is asked without writing', async () => {
  const cloud = await startCloud();
  const store = await s3Store('reports', cloud.env);
  await store.assertWritable('report.html');
  expect(cloud.writes).toEqual([]);
  cloud.refuse = /html$/;
  await expect(store.assertWritable('report.html')).rejects.toThrow('no');
  store.close();
});

test('a store that is throttled is asked again', async () => {
  let asked = 0;
  const env = await answering((request, response) => {
    request.resume().on('end', () => {
      asked++;
      response.writeHead(asked < 3 ? 503 : 200, { etag: '"e"' });
      response.end(asked < 3 ? '<Error><Code>SlowDown</Code><Message>slower</Message></Error>' : '');
    });
  });
  const store = await s3Store('reports', env);
  await store.put('a', ['text']);
  expect(asked).toBe(3);
  store.close();
});

test('a store that hangs is given up', { timeout: 30_000 }, async () => {
  const env = await answering((request) => void request.resume());
  const store = await s3Store('reports', env, 50);
  await expect(store.put('a', ['text'])).rejects.toThrow(/50 ms/);
  store.close();
});

/** The environment of an S3 that answers so. */
async function answering(answer: RequestListener): Promise<Record<string, string>> {
  const server = createServer(answer);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  const { port } = server.address() as AddressInfo;
  return {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: 'id',
    AWS_SECRET_ACCESS_KEY: 'key',
  };
}
