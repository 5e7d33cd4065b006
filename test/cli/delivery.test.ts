// `byob audit --output s3://...`, over the wire: reports whole under the prefix, or a clear no.

import { expect, test } from 'vitest';
import { startCloud } from '../lambda/cloud.ts';
import { runByob } from './run-byob.ts';

const AUDIT = 'audit --quiet --bucket s3://acme --deployment dedicated --origin https://acme.wandb.io';

test('reports lie under the prefix, json last; the check before leaves nothing', async () => {
  const cloud = await startCloud();
  const { err } = await runByob(`${AUDIT} --output s3://reports/a/b/`, { env: cloud.env });
  expect(err).toBe('');
  const names = ['report.html', 'byob.sarif', 'report.json'];
  expect(cloud.writes).toEqual(names.map((name) => `reports/a/b/${name}`));
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
  expect(err).toBe('byob: cannot write s3://reports (AccessDenied: no)\n');
  expect({ code, out, calls: cloud.writes }).toEqual({ code: 2, out: '', calls: [] });
});

test('one that refuses after the scan costs no other report', async () => {
  const cloud = await startCloud();
  cloud.refuse = /sarif$/;
  const { code, out, err } = await runByob(`${AUDIT} --output s3://reports`, { env: cloud.env });
  expect(err).toContain('cannot write s3://reports (AccessDenied');
  expect(out).toContain('s3://acme');
  expect({ code, writes: cloud.writes }).toEqual({ code: 2, writes: ['reports/report.html'] });
});

test.each(['reports', 'gs://reports', 's3://', 's3://key:hush@reports', 's3://reports?x=hush', 's3://UP/x'])(
  '--output %s is wrong use, and not repeated',
  async (value) => {
    const { code, err } = await runByob(`${AUDIT} --output ${value}`);
    expect({ code, err }).toEqual({
      code: 2,
      err: 'byob: --output must be s3://bucket or s3://bucket/prefix\n',
    });
  },
);
