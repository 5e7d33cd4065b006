// Objects in S3: whole or not at all.

import { expect, test } from 'vitest';
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
