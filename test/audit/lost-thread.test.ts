// A thread that is lost in the middle of a run costs no bucket and no finding.

import type * as threads from 'node:worker_threads';
import { expect, onTestFinished, test, vi } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import { fleetOfBuckets } from '../../src/fleet/fleet.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { RULES } from '../../rules/index.ts';

const started: threads.Worker[] = [];
vi.mock('node:worker_threads', async (original) => {
  const module = await original<typeof threads>();
  return {
    ...module,
    Worker: class extends module.Worker {
      constructor(...args: ConstructorParameters<typeof module.Worker>) {
        super(...args);
        started.push(this);
      }
    },
  };
});

const NAMES = Array.from({ length: 12 }, (_, i) => `acme-${i}`);

/** The report; `lose` of the threads end when the first bucket is done. */
async function auditLosing(lose: number): Promise<string> {
  const sandbox = await startSandbox({ buckets: NAMES.map((name) => ({ name })), delayMs: 20 });
  onTestFinished(() => sandbox.close());
  const { entries } = fleetOfBuckets(
    NAMES.map((name) => `s3://${name}`),
    { deployment: 'dedicated', origin: 'https://acme.wandb.io' },
  );
  started.length = 0;
  const report = await audit(entries, {
    rules: RULES,
    env: sandbox.env,
    now: () => new Date('2026-11-25T00:00:00Z'),
    runId: 'r1',
    tool: { name: 'byob', version: '0' },
    threads: 3,
    concurrency: 8,
    onProgress: ({ buckets }) => {
      if (buckets === 1) for (const thread of started.slice(0, lose)) void thread.terminate();
    },
  });
  expect(started).toHaveLength(2);
  return JSON.stringify(report);
}

test.each([1, 2])('%i of two further threads', { timeout: 60_000 }, async (lose) => {
  expect(await auditLosing(lose)).toBe(await auditLosing(0));
});
