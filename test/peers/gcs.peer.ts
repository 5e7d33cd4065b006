// A Google Cloud Storage that is not ours (fake-gcs-server): what it holds is read as it is, what it cannot is not guessed.
// It knows buckets with their place, versioning and default hold. CORS, lifecycle and the other settings it drops without a
// word, so nothing is asked of them here; it has neither IAM nor the services around it.

import { Storage } from '@google-cloud/storage';
import { beforeAll, expect, test } from 'vitest';
import { createCollector } from '../../src/collect/collect.ts';
import { readFleet } from '../../src/fleet/fleet.ts';
import type { Facet, Readings } from '../../src/model/evidence.ts';

const { GCS_URL = '' } = process.env;

const FLEET = `buckets:
  - address: gs://good
  - address: gs://held
    level: team
    team: omega
  - address: gs://never-made
    level: team
    team: kappa
`;
const FACETS: readonly Facet[] = [
  'location',
  'versioning',
  'retention',
  'softDelete',
  'uniformAccess',
  'publicAccessPrevention',
  'acl',
  'network',
  'iam',
  'projectIam',
];

let all: Readonly<Record<string, Readings>>;

beforeAll(async () => {
  const storage = new Storage({ apiEndpoint: GCS_URL, projectId: 'acme' });
  await storage.createBucket('good', { versioning: { enabled: true } });
  await storage.createBucket('held', { defaultEventBasedHold: true });
  const env = { STORAGE_EMULATOR_HOST: GCS_URL };
  const collector = createCollector({ facets: FACETS, concurrency: 8, timeoutMs: 20_000, env });
  const evidence = await Promise.all(
    readFleet(FLEET, 'byob.yaml', env).entries.map((entry) => collector.collect([entry])),
  );
  collector.close();
  all = Object.fromEntries(evidence.map(({ targets, readings }) => [targets[0]?.bucket, readings]));
});

test('what it holds is read', () => {
  expect(all['good']).toMatchObject({
    location: { status: 'known', value: { region: 'us-central1' } },
    versioning: { status: 'known', value: { status: 'Enabled' } },
    retention: { status: 'known', value: { policies: [] } },
  });
  expect(all['held']).toMatchObject({
    versioning: { status: 'known', value: { status: 'Off' } },
    retention: { status: 'known', value: { policies: [{ kind: 'eventBasedHold' }] } },
  });
});

test('what it does not know is not taken for "off"', () => {
  for (const facet of [
    'softDelete',
    'uniformAccess',
    'publicAccessPrevention',
    'acl',
    'network',
    'iam',
  ] as const)
    expect(all['good']?.[facet]).toMatchObject({ status: 'unsupported' });
  expect(all['good']?.projectIam).toMatchObject({
    cause: 'unreachable',
    detail: expect.stringMatching(/not asked/),
  });
});

test('a bucket that does not exist is absent', () => {
  expect(all['never-made']?.versioning).toMatchObject({ status: 'unreadable', cause: 'absent' });
});
