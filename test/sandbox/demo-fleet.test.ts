// The demo's fleet: its good buckets are what W&B's Terraform and guide make, each broken one has the fault it was made for.

import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { RULES } from '../../rules/index.ts';
import { audit } from '../../src/audit/audit.ts';
import { readFleet } from '../../src/fleet/fleet.ts';
import { isFinding } from '../../src/model/report.ts';
import type { Report } from '../../src/model/report.ts';
import { DEMO_FLEET, DEMO_WORLD } from '../../src/sandbox/demo-fleet.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';

const TERRAFORM = new URL(
  '../../../shared/data/wire/wandb/aws/secure-storage-connector-with-https-only.json',
  import.meta.url,
);
const present = existsSync(TERRAFORM);
if (!present) console.warn('SKIPPED: shared/data/wire/wandb/aws is not beside this checkout');

let report: Report;
beforeAll(async () => {
  const sandbox = await startSandbox(DEMO_WORLD);
  try {
    const env = { ...sandbox.env, DEMO_ENDPOINT: sandbox.url };
    report = await audit(readFleet(DEMO_FLEET, 'byob.yaml', env).entries, {
      rules: RULES,
      env,
      now: () => new Date('2026-11-25T12:00:00Z'),
      runId: 'demo',
      tool: { name: 'byob-audit', version: '0' },
    });
  } finally {
    await sandbox.close();
  }
});

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
  ])('%s', (bucket, rules) => {
    expect(broken(bucket)).toEqual(rules);
  });
});

test.each(['acme-wandb', 'acme-cw-training', 'acme-wandb-private'])('%s has nothing above low', (bucket) => {
  expect(broken(bucket)).toEqual([]);
});

test('what could not be read is open: denied calls and a deleted bucket', () => {
  const open = report.results.filter(({ kind }) => kind === 'open').map(({ targetId }) => targetId);
  expect([...new Set(open)].toSorted()).toEqual(
    expect.arrayContaining(['s3://acme-wandb-deleted#team=archive', 's3://acme-wandb-private#team=private']),
  );
});

test.skipIf(!present)('the first bucket is what W&B’s Terraform makes', () => {
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
