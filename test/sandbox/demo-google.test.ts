// The demo's buckets of Google: the good ones have no finding, each broken one shows what it is there for.

import { beforeAll, expect, test } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import { readFleet } from '../../src/fleet/fleet.ts';
import type { Report } from '../../src/model/report.ts';
import { DEMO_GOOGLE, DEMO_GOOGLE_BUCKETS, DEMO_GOOGLE_FLEET } from '../../src/sandbox/demo-google.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { RULES } from '../../rules/index.ts';

const FLEET = `deployment:\n  type: dedicated\n  origin: https://acme.wandb.io\nbuckets:\n${DEMO_GOOGLE_FLEET}`;

let report: Report;

beforeAll(async () => {
  const sandbox = await startSandbox({ buckets: [], google: DEMO_GOOGLE });
  report = await audit(readFleet(FLEET, 'byob.yaml', sandbox.env).entries, {
    rules: RULES,
    env: sandbox.env,
    now: () => new Date('2026-11-25T12:00:00Z'),
    runId: 'demo',
    timeoutMs: 5000,
    tool: { name: 'byob-audit', version: '0.0.0' },
  });
  await sandbox.close();
});

/** The rules of which a bucket has results of this kind, or findings of this severity. */
function failing(bucket: string, ...what: readonly string[]): string[] {
  const found = report.results.filter(
    ({ targetId, kind, severity = '' }) =>
      targetId.startsWith(`gs://${bucket}`) &&
      (what.includes(kind) || (kind === 'fail' && what.includes(severity))),
  );
  return [...new Set(found.map(({ ruleId }) => ruleId))];
}

test('every bucket is in the fleet', () => {
  expect(report.summary.buckets).toBe(DEMO_GOOGLE_BUCKETS.length);
});

test.each(['acme-gcs-wandb', 'acme-gcs-evals'])('%s is as it should be', (bucket) => {
  expect(failing(bucket, 'fail', 'open')).toEqual([]);
});

test.each<[string, readonly string[]]>([
  ['acme-gcs-guide', ['cors-etag-exposed', 'soft-delete-enabled']],
  ['acme-gcs-scratch', ['lifecycle-keeps-run-history']],
  ['acme-gcs-records', ['overwrites-allowed', 'requester-pays-off']],
  ['acme-gcs-shared', ['storage-admin-granted', 'bucket-not-public']],
  ['acme-gcs-copied', ['principal-fits-deployment', 'principal-is-alive']],
])('%s is broken', (bucket, rules) => {
  expect(failing(bucket, 'critical', 'high').toSorted()).toEqual([...rules].toSorted());
});

test('what may not be read is open, and nothing else of that bucket', () => {
  expect(failing('acme-gcs-private', 'open')).toContain('storage-admin-granted');
  expect(failing('acme-gcs-private', 'fail')).toEqual([]);
});
