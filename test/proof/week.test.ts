// A week of nights with a clock handed in: a history of seven, each piece of news told once, a waiver that ends.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readReport } from '../../src/deliver/read.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { SandboxBucket } from '../../src/sandbox/sandbox.ts';
import { runByob } from '../cli/run-byob.ts';
import { startReceiver } from '../deliver/notify/receiver.ts';

interface News {
  readonly run: { readonly id: string };
  readonly new: readonly { readonly ruleId: string; readonly targetId: string }[];
  readonly fixed: readonly { readonly ruleId: string }[];
  readonly unreadable: readonly { readonly ruleId: string }[];
  readonly expiring: readonly { readonly ruleIds: readonly string[] }[];
}

/** The waiver holds up to the end of the fifth night's day. */
const FLEET = `deployment: { type: dedicated, origin: 'https://acme.wandb.io' }
buckets:
  - { address: 's3://acme-a', level: team, team: a }
waivers:
  - rule: access-logging-enabled
    bucket: s3://acme-a
    reason: CloudTrail data events are on
    owner: platform@acme.example
    expires: 2026-11-29
`;
const VERSIONED = { Status: 'Enabled' };
/** The bucket of each night: on the third versioning is off, on the fourth it is on again. */
const NIGHTS: readonly Partial<SandboxBucket>[] = [
  {},
  {},
  { versioning: { Status: 'Suspended' } },
  {},
  {},
  {},
  {},
];

test('seven nights', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'byob-week-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'byob.yaml'), FLEET);
  const { url, taken } = await startReceiver();
  const told: Record<number, News> = {};
  const waived: boolean[] = [];
  for (const [night, over] of NIGHTS.entries()) {
    const sandbox = await startSandbox({ buckets: [{ name: 'acme-a', versioning: VERSIONED, ...over }] });
    const before = taken.length;
    const { code, out, err } = await runByob(
      `schedule --once --fleet ${folder}/byob.yaml --output ${folder}/out`,
      {
        env: { ...sandbox.env, BYOB_NOTIFY_WEBHOOK: url },
        now: new Date(`2026-11-${25 + night}T02:15:00Z`),
      },
    );
    await sandbox.close();
    expect(code, out + err).toBe(1);
    expect(taken.length - before).toBeLessThanOrEqual(1);
    if (taken.length > before) told[night + 1] = JSON.parse(taken.at(-1)?.body ?? '') as News;
    const { results } = readReport(readFileSync(join(folder, 'out/report.json'), 'utf8'));
    waived.push(
      results.some(
        ({ ruleId, kind, waiver }) => ruleId === WAIVED && kind === 'fail' && waiver !== undefined,
      ),
    );
  }

  const history = readFileSync(join(folder, 'out/history.jsonl'), 'utf8').trim().split('\n');
  expect(history).toHaveLength(NIGHTS.length);
  // The last night has nothing to tell; on the second and the fifth the waiver has three days left, and none.
  expect(Object.keys(told)).toEqual(['1', '2', '3', '4', '5', '6']);
  const of = (night: number): Record<string, string[]> => ({
    new: told[night]?.new.map(({ ruleId }) => ruleId) ?? [],
    fixed: told[night]?.fixed.map(({ ruleId }) => ruleId) ?? [],
    expiring: told[night]?.expiring.flatMap(({ ruleIds }) => ruleIds) ?? [],
  });
  expect(of(1)['new']).not.toContain(WAIVED);
  expect([2, 3, 4, 5, 6].map(of)).toMatchInlineSnapshot(`
    [
      {
        "expiring": [
          "access-logging-enabled",
        ],
        "fixed": [],
        "new": [],
      },
      {
        "expiring": [],
        "fixed": [
          "lifecycle-expires-noncurrent",
        ],
        "new": [
          "versioning-enabled",
        ],
      },
      {
        "expiring": [],
        "fixed": [
          "versioning-enabled",
        ],
        "new": [
          "lifecycle-expires-noncurrent",
        ],
      },
      {
        "expiring": [
          "access-logging-enabled",
        ],
        "fixed": [],
        "new": [],
      },
      {
        "expiring": [],
        "fixed": [],
        "new": [
          "waiver-is-valid",
          "access-logging-enabled",
        ],
      },
    ]
  `);
  expect(waived).toEqual([true, true, true, true, true, false, false]);
});

const WAIVED = 'access-logging-enabled';
