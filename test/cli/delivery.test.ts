// `byob audit --output PLACE`, over the wire: reports whole in the bucket or folder, or a clear no.

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startAzure, startGoogle } from '../deliver/stores/stand-ins.ts';
import { startCloud } from '../lambda/cloud.ts';
import { runByob } from './run-byob.ts';

const NAMES = ['report.html', 'byob.sarif', 'report.json'];
const AUDIT = 'audit --quiet --bucket s3://acme --deployment dedicated --origin https://acme.wandb.io';

test('reports lie under the prefix, json last; the check before leaves nothing', async () => {
  const cloud = await startCloud();
  const { err } = await runByob(`${AUDIT} --output s3://reports/a/b/`, { env: cloud.env });
  expect(err).toMatch(
    /^byob: s3:\/\/reports\/a\/b\/byob\.sarif: 1 bucket could not be verified in full, [^\n]*\n$/,
  );
  expect(cloud.writes).toEqual(NAMES.map((name) => `reports/a/b/${name}`));
  expect(JSON.parse(cloud.objects.get('reports/a/b/report.json') ?? '')).toHaveProperty('summary.buckets', 1);
});

test('without a prefix at the top of the bucket', async () => {
  const cloud = await startCloud();
  await runByob(`${AUDIT} --output s3://reports`, { env: cloud.env });
  expect([...cloud.objects.keys()]).toContain('reports/report.json');
});

test('a bucket that refuses is told before the scan', async () => {
  const cloud = await startCloud();
  cloud.refuse = /^reports/;
  const { code, out, err } = await runByob(`${AUDIT} --output s3://reports`, { env: cloud.env });
  expect(err).toBe('byob: cannot write s3://reports/report.html: AccessDenied: no\n');
  expect({ code, out, calls: cloud.writes }).toEqual({ code: 2, out: '', calls: [] });
});

test('one that refuses after the scan costs no other report', async () => {
  const cloud = await startCloud();
  // Once the first report is there: until then it takes all.
  const write = cloud.writes.push.bind(cloud.writes);
  cloud.writes.push = (...keys) => {
    cloud.refuse = /sarif$/;
    return write(...keys);
  };
  const { code, out, err } = await runByob(`${AUDIT} --output s3://reports`, { env: cloud.env });
  expect(err).toContain('cannot write s3://reports/byob.sarif: AccessDenied');
  expect(out).toContain('s3://acme');
  expect({ code, writes: [...cloud.writes] }).toEqual({ code: 2, writes: ['reports/report.html'] });
});

test.each([
  ['gs://reports/a/b', startGoogle],
  ['az://acme/reports/a/b/', startAzure],
])('%s: as in S3', async (place, start) => {
  const [cloud, bucket] = [await startCloud(), await start()];
  const env = { ...cloud.env, ...bucket.env };
  const { code, err } = await runByob(`${AUDIT} --output ${place}`, { env });
  expect(code, err).toBe(3);
  expect(bucket.writes).toEqual(NAMES.map((name) => `a/b/${name}`));
  expect([...bucket.types.values()]).toEqual([
    'text/html; charset=utf-8',
    'application/sarif+json',
    'application/json',
  ]);
  bucket.refuse = /html$/;
  const refused = await runByob(`${AUDIT} --output ${place}`, { env });
  expect(refused.err).toMatch(/^byob: cannot write \w+:\/\/.*reports\/a\/b\/report\.html: 403\b.*: no\n$/);
  expect({ code: refused.code, out: refused.out }).toEqual({ code: 2, out: '' });
});

test('a folder, whose files are no place for another report', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'byob-delivery-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const { env } = await startCloud();
  const out = join(folder, 'out');
  const { code, err } = await runByob(`${AUDIT} --output ${out}`, { env });
  expect(code, err).toBe(3);
  expect((await readdir(out)).toSorted()).toEqual(NAMES.toSorted());
  expect(JSON.parse(await readFile(join(out, 'report.json'), 'utf8'))).toHaveProperty('summary.buckets', 1);
  const twice = await runByob(`${AUDIT} --output ${out} --format text:${out}/report.html`, { env });
  expect(twice.err).toContain('are the same file');
  const blocked = await runByob(`${AUDIT} --output ${out}/report.json`, { env });
  expect(blocked.err).toMatch(/^byob: cannot write .*report\.json/);
  expect([twice.code, blocked.code]).toEqual([2, 2]);
});

test.each([
  's3://',
  's3:/reports',
  's3://key:hush@reports',
  's3://reports?x=hush',
  's3://UP/x',
  'gs://user:hush@reports',
  'az://acme',
  'cw://reports',
])('--output %s is wrong use, and not repeated', async (value) => {
  const { code, err } = await runByob(`${AUDIT} --output ${value}`);
  expect(err).toBe(
    'byob: --output must be s3://bucket/prefix, gs://bucket/prefix, az://account/container/prefix or a folder\n',
  );
  expect(code).toBe(2);
});
