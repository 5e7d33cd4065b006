// A fleet beyond one function: the deployed definition, driven by a double, with the real handlers.

import { describe, expect, test } from 'vitest';
import { auditFleet } from '../../src/lambda/audit.ts';
import { startReceiver } from '../deliver/notify/receiver.ts';
import { contextOf, fleetText, worldOf } from './cloud.ts';
import { FOLDER, latest, NEXT, night, NIGHT, prepared } from './night.ts';

/** Three batches. */
const NAMES = Array.from({ length: 5 }, (_, i) => `acme-${String(i).padStart(3, '0')}`);

const dies = (name = 'Runtime.OutOfMemory'): never => {
  throw Object.assign(new Error('died'), { name });
};

test('the whole is the report that one function gives, waivers and baseline included', async () => {
  const waiver = `waivers:\n  - { rule: cors-configured, bucket: 's3://acme-00*', reason: r, owner: o@a.example, expires: 2027-01-01 }\n`;
  const one = await prepared(NAMES);
  const many = await prepared(NAMES);
  for (const { cloud } of [one, many]) cloud.objects.set('fleets/byob.yaml', fleetText(NAMES) + waiver);
  await auditFleet(NIGHT, contextOf(), one.world);
  await night(many);
  expect(latest(many.cloud)).toEqual(latest(one.cloud));
  await auditFleet(NEXT, contextOf(), one.world);
  await night(many, { event: NEXT });
  expect(latest(many.cloud)).toEqual(latest(one.cloud));
  expect(latest(many.cloud).baseline?.runId).toBe('20261125T021500Z');
});

