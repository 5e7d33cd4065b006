// Places as people write them: addresses of buckets, folders, and what is neither.

import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openStore, placeOf } from '../../../src/deliver/stores/place.ts';
import { folderStore } from '../../../src/deliver/stores/folder.ts';
import { startAzure, startGoogle } from './stand-ins.ts';

test.each([
  ['s3://acme-reports', { kind: 's3', bucket: 'acme-reports', prefix: '' }],
  ['s3://acme.reports/a/b/', { kind: 's3', bucket: 'acme.reports', prefix: 'a/b' }],
  ['gs://acme_reports/night ly', { kind: 'gs', bucket: 'acme_reports', prefix: 'night ly' }],
  ['az://acme/reports', { kind: 'az', account: 'acme', container: 'reports', prefix: '' }],
  ['az://acme/reports/a', { kind: 'az', account: 'acme', container: 'reports', prefix: 'a' }],
  ['out/s3', { kind: 'folder', folder: 'out/s3' }],
  ['/var/lib/byob', { kind: 'folder', folder: '/var/lib/byob' }],
  ['c:/reports', { kind: 'folder', folder: 'c:/reports' }],
])('%s', (text, place) => {
  expect(placeOf(text)).toEqual(place);
});

test.each([
  '',
  's3://',
  's3:/reports',
  's3://UP/x',
  's3://key:hush@reports',
  's3://reports?region=hush',
  's3://reports/a?region=hush',
  's3://reports/a/../../hush',
  's3://reports/a//hush',
  's3://reports/./hush',
  's3://reports/hush\n',
  'cw://hush',
  'file:///hush',
  'https://acme.blob.core.windows.net/hush',
  'gs://reports#hush',
  'gs://user:hush@reports',
  'az://acme',
  'az://acme/',
  'az://:hush@acme/reports',
  'az://acme/reports/a\\hush',
])('%j is no place, and not repeated', (text) => {
  const read = (): unknown => placeOf(text);
  expect(read).toThrow(/^must be s3:\/\/bucket\/prefix, .* or a folder/);
  expect(read).not.toThrow('hush');
});

test('a bucket is opened at the prefix', async () => {
  const [google, azure] = [await startGoogle(), await startAzure()];
  const env = { ...google.env, ...azure.env };
  for (const [place, cloud] of [
    ['gs://reports/a b', google],
    ['az://acme/reports/a b', azure],
  ] as const) {
    const store = await openStore(placeOf(place), env);
    expect([store.name, store.at('x')]).toEqual([place, `${place}/x`]);
    await store.assertWritable('x');
    await store.put('x', ['1'], 'text/plain');
    await store.append('x', '2');
    expect(await store.get('x')).toBe('1\n2\n');
    expect([...cloud.objects.keys()]).toEqual(['a b/x']);
  }
});

test('a folder: files whole, lines added, what is stale deleted', async () => {
  const top = await mkdtemp(join(tmpdir(), 'byob-place-'));
  onTestFinished(() => rm(top, { recursive: true }));
  const folder = join(top, 'new', 'folder');
  const store = folderStore(folder);
  await store.assertWritable('a/b');
  expect(await readdir(top)).toEqual([]);
  expect(await store.get('a/b')).toBeUndefined();
  await store.put('a/b', ['1', '2']);
  expect(await readFile(join(folder, 'a', 'b'), 'utf8')).toBe('12');
  await store.append('log', 'one');
  await store.append('log', 'two');
  expect(await store.get('log')).toBe('one\ntwo\n');
  await writeFile(join(folder, 'a', 'c'), '');
  await store.prune?.('a', (name) => name === 'c');
  expect(await readdir(join(folder, 'a'))).toEqual(['b']);
  await mkdir(join(folder, 'there'));
  const isFolder = `cannot write ${join(folder, 'there')}: it is a directory`;
  await expect(store.assertWritable('there')).rejects.toThrow(isFolder);
  await expect(store.get('there')).rejects.toThrow(/^cannot read .*EISDIR/);
  await expect(store.append('there', 'x')).rejects.toThrow(/^cannot write .*EISDIR/);
});
