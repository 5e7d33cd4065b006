// The pipeline: order, memory, interruption, and the same verdict live and from a file.

import { describe, expect, onTestFinished, test } from 'vitest';
import { audit, collect, evaluate } from '../../src/audit/audit.ts';
import type { AuditOptions } from '../../src/audit/audit.ts';
import { readEvidence, readReport } from '../../src/deliver/read.ts';
import { readFleet } from '../../src/fleet/fleet.ts';
import { defineRule } from '../../src/model/rule.ts';
import type { FleetEntry } from '../../src/model/target.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Fault, Sandbox } from '../../src/sandbox/sandbox.ts';

const docs = { title: 'T', why: 'W', references: [], verify: {}, remediation: {} };
const RULES = [
  defineRule({
    id: 'versioned',
    severity: 'high',
    providers: ['aws', 'gcp'],
    reads: ['versioning'],
    messages: { off: 'off' },
    docs,
    check: ({ versioning }) => (versioning.status === 'Enabled' ? [] : [{ messageId: 'off' }]),
  }),
];

interface Prepared {
  readonly entries: readonly FleetEntry[];
  readonly options: AuditOptions;
  readonly sandbox: Sandbox;
}

async function prepare(
  names: readonly string[],
  { faults = [], delayMs = 0, ...over }: { faults?: Fault[]; delayMs?: number } & Partial<AuditOptions> = {},
): Promise<Prepared> {
  const buckets = [...new Set(names)].map((name, i) => ({
    name,
    ...(i % 2 === 0 && { versioning: { Status: 'Enabled' } }),
  }));
  const sandbox = await startSandbox({ buckets, faults, delayMs });
  onTestFinished(() => sandbox.close());
  const lines = names.map(
    (name, i) => `  - address: s3://${name}\n    level: team\n    team: t${i}\n    path: p${i}\n`,
  );
  const { entries } = readFleet(`buckets:\n${lines.join('')}`, 'byob.yaml', sandbox.env);
  const options: AuditOptions = {
    rules: RULES,
    env: sandbox.env,
    now: () => new Date('2026-11-25T00:00:00Z'),
    runId: 'r1',
    tool: { name: 'byob', version: '0' },
    timeoutMs: 5000,
    ...over,
  };
  return { entries, options, sandbox };
}

const kindsOf = (results: readonly { kind: string }[]): string[] => results.map(({ kind }) => kind);
const NAMES = Array.from({ length: 30 }, (_, i) => `acme-${String(i).padStart(2, '0')}`);

test('results keep the order of the fleet, whatever answers first', async () => {
  const { entries, options } = await prepare(NAMES);
  const { targets, results, run } = await audit(entries, options);
  expect(targets.map(({ bucket }) => bucket)).toEqual(NAMES);
  expect(results.map(({ targetId }) => targetId)).toEqual(targets.map(({ id }) => id));
  expect(kindsOf(results)).toEqual(NAMES.map((_, i) => (i % 2 === 0 ? 'pass' : 'fail')));
  expect(run.complete).toBe(true);
});

test('targets of one bucket share one reading of it', async () => {
  const { entries, options, sandbox } = await prepare(['acme', 'other', 'acme']);
  const { targets, results } = await audit(entries, options);
  expect(targets.map(({ bucket }) => bucket)).toEqual(['acme', 'acme', 'other']);
  expect(kindsOf(results)).toEqual(['pass', 'pass', 'fail']);
  const reads = sandbox.calls.filter(({ operation }) => operation === 'GetBucketVersioning');
  expect(reads.map(({ bucket = '' }) => bucket).toSorted()).toEqual(['acme', 'other']);
});

test('only facets of the rules are read', async () => {
  const { entries, options, sandbox } = await prepare(['acme']);
  await audit(entries, options);
  expect(sandbox.calls.map(({ operation }) => operation)).toEqual([
    'GetBucketLocation',
    'GetBucketVersioning',
  ]);
});

