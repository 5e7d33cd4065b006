// The demo's containers of Azure: the good ones have no finding, each broken one shows what it is there for.

import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { beforeAll, expect, test } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import { readFleet } from '../../src/fleet/fleet.ts';
import type { Report } from '../../src/model/report.ts';
import { LOOPBACK_TEST_CERTIFICATE } from '../../src/sandbox/certificate.ts';
import { DEMO_AZURE, DEMO_AZURE_ACCOUNTS, DEMO_AZURE_FLEET } from '../../src/sandbox/demo-azure.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { RULES } from '../../rules/index.ts';

setDefaultCACertificates([...getCACertificates('default'), LOOPBACK_TEST_CERTIFICATE]);

const FLEET = `deployment:\n  type: dedicated\n  origin: https://acme.wandb.io\nbuckets:\n${DEMO_AZURE_FLEET}`;

let report: Report;

beforeAll(async () => {
  const sandbox = await startSandbox({ buckets: [], azure: DEMO_AZURE });
  report = await audit(readFleet(FLEET, 'byob.yaml', sandbox.env).entries, {
    rules: RULES,
    env: sandbox.env,
    now: () => new Date('2026-11-25T12:00:00Z'),
    runId: 'demo',
    timeoutMs: 10_000,
    tool: { name: 'byob-audit', version: '0.0.0' },
  });
  await sandbox.close();
}, 30_000);

/** The rules of which a container has results of this kind, or findings of this severity. */
function failing(container: string, ...what: readonly string[]): string[] {
  const found = report.results.filter(
    ({ targetId, kind, severity = '' }) =>
      targetId.startsWith(`az://${container}`) &&
      (what.includes(kind) || (kind === 'fail' && what.includes(severity))),
  );
  return [...new Set(found.map(({ ruleId }) => ruleId))].toSorted();
}

test('every container is in the fleet', () => {
  const containers = DEMO_AZURE_ACCOUNTS.flatMap((account) => account.containers ?? []);
  expect(report.summary.buckets).toBe(containers.length);
});

test.each(['acmewandbmodels/wandb', 'acmewandbmodels/evals'])('%s is as it should be', (container) => {
  expect(failing(container, 'fail', 'open')).toEqual([]);
});

test.each<[string, readonly string[]]>([
  ['acmewandbscratch', ['cors-etag-exposed', 'lifecycle-keeps-data-readable', 'lifecycle-keeps-run-history']],
  ['acmewandbopen', ['bucket-not-public']],
  ['acmewandbrecords', ['overwrites-allowed']],
  ['acmewandbpartner', ['azure-federation-complete', 'azure-roles-granted', 'presigned-urls-allowed']],
])('%s is broken', (account, rules) => {
  expect(failing(account, 'critical', 'high')).toEqual(rules);
});

test('what may not be read is open, and nothing else of that container', () => {
  expect(failing('acmewandbprivate', 'open')).toContain('azure-roles-granted');
  expect(failing('acmewandbprivate', 'open')).toContain('lifecycle-keeps-run-history');
  expect(failing('acmewandbprivate', 'fail')).toEqual([]);
});
