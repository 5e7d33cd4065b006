// What an audit makes of discovered buckets and of searches that failed: report, formats, exit code, batches.

import { expect, test } from 'vitest';
import { audit, collect, evaluate } from '../../src/audit/audit.ts';
import type { AuditOptions } from '../../src/audit/audit.ts';
import { awsPermissions, gcpPermissions } from '../../src/collect/permissions.ts';
import { readEvidence, readReport } from '../../src/deliver/read.ts';
import { exitCode } from '../../src/evaluate/report.ts';
import { fleetsOf } from '../../src/lambda/fleets.ts';
import { FORMATS } from '../../reports/index.ts';
import { render } from '../../src/render.ts';
import { RULES } from '../../rules/index.ts';
import { discoverIn } from './over-the-wire.ts';
import type { Discovered } from './over-the-wire.ts';

const FLEET = `buckets:
  - address: s3://acme-wandb
discover:
  - provider: aws
    name: 'acme-*'
  - provider: gcp
    projects: [acme]
`;

const FAULTS = [{ operation: 'storage.buckets.list', kind: 'denied' }] as const;

function halfListed(): Promise<Discovered> {
  const buckets = [{ name: 'acme-wandb' }, { name: 'acme-omega' }];
  return discoverIn({ buckets, google: { buckets: [], faults: FAULTS } }, FLEET);
}

function optionsOf({ env, fleet }: Discovered): AuditOptions {
  return {
    rules: RULES,
    waivers: fleet.waivers,
    threads: 1,
    env,
    now: () => new Date('2026-11-25T10:00:00Z'),
    runId: 'run',
    tool: { name: 'byob-audit', version: '0.1.0' },
  };
}

test('a search that failed is open on its line with the permission, and no bucket', async () => {
  const discovered = await halfListed();
  const report = await audit(discovered.fleet.entries, optionsOf(discovered));
  expect(
    report.targets.map(({ id, discovered: found, search, location: { line } }) => [id, line, found, search]),
  ).toEqual([
    ['s3://acme-wandb', 2, undefined, undefined],
    ['s3://acme-omega', 4, true, undefined],
    ['discover gcp acme', 6, undefined, true],
  ]);
  expect(report.summary).toMatchObject({ targets: 2, buckets: 2 });
  expect(render(report, 'text')).toContain('s3://acme-omega  Amazon S3, instance, discovered');
  expect(report.results.filter(({ targetId }) => targetId === 'discover gcp acme')).toEqual([
    {
      ruleId: 'evidence-readable',
      targetId: 'discover gcp acme',
      kind: 'open',
      severity: 'medium',
      message:
        'discover gcp acme could not be listed in full, buckets may be missing from this report: storage.buckets.list denied (needs storage.buckets.list), access denied',
      missing: [
        {
          facet: 'buckets',
          cause: 'denied',
          call: 'storage.buckets.list',
          permission: 'storage.buckets.list',
          detail: 'access denied',
        },
      ],
    },
  ]);
  expect(report.summary.results.open).toBeGreaterThan(0);
  expect(
    exitCode(
      { ...report, summary: { ...report.summary, findings: { critical: 0, high: 0, medium: 0, low: 0 } } },
      'low',
    ),
  ).toBe(3);
  expect(readReport(render(report, 'json'))).toEqual(report);
});

test('what was found once and cannot be listed now is last known, night after night, in every format', async () => {
  const world = { buckets: [{ name: 'acme-wandb' }, { name: 'acme-omega' }] };
  const text = FLEET.slice(0, FLEET.indexOf('  - provider: gcp'));
  const first = await discoverIn(world, text);
  let report = await audit(first.fleet.entries, optionsOf(first));
  const lost = report.results.filter(
    ({ kind, targetId }) => kind === 'fail' && targetId === 's3://acme-omega',
  );
  expect(lost.length).toBeGreaterThan(3);
  for (const night of [1, 2]) {
    const faults = [{ operation: 'ListBuckets', kind: 'denied' }] as const;
    const refused = await discoverIn({ ...world, faults }, text);
    // By way of the file that the night before left.
    const baseline = readReport(render(report, 'json'));
    report = await audit(refused.fleet.entries, { ...optionsOf(refused), baseline });
    const { lastKnown, leftOut } = report.baseline ?? { lastKnown: [], leftOut: [] };
    expect([night, lastKnown.length, leftOut.length]).toEqual([night, lost.length, 0]);
    for (const { name } of FORMATS) expect(() => render(report, name)).not.toThrow();
  }
  const again = await discoverIn(world, text);
  report = await audit(again.fleet.entries, { ...optionsOf(again), baseline: report });
  expect(report.baseline).toMatchObject({ lastKnown: [], leftOut: [], fixed: [] });
});

test('by way of an evidence file the report is the same', async () => {
  const discovered = await halfListed();
  const options = optionsOf(discovered);
  const evidence = await collect(discovered.fleet.entries, options);
  const report = evaluate(readEvidence(JSON.stringify(evidence)), options);
  const direct = await audit(discovered.fleet.entries, options);
  expect(report.results).toEqual(direct.results);
  expect(report.targets).toEqual(direct.targets);
});

test('files of one run share what was found: listed in two, audited once', async () => {
  const { env } = await halfListed();
  const texts = ['a.yaml', 'b.yaml'].map((file) => ({ file, text: 'discover:\n  - provider: aws\n' }));
  const listing = { searchId: 'discover aws', buckets: [{ name: 'acme' }], failures: [] };
  const { entries } = fleetsOf(texts, env, [[listing], [listing]]);
  expect(entries.map(({ target: { id, location } }) => [id, location.file])).toEqual([
    ['s3://acme', 'a.yaml'],
  ]);
});

test('permissions to list are asked for only where somebody discovers', () => {
  expect(JSON.stringify(awsPermissions(['cors']))).not.toMatch(/ListAllMyBuckets|Tagging/);
  expect(awsPermissions(['cors'], true).Statement).toEqual([
    {
      Sid: 'ReadBucketConfiguration',
      Effect: 'Allow',
      Action: ['s3:GetBucketCORS', 's3:GetBucketLocation', 's3:GetBucketTagging'],
      Resource: 'arn:aws:s3:::*',
    },
    { Sid: 'ListBuckets', Effect: 'Allow', Action: ['s3:ListAllMyBuckets'], Resource: '*' },
  ]);
  expect(gcpPermissions(['cors']).includedPermissions).toEqual(['storage.buckets.get']);
  expect(gcpPermissions(['cors'], true).includedPermissions).toEqual([
    'storage.buckets.get',
    'storage.buckets.list',
  ]);
});
