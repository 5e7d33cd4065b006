// The nightly function over the wire: reports, comparison, retries, deadlines, bad input.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { auditFleet } from '../../src/lambda/audit.ts';
import { formatsFor } from '../../src/lambda/reports.ts';
import type { Report } from '../../src/model/report.ts';
import { contextOf, fleetText, startCloud, worldOf } from './cloud.ts';
import type { Cloud } from './cloud.ts';

const NIGHT = { scheduledTime: '2026-11-25T02:15:00Z' };
const NEXT = { scheduledTime: '2026-11-26T02:15:00Z' };
const FOLDER = 'reports/runs/2026-11-25/20261125T021500Z';

async function prepared(buckets: readonly string[] = ['acme-a', 'acme-b']): Promise<Cloud> {
  const cloud = await startCloud({ buckets: buckets.map((name) => ({ name })) });
  cloud.objects.set('fleets/byob.yaml', fleetText(buckets));
  return cloud;
}

function reportAt(cloud: Cloud, folder = 'reports/latest'): Report {
  return JSON.parse(cloud.objects.get(`${folder}/report.json`) ?? 'null') as Report;
}

test('writes every format under the run, then under latest/, the json report last', async () => {
  const cloud = await prepared();
  const answer = await auditFleet(NIGHT, contextOf(), worldOf(cloud));
  expect(answer).toEqual({
    runId: '20261125T021500Z',
    complete: true,
    exitCode: 1,
    buckets: 2,
    report: 's3://reports/runs/2026-11-25/20261125T021500Z/report.html',
    notTold: [],
  });
  expect(cloud.writes).toEqual(
    [FOLDER, 'reports/latest'].flatMap((folder) =>
      ['report.html', 'byob.sarif', 'report.json'].map((file) => `${folder}/${file}`),
    ),
  );
  expect(reportAt(cloud).targets.map(({ location }) => location.file)).toEqual(['byob.yaml', 'byob.yaml']);
});

test('the next night compares with the last one', async () => {
  const cloud = await prepared();
  await auditFleet(NIGHT, contextOf(), worldOf(cloud));
  await auditFleet(NEXT, contextOf(), worldOf(cloud));
  const report = reportAt(cloud);
  expect(report.run.id).toBe('20261126T021500Z');
  expect(report.baseline?.runId).toBe('20261125T021500Z');
  expect(report.results.some(({ baselineState }) => baselineState === 'new')).toBe(false);
});

test('a retry of a complete run reads no bucket and writes nothing; a late one leaves latest/ alone', async () => {
  const cloud = await prepared();
  await auditFleet(NIGHT, contextOf(), worldOf(cloud));
  const [calls, writes] = [cloud.sandbox.calls.length, cloud.writes.length];
  await expect(auditFleet(NIGHT, contextOf(), worldOf(cloud))).resolves.toMatchObject({ complete: true });
  expect([cloud.sandbox.calls.length, cloud.writes.length]).toEqual([calls, writes]);
  await auditFleet(NEXT, contextOf(), worldOf(cloud));
  await auditFleet(NIGHT, contextOf(), worldOf(cloud));
  expect(reportAt(cloud).run.id).toBe('20261126T021500Z');
});

test('two of one night at once: both end, and latest/ is whole and of that night', async () => {
  const cloud = await prepared();
  await auditFleet(NIGHT, contextOf(), worldOf(cloud));
  const runs = [1, 2].map(() => auditFleet(NEXT, contextOf(), worldOf(cloud)));
  const [first, second] = await Promise.all(runs);
  expect(second).toEqual(first);
  expect(first).toMatchObject({ runId: '20261126T021500Z', complete: true });
  const { run, baseline } = reportAt(cloud);
  expect([run.id, baseline?.runId]).toEqual(['20261126T021500Z', '20261125T021500Z']);
});

test('before its time runs out it writes what it has, and says what is missing', async () => {
  const cloud = await startCloud({
    buckets: [{ name: 'acme-a' }, { name: 'acme-b' }],
    faults: [{ bucket: 'acme-b', kind: 'hang' }],
  });
  cloud.objects.set('fleets/byob.yaml', fleetText(['acme-a', 'acme-b']));
  const started = performance.now();
  const answer = await auditFleet(NIGHT, contextOf(5000), worldOf(cloud));
  expect(performance.now() - started).toBeLessThan(5000);
  expect(answer).toMatchObject({ complete: false, buckets: 2 });
  const { run, results } = reportAt(cloud);
  expect(run.complete).toBe(false);
  const kinds = (bucket: string): string[] =>
    results.filter(({ targetId }) => targetId.includes(bucket)).map(({ kind }) => kind);
  expect(kinds('acme-a')).toContain('fail');
  expect(kinds('acme-b')).toContain('open');
});