describe('a batch that fails', () => {
  test('for good: its buckets are open, the others whole, the run is partial', async () => {
    const fleet = await prepared(NAMES);
    const report = await night(fleet, { onScan: ({ batch }) => void (batch === 1 && dies()) });
    expect(report.run.complete).toBe(false);
    expect(report.targets.map(({ bucket }) => bucket)).toEqual(NAMES);
    const kindsOf = (from: number, to: number): Set<string> => {
      const names = new Set(NAMES.slice(from, to).map((name) => `s3://${name}#team=${name}`));
      return new Set(report.results.filter(({ targetId }) => names.has(targetId)).map(({ kind }) => kind));
    };
    expect(kindsOf(2, 4).has('open')).toBe(true);
    expect(kindsOf(0, 2).has('fail')).toBe(true);
    expect(fleet.world.events.find(({ event }) => event === 'batch-lost')).toMatchObject({ batch: 1 });
  });

  test('once: it is tried again, and the run is whole', async () => {
    const fleet = await prepared(NAMES.slice(0, 3));
    const report = await night(fleet, { onScan: (_, tries) => void (tries === 1 && dies()) });
    expect(report.run.complete).toBe(true);
  });

  test('all of them: still a report, of open buckets', async () => {
    const fleet = await prepared(NAMES.slice(0, 3));
    const report = await night(fleet, { onScan: () => dies() });
    expect(report.targets).toHaveLength(3);
    expect(report.results.some(({ kind }) => kind === 'open')).toBe(true);
    // What needs no call is still judged; nothing that was not read passes or fails for it.
    expect(report.run.complete).toBe(false);
  });

  test('halfway: what it had time for is in the report', async () => {
    const fleet = await prepared(NAMES.slice(0, 3));
    const report = await night(fleet, { contextOfScan: ({ batch }) => contextOf(batch === 1 ? 60 : 60_000) });
    expect(report.run.complete).toBe(false);
    expect(report.results.some(({ kind }) => kind === 'fail')).toBe(true);
  });

  test.each<[string, (text: string) => string]>([
    ['cut short', (text) => text.slice(0, 500)],
    ['of another run', (text) => text.replace('20261125T021500Z', 'other')],
    ['of another version', (text) => text.replace(/"version": "[^"]+"/, '"version": "0.0.1"')],
  ])('with a report %s: open, too', async (_, spoil) => {
    const fleet = await prepared(NAMES.slice(0, 3));
    const part = `reports/${FOLDER}/parts/000000.json`;
    const report = await night(fleet, {
      onMerge: () => void fleet.cloud.objects.set(part, spoil(fleet.cloud.objects.get(part) ?? '')),
    });
    expect(report.run.complete).toBe(false);
    expect(report.targets).toHaveLength(3);
  });
});

test('a merge that dies is tried again', async () => {
  const report = await night(await prepared(NAMES.slice(0, 3)), {
    onMerge: (tries) => void (tries === 1 && dies()),
  });
  expect(report.run.complete).toBe(true);
});

test('a repetition reads only the batches that it lacks', async () => {
  const fleet = await prepared(NAMES);
  await night(fleet, { onScan: ({ batch }) => void (batch === 1 && dies()) });
  const calls = (bucket: string): number =>
    fleet.cloud.sandbox.calls.filter((call) => call.bucket === bucket).length;
  const before = NAMES.map(calls);
  const report = await night(fleet);
  expect(report.run.complete).toBe(true);
  expect(NAMES.map((name, i) => calls(name) > (before[i] ?? 0))).toEqual([false, false, true, true, false]);
});

test('two executions of one night at once (EventBridge may start it twice): one report, told once', async () => {
  const { url, taken } = await startReceiver();
  const { cloud, world } = await prepared(NAMES, { text: fleetText(NAMES.slice(0, 3)) });
  await night({ cloud, world });
  cloud.objects.set('fleets/byob.yaml', fleetText(NAMES.slice(0, 4)));
  const both = { cloud, world: worldOf(cloud, { BYOB_NOTIFY_SLACK: url }) };
  // The second is under way before the first ends, and sees another fleet file.
  const runs = [
    night(both, { event: NEXT, onScan: () => void cloud.objects.set('fleets/byob.yaml', fleetText(NAMES)) }),
    night(both, { event: NEXT }),
  ];
  const [first, second] = await Promise.all(runs);
  expect(second).toEqual(first);
  expect(first).toMatchObject({
    run: { id: '20261126T021500Z', complete: true },
    baseline: { runId: '20261125T021500Z' },
  });
  expect(first?.targets).toHaveLength(4);
  expect(taken.length).toBe(1);
});

test('the fleet file is replaced midway: the run keeps the one it was planned with', async () => {
  const fleet = await prepared(NAMES.slice(0, 3));
  const { cloud } = fleet;
  const report = await night(fleet, {
    onScan: () => void cloud.objects.set('fleets/byob.yaml', fleetText(NAMES.slice(0, 1))),
  });
  expect(report.targets).toHaveLength(3);
  expect(report.run.complete).toBe(true);
  // So does a repetition of the run, even where the file is gone.
  cloud.objects.delete('fleets/byob.yaml');
  await night(fleet);
  expect(latest(cloud).targets).toHaveLength(3);
});

test('a fleet file that is gone or wrong fails the run at its plan', async () => {
  const { cloud, world } = await prepared(NAMES.slice(0, 2));
  cloud.objects.set('fleets/byob.yaml', 'buckets: []\n');
  await expect(night({ cloud, world })).rejects.toThrow('byob.yaml:1:');
  cloud.objects.delete('fleets/byob.yaml');
  await expect(night({ cloud, world })).rejects.toThrow('there is no s3://fleets/byob.yaml');
});

test('what is pinned holds no secret of the environment', async () => {
  const { cloud } = await prepared(NAMES.slice(0, 1));
  const address = 's3://AKIAX:${CANARY}@minio.acme.example:9000/acme?region=us-east-1';
  cloud.objects.set('fleets/byob.yaml', `buckets:\n  - { address: '${address}', level: instance }\n`);
  const world = worldOf(cloud, { CANARY: 'canary-secret' });
  const report = await night({ cloud, world }, { contextOfScan: () => contextOf(3000) });
  expect(report.targets).toHaveLength(1);
  expect([...cloud.objects.values()].join('\n')).not.toContain('canary-secret');
});
