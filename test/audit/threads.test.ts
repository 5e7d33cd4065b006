// Several threads give what one gives: the same report, secrets handed over whole, interruption, and no bucket lost.

import { availableParallelism } from 'node:os';
import { describe, expect, onTestFinished, test } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import type { AuditOptions } from '../../src/audit/audit.ts';
import { packed, unpacked } from '../../src/collect/parcel.ts';
import { threadsFor } from '../../src/collect/threads.ts';
import { readFleet } from '../../src/fleet/fleet.ts';
import type { Provider } from '../../src/model/provider.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { RULES } from '../../rules/index.ts';

const NAMES = Array.from({ length: 12 }, (_, i) => `acme-${i}`);

async function auditOn(
  threads: number,
  over: Partial<AuditOptions> = {},
  { keys = '', delayMs = 0, chain = true }: { keys?: string; delayMs?: number; chain?: boolean } = {},
) {
  const sandbox = await startSandbox({
    buckets: NAMES.map((name, i) => ({ name, versioning: i % 2 === 0 ? { Status: 'Enabled' } : {} })),
    delayMs,
  });
  onTestFinished(() => sandbox.close());
  const buckets = NAMES.map((name) => `  - address: s3://${name}\n${keys}`).join('');
  const { entries } = readFleet(`buckets:\n${buckets}`, 'byob.yaml', {
    ...sandbox.env,
    KEY: sandbox.env['AWS_ACCESS_KEY_ID'],
    SECRET: sandbox.env['AWS_SECRET_ACCESS_KEY'],
  });
  const report = await audit(entries, {
    rules: RULES,
    env: chain
      ? sandbox.env
      : { ...sandbox.env, AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
    now: () => new Date('2026-11-25T00:00:00Z'),
    runId: 'r1',
    tool: { name: 'byob', version: '0' },
    timeoutMs: 10_000,
    threads,
    ...over,
  });
  return { report, sandbox };
}

test('two threads report byte for byte what one does', async () => {
  const [one, two] = await Promise.all([auditOn(1), auditOn(2)]);
  expect(JSON.stringify(two.report)).toBe(JSON.stringify(one.report));
  expect(two.report.summary.results.fail).toBeGreaterThan(0);
  // Each thread asks who is calling for itself: that there are two of them is seen by it.
  const asked = (run: typeof one): number =>
    run.sandbox.calls.filter(({ operation }) => operation === 'GetCallerIdentity').length;
  expect([asked(one), asked(two)]).toEqual([1, 2]);
});

test('declared credentials reach the thread and sign', async () => {
  const keys = '    credentials:\n      accessKeyId: ${KEY}\n      secretAccessKey: ${SECRET}\n';
  // No other credentials: what the fleet file declares must arrive.
  const { report, sandbox } = await auditOn(2, {}, { keys, chain: false });
  expect(sandbox.calls.length).toBeGreaterThan(NAMES.length * 10);
  expect(sandbox.calls.filter(({ status }) => status === 403)).toEqual([]);
  expect(report.summary.results.pass).toBeGreaterThan(0);
});

test('an interruption reaches the threads: the report is partial, nothing is lost', async () => {
  const controller = new AbortController();
  const { report } = await auditOn(
    2,
    { signal: controller.signal, onProgress: () => controller.abort(), concurrency: 4 },
    { delayMs: 20 },
  );
  expect(report.run.complete).toBe(false);
  expect(new Set(report.results.map(({ targetId }) => targetId)).size).toBe(NAMES.length);
  const causes = new Set(report.results.flatMap(({ missing = [] }) => missing.map(({ cause }) => cause)));
  expect(causes).toEqual(new Set(['interrupted']));
});

describe('the way to a thread', () => {
  test('a secret travels opened and is a secret again behind it', () => {
    const [entry] = readFleet(
      'buckets:\n  - address: gs://${A}\n    credentials: {accessKeyId: "${B}", secretAccessKey: "${C}", sessionToken: "${D}"}\n',
      'byob.yaml',
      { A: 'sa@p.iam.gserviceaccount.com:KEYPEM@acme', B: 'AKIA', C: 'SECRETKEY', D: 'TOKEN' },
    ).entries;
    if (entry === undefined) throw new Error('no entry');
    const there = unpacked(structuredClone(packed(entry)));
    expect(there.access.addressSecret?.reveal()).toBe('KEYPEM');
    expect(there.access.credentials?.secretAccessKey.reveal()).toBe('SECRETKEY');
    expect(there.access.credentials?.sessionToken?.reveal()).toBe('TOKEN');
    expect(JSON.stringify(there)).not.toMatch(/KEYPEM|SECRETKEY|TOKEN|AKIA/);
    const { deployment: _, peers: __, ...own } = entry.target;
    expect(there.target).toMatchObject(own);
  });

  test('the rest of the fleet stays behind: it would be copied with every bucket', () => {
    const teams = Array.from({ length: 100 }, (_, i) => `  - {address: s3://acme/t${i}, team: t${i}}\n`).join(
      '',
    );
    const [entry] = readFleet(`buckets:\n${teams}`, 'byob.yaml', {}).entries;
    if (entry === undefined) throw new Error('no entry');
    expect(entry.target.deployment.teamBuckets).toHaveLength(100);
    expect(JSON.stringify(packed(entry)).length).toBeLessThan(2000);
  });

  test('fleets of few calls stay on one thread', () => {
    const fleet = (buckets: number, provider: Provider): Provider[] =>
      Array.from({ length: buckets }, () => provider);
    expect([1, 50, 199].map((buckets) => threadsFor(fleet(buckets, 'aws')))).toEqual([1, 1, 1]);
    expect(threadsFor(fleet(900, 'gcp'))).toBe(1);
    expect(threadsFor(fleet(1300, 'azure'))).toBe(1);
    const most = Math.min(4, availableParallelism());
    expect(threadsFor(fleet(100_000, 'aws'))).toBe(most);
    expect(threadsFor([...fleet(100, 'coreweave'), ...fleet(500, 'gcp')])).toBe(Math.min(2, most));
  });
});