test('a retry of a partial run goes on from it', async () => {
  const cloud = await prepared();
  await auditFleet(NIGHT, contextOf(60), worldOf(cloud));
  expect(reportAt(cloud).run.complete).toBe(false);
  await auditFleet(NIGHT, contextOf(), worldOf(cloud));
  expect(reportAt(cloud).run).toMatchObject({ id: '20261125T021500Z', complete: true });
});

describe('bad input', () => {
  test('no fleet object: rejects, and the last report stays', async () => {
    const cloud = await prepared();
    await auditFleet(NIGHT, contextOf(), worldOf(cloud));
    cloud.objects.delete('fleets/byob.yaml');
    await expect(auditFleet(NEXT, contextOf(), worldOf(cloud))).rejects.toThrow(
      'there is no s3://fleets/byob.yaml',
    );
    expect(reportAt(cloud).run.id).toBe('20261125T021500Z');
  });

  test('a fleet file with faults: rejects with their places', async () => {
    const cloud = await prepared();
    cloud.objects.set('fleets/byob.yaml', 'buckets: []\n');
    await expect(auditFleet(NIGHT, contextOf(), worldOf(cloud))).rejects.toThrow('byob.yaml:1:');
  });

  test('a target in two fleet files: rejects', async () => {
    const cloud = await prepared();
    cloud.objects.set('fleets/two.yaml', fleetText(['acme-a']));
    const world = worldOf(cloud, { BYOB_FLEET: 's3://fleets/byob.yaml s3://fleets/two.yaml' });
    await expect(auditFleet(NIGHT, contextOf(), world)).rejects.toThrow(/two\.yaml:3:\d+: declared twice/);
  });

  test('a latest report that is cut short, or of another fleet: no baseline, a line in the log', async () => {
    const cloud = await prepared();
    await auditFleet(NIGHT, contextOf(), worldOf(cloud));
    cloud.objects.set('fleets/byob.yaml', fleetText(['acme-c']));
    const world = worldOf(cloud);
    await auditFleet(NEXT, contextOf(), world);
    expect(world.events.find(({ event }) => event === 'baseline-left-out')).toMatchObject({
      reason: expect.stringContaining('another fleet') as unknown,
    });
    cloud.objects.set('reports/latest/report.json', '{"schemaVersion": 1,');
    const again = worldOf(cloud);
    await auditFleet(NEXT, contextOf(), again);
    expect(again.events.map(({ event }) => event)).toContain('baseline-left-out');
  });

  test('a report bucket that refuses: rejects', async () => {
    const cloud = await prepared();
    cloud.refuse = /report\.json$/;
    await expect(auditFleet(NIGHT, contextOf(), worldOf(cloud))).rejects.toThrow();
    expect(cloud.objects.has('reports/latest/report.json')).toBe(false);
  });

  test.each([
    [{ BYOB_FLEET: '' }, /BYOB_FLEET is not set/],
    [{ BYOB_REPORT_BUCKET: '' }, /BYOB_REPORT_BUCKET is not set/],
    [{ BYOB_SECRETS: 'GITHUB_TOKEN=canary-value' }, /^BYOB_SECRETS must hold NAME=arn:[^a-z]*(?!.*canary)/],
    [{ BYOB_GITHUB_REPOSITORY: 'acme' }, /owner\/name/],
  ])('%j', async (more, message) => {
    const cloud = await prepared();
    await expect(auditFleet(NIGHT, contextOf(), worldOf(cloud, more))).rejects.toThrow(message);
  });

  test('a dead sink is reported and fails nothing', async () => {
    const cloud = await prepared();
    const world = worldOf(cloud, { BYOB_NOTIFY_SLACK: 'http://127.0.0.1:9/canary' });
    const answer = await auditFleet(NIGHT, contextOf(), world);
    expect(answer).toMatchObject({ complete: true, notTold: ['slack'] });
    expect(JSON.stringify(world.events)).not.toContain('canary');
  });
});

test('a fleet too large for a page a bucket: text and a table for people, all in the json report', () => {
  expect(formatsFor(2000).map(({ name }) => name)).toEqual(['html', 'sarif', 'json']);
  expect(formatsFor(2001).map(({ name }) => name)).toEqual(['text', 'csv', 'sarif', 'json']);
});

test('a fleet file that is packaged with the function', async () => {
  const cloud = await prepared();
  const folder = await mkdtemp(join(tmpdir(), 'byob-task-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'byob.yaml'), fleetText(['acme-b']));
  const world = worldOf(cloud, { BYOB_FLEET: 'byob.yaml', LAMBDA_TASK_ROOT: folder });
  expect(await auditFleet(NIGHT, contextOf(), world)).toMatchObject({ complete: true, buckets: 1 });
  expect(reportAt(cloud).targets[0]?.location.file).toBe('byob.yaml');
});
