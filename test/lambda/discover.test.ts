// Buckets that nobody declared, beyond one function: what the plan found is what every scan and the merge see.

import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, onTestFinished, test } from 'vitest';
import { auditFleet } from '../../src/lambda/audit.ts';
import { planRun } from '../../src/lambda/plan.ts';
import type { Report } from '../../src/model/report.ts';
import { contextOf, worldOf } from './cloud.ts';
import { latest, NEXT, night, NIGHT, prepared } from './night.ts';

const NAMES = ['acme-a', 'acme-b', 'acme-c', 'acme-d', 'acme-e'];
const DECLARED = `buckets:
  - address: s3://acme-a
`;
const DISCOVER = `discover:
  - provider: aws
    name: 'acme-*'
`;
const DENIED = [{ operation: 'ListBuckets', kind: 'denied' }] as const;

function idsOf({ targets }: Report): string[] {
  return targets.map(({ id }) => id);
}

test('what was found is in the batches and the report, as one function would have it', async () => {
  const [one, many] = [
    await prepared(NAMES, { text: DECLARED + DISCOVER }),
    await prepared(NAMES, { text: DECLARED + DISCOVER }),
  ];
  await auditFleet(NIGHT, contextOf(), one.world);
  const report = await night(many);
  expect(report).toEqual(latest(one.cloud));
  expect(idsOf(report)).toEqual(NAMES.map((name) => `s3://${name}`));
  expect(report.targets.filter(({ discovered }) => discovered === true)).toHaveLength(4);
  expect(report.run.complete).toBe(true);
});

test('it is found once: a bucket that comes midway changes no batch, and is there the next night', async () => {
  const fleet = await prepared(NAMES, { text: DISCOVER });
  // It would come first, and move all others on.
  const client = new S3Client({
    region: 'us-east-1',
    endpoint: fleet.cloud.sandbox.url,
    forcePathStyle: true,
    credentials: { accessKeyId: 'AKIASANDBOX', secretAccessKey: 'sandbox' },
  });
  onTestFinished(() => client.destroy());
  const report = await night(fleet, {
    onScan: async ({ batch }) => {
      if (batch === 0) await client.send(new CreateBucketCommand({ Bucket: 'acme-0' }));
    },
  });
  expect(idsOf(report)).toEqual(NAMES.map((name) => `s3://${name}`));
  expect(report.run.complete).toBe(true);
  const lists = (): number =>
    fleet.cloud.sandbox.calls.filter(({ operation }) => operation === 'ListBuckets').length;
  expect(lists()).toBe(1);
  expect(idsOf(await night(fleet, { event: NEXT }))).toEqual(
    ['acme-0', ...NAMES].map((name) => `s3://${name}`),
  );
  expect(lists()).toBe(2);
});

test.each([
  ['beyond one function', (fleet: Awaited<ReturnType<typeof prepared>>) => night(fleet)],
  [
    'in one',
    async ({ cloud, world }: Awaited<ReturnType<typeof prepared>>) => {
      await auditFleet(NIGHT, contextOf(), world);
      return latest(cloud);
    },
  ],
])('a list that is refused, %s: an open result, the rest whole', async (_, run) => {
  const report = await run(await prepared(NAMES, { text: DECLARED + DISCOVER, more: { faults: DENIED } }));
  expect(idsOf(report)).toEqual(['s3://acme-a', 'discover aws acme-*']);
  const open = report.results.filter(({ targetId }) => targetId === 'discover aws acme-*');
  expect(open).toMatchObject([
    { ruleId: 'evidence-readable', kind: 'open', missing: [{ permission: 's3:ListAllMyBuckets' }] },
  ]);
  expect(report.results.some(({ targetId, kind }) => targetId === 's3://acme-a' && kind === 'fail')).toBe(
    true,
  );
});

test('a list that hangs is given up in time: the plan is made, and says so', async () => {
  const faults = [{ operation: 'ListBuckets', kind: 'hang', times: 1 }] as const;
  const fleet = await prepared(NAMES, { text: DECLARED + DISCOVER, more: { faults } });
  const started = performance.now();
  await planRun(NIGHT, contextOf(3000), fleet.world);
  expect(performance.now() - started).toBeLessThan(3000);
  const report = await night(fleet);
  expect(idsOf(report)).toEqual(['s3://acme-a', 'discover aws acme-*']);
  expect(report.results).toContainEqual(
    expect.objectContaining({ targetId: 'discover aws acme-*', kind: 'open' }),
  );
});

test('nothing declared and nothing found: an empty report, and no failed night', async () => {
  const fleet = await prepared([], { text: DISCOVER });
  expect(await night(fleet)).toMatchObject({ targets: [], run: { complete: true } });
  expect(await night(fleet, { event: NEXT })).toMatchObject({ targets: [], run: { id: '20261126T021500Z' } });
});

test('two files that ask the same and are refused: one open result', async () => {
  const { cloud } = await prepared(NAMES, { text: DECLARED + DISCOVER, more: { faults: DENIED } });
  cloud.objects.set('fleets/two.yaml', DISCOVER);
  const world = worldOf(cloud, { BYOB_FLEET: 's3://fleets/byob.yaml s3://fleets/two.yaml' });
  expect(idsOf(await night({ cloud, world }))).toEqual(['s3://acme-a', 'discover aws acme-*']);
});