test('collected to a file and evaluated later, the report is the same', async () => {
  const { entries, options } = await prepare(NAMES.slice(0, 5), {
    faults: [{ bucket: 'acme-03', operation: 'GetBucketVersioning', kind: 'denied' }],
  });
  const live = await audit(entries, options);
  const evidence = JSON.parse(JSON.stringify(await collect(entries, options))) as Awaited<
    ReturnType<typeof collect>
  >;
  expect(evaluate(evidence, options)).toEqual(live);
  expect(kindsOf(live.results)).toEqual(['pass', 'fail', 'pass', 'open', 'pass']);
});

test('one bad bucket spoils no other', async () => {
  const { entries, options } = await prepare(NAMES.slice(0, 4), {
    faults: [{ bucket: 'acme-00', kind: 'reset' }],
  });
  expect(kindsOf((await audit(entries, options)).results)).toEqual(['open', 'fail', 'pass', 'fail']);
});

describe('interrupted', () => {
  test('what was finished is reported, the rest is open, the run is not complete', async () => {
    const controller = new AbortController();
    const progress: number[] = [];
    const { entries, options } = await prepare(NAMES, {
      concurrency: 8,
      delayMs: 10,
      signal: controller.signal,
      onProgress: ({ buckets }) => {
        progress.push(buckets);
        if (buckets === 8) controller.abort();
      },
    });
    const { run, results, targets } = await audit(entries, options);
    expect(run.complete).toBe(false);
    expect(targets).toHaveLength(NAMES.length);
    const open = results.filter(({ kind }) => kind === 'open');
    expect(open.length).toBeGreaterThan(0);
    expect(open.length).toBeLessThanOrEqual(NAMES.length - 8);
    for (const { missing } of open) expect(missing).toMatchObject([{ cause: 'interrupted' }]);
    expect(progress).toEqual(NAMES.map((_, i) => i + 1));
  });

  test('before the start: no call is made, nothing hangs', async () => {
    const { entries, options, sandbox } = await prepare(NAMES, { signal: AbortSignal.abort() });
    const evidence = await collect(entries, options);
    expect(evidence.complete).toBe(false);
    expect(sandbox.calls).toEqual([]);
    expect(evidence.buckets.every(({ readings }) => readings.versioning?.status === 'unreadable')).toBe(true);
  });
});

test('a fleet on an endpoint that answers nothing costs its time-out about once', async () => {
  const { entries, options } = await prepare(NAMES, {
    faults: [{ kind: 'hang' }],
    timeoutMs: 300,
    concurrency: 8,
  });
  const start = performance.now();
  const { results } = await audit(entries, options);
  expect(performance.now() - start).toBeLessThan(1500);
  expect(kindsOf(results)).toEqual(NAMES.map(() => 'open'));
});

test('waivers and a baseline judge alike live and from an evidence file', async () => {
  const { entries, options } = await prepare(['acme-00', 'acme-01']);
  const first = await audit(entries, options);
  const targetIds = [entries[1]?.target.id ?? ''];
  const location = { file: 'byob.yaml', line: 9, column: 3 };
  const waiver = {
    rule: 'versioned',
    bucket: targetIds[0] ?? '',
    reason: 'r',
    owner: 'o',
    expires: '2026-11-25',
  };
  const waivers = [{ ...waiver, targetIds, faults: [], location }];
  const baseline = { ...first, results: first.results.filter(({ kind }) => kind !== 'fail') };
  const judged = { ...options, waivers, baseline, narrowed: true };
  const live = await audit(entries, judged);
  const evidence = await collect(entries, judged);
  expect(readEvidence(JSON.stringify(evidence))).toEqual(evidence);
  expect(evaluate(evidence, { ...options, baseline })).toEqual(live);
  expect(live.run.narrowed).toBe(true);
  expect(live.results[1]).toMatchObject({ kind: 'fail', waiver: { owner: 'o' }, baselineState: 'new' });
  expect(readReport(JSON.stringify(live))).toEqual(live);
});
