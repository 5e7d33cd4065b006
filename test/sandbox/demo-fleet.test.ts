// The demo's fleet: its good buckets are what W&B's Terraform and guide make, each broken one has the fault it was made for.

import { existsSync, readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { beforeAll, describe, expect, test } from 'vitest';
import { FORMATS } from '../../reports/index.ts';
import { RULES } from '../../rules/index.ts';
import { audit } from '../../src/audit/audit.ts';
import { readFleet } from '../../src/fleet/fleet.ts';
import { isFinding } from '../../src/model/report.ts';
import type { Report } from '../../src/model/report.ts';
import { LOOPBACK_TEST_CERTIFICATE } from '../../src/sandbox/certificate.ts';
import { DEMO_FLEET, DEMO_WORLD } from '../../src/sandbox/demo-fleet.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';

const TERRAFORM = new URL(
  '../../../shared/data/wire/wandb/aws/secure-storage-connector-with-https-only.json',
  import.meta.url,
);
const present = existsSync(TERRAFORM);
if (!present) console.warn('SKIPPED: shared/data/wire/wandb/aws is not beside this checkout');

// NODE_EXTRA_CA_CERTS is read when a process starts; this worker runs already.
setDefaultCACertificates([...getCACertificates('default'), LOOPBACK_TEST_CERTIFICATE]);

let report: Report;
let url = '';
beforeAll(async () => {
  const sandbox = await startSandbox(DEMO_WORLD);
  url = sandbox.url;
  try {
    const env = { ...sandbox.env, DEMO_ENDPOINT: sandbox.url };
    const { entries, waivers } = readFleet(DEMO_FLEET, 'byob.yaml', env);
    report = await audit(entries, {
      rules: RULES,
      waivers,
      env,
      now: () => new Date('2026-11-25T12:00:00Z'),
      runId: 'demo',
      tool: { name: 'byob-audit', version: '0' },
    });
  } finally {
    await sandbox.close();
  }
}, 60_000);

/** The rules above low that a bucket breaks, whoever uses it. */
function broken(bucket: string): string[] {
  const ids = report.results
    .filter(isFinding)
    .filter(({ targetId, severity }) => RegExp(`/${bucket}(?:[/#]|$)`).test(targetId) && severity !== 'low')
    .map(({ ruleId }) => ruleId);
  return [...new Set(ids)].toSorted();
}

describe('a broken bucket has its fault', () => {
  test.each([
    ['acme-wandb-research', ['cors-etag-exposed']],
    ['acme-wandb-vision', ['lifecycle-keeps-run-history']],
    ['acme-wandb-speech', ['kms-grants-wandb']],
    ['acme-wandb-legacy', ['kms-key-usable']],
    ['acme-wandb-alias', ['encryption-key-shareable']],
    ['acme-wandb-records', ['deletions-take-effect', 'requester-pays-off']],
    ['acme-wandb-finance', ['network-reachable']],
    ['acme-wandb-media', ['public-statement-spares-wandb']],
    ['acme-wandb-copied', ['principal-fits-deployment']],
    ['acme-wandb-shared', ['team-subpaths-disjoint']],
    ['acme-cw-open', ['coreweave-org-condition']],
    ['acme-minio', ['address-names-region']],
    ['acme-gcs-guide', ['cors-etag-exposed', 'soft-delete-enabled']],
    ['acme-gcs-scratch', ['lifecycle-keeps-run-history']],
    ['acme-gcs-records', ['encryption-is-google-managed', 'overwrites-allowed', 'requester-pays-off']],
    ['acme-gcs-shared', ['bucket-not-public', 'storage-admin-granted']],
    ['acme-gcs-copied', ['network-reachable', 'principal-fits-deployment', 'principal-is-alive']],
    [
      'acmewandbscratch',
      [
        'cors-etag-exposed',
        'lifecycle-keeps-data-readable',
        'lifecycle-keeps-run-history',
        'soft-delete-enabled',
      ],
    ],
    ['acmewandbopen', ['bucket-not-public', 'https-only']],
    ['acmewandbrecords', ['network-reachable', 'overwrites-allowed']],
    ['acmewandbpartner', ['azure-federation-complete', 'azure-roles-granted', 'presigned-urls-allowed']],
  ])('%s', (bucket, rules) => {
    expect(broken(bucket)).toEqual(rules);
  });
});

test.each([
  'acme-wandb',
  'acme-cw-training',
  'acme-wandb-private',
  'acme-gcs-wandb',
  'acme-gcs-evals',
  'acmewandbmodels',
])('%s has nothing above low', (bucket) => {
  expect(broken(bucket)).toEqual([]);
});

test('what could not be read is open: denied calls and a deleted bucket', () => {
  const open = report.results.filter(({ kind }) => kind === 'open').map(({ targetId }) => targetId);
  expect([...new Set(open)].toSorted()).toEqual(
    expect.arrayContaining([
      'az://acmewandbprivate/wandb#team=treasury',
      'gs://acme-gcs-private#team=security',
      's3://acme-wandb-deleted#team=archive',
      's3://acme-wandb-private#team=private',
    ]),
  );
});

test.skipIf(!present)("the first bucket is what W&B's Terraform makes", () => {
  const { bucket: theirs, s3 } = JSON.parse(readFileSync(TERRAFORM, 'utf8')) as {
    bucket: string;
    s3: Record<string, Record<string, unknown>>;
  };
  const { name, cors, policy, encryption, publicAccessBlock, ownership, versioning } = DEMO_WORLD
    .buckets[0] ?? { name: '' };
  expect(cors).toEqual(s3['GetBucketCors']);
  const text = s3['GetBucketPolicy']?.['Policy'] as string;
  expect(policy).toEqual(JSON.parse(text.replaceAll(theirs, name)));
  const key = /arn:aws:kms:[^"]+/;
  expect(JSON.stringify(encryption).replace(key, 'KEY')).toEqual(
    JSON.stringify(s3['GetBucketEncryption']?.['ServerSideEncryptionConfiguration']).replace(key, 'KEY'),
  );
  expect(publicAccessBlock).toEqual(s3['GetPublicAccessBlock']?.['PublicAccessBlockConfiguration']);
  expect({ Rules: [{ ObjectOwnership: ownership }] }).toEqual(
    s3['GetBucketOwnershipControls']?.['OwnershipControls'],
  );
  expect(versioning ?? {}).toEqual(s3['GetBucketVersioning']);
});

test('waivers: one holds and is kept in sight, one has ended and says so', () => {
  const waived = report.results.filter(({ waiver }) => waiver !== undefined);
  expect(new Set(waived.map(({ ruleId }) => ruleId))).toEqual(new Set(['access-logging-enabled']));
  expect(report.summary.waived).toBe(waived.length);
  expect(report.results.filter(({ ruleId }) => ruleId === 'waiver-is-valid')).toMatchObject([
    { kind: 'fail', message: expect.stringMatching(/requester-pays-off.*2026-01-31/) },
  ]);
});

describe('the golden reports of the fleet', () => {
  // Fingerprints differ with the port: the formats that hold them have a golden report of their own.
  test.each(['text', 'markdown'])('%s', async (name) => {
    const format = FORMATS.find((f) => f.name === name);
    const options = { color: false, width: 100, minSeverity: 'low', verbose: false } as const;
    const rendered = [...(format?.render(report, options) ?? [])].join('');
    // The sandbox's port differs from run to run.
    const stable = rendered.replaceAll(new URL(url).host, '127.0.0.1:9000');
    await expect(stable).toMatchFileSnapshot(`../golden/demo.${format?.file.split('.').at(-1)}`);
  });
});
