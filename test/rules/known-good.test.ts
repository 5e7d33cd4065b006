// W&B's own configurations, served by the sandbox and audited over the wire, have no finding of medium or above but the known ones.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import { readFleet } from '../../src/fleet/fleet.ts';
import { isFinding } from '../../src/model/report.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { SandboxBucket, SandboxKey } from '../../src/sandbox/sandbox.ts';
import { RULES } from '../../rules/index.ts';

interface Configuration {
  readonly bucket: string;
  readonly accountId: string;
  readonly region: string;
  readonly wandbPrincipal?: string;
  readonly s3: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly kms?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const FOLDER = new URL('../../../shared/data/wire/wandb/aws/', import.meta.url);
const files = existsSync(FOLDER) ? readdirSync(FOLDER) : [];
if (files.length === 0) console.warn('SKIPPED: wire/wandb/aws is not beside this checkout');

/** Medium and above that W&B's own configuration may have; see the catalogue's traps. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  'byob-sse-s3.json': ['encryption-uses-customer-key'],
};

function bucketOf({ bucket, accountId, region, s3 }: Configuration): SandboxBucket {
  const of = (operation: string, member: string): object | undefined =>
    s3[operation]?.[member] as object | undefined;
  const cors = of('GetBucketCors', 'CORSRules');
  const policy = s3['GetBucketPolicy']?.['Policy'] as string | undefined;
  const encryption = of('GetBucketEncryption', 'ServerSideEncryptionConfiguration');
  const block = of('GetPublicAccessBlock', 'PublicAccessBlockConfiguration');
  const controls = of('GetBucketOwnershipControls', 'OwnershipControls') as
    { Rules: { ObjectOwnership: string }[] } | undefined;
  const ownership = controls?.Rules[0]?.ObjectOwnership;
  return {
    name: bucket,
    account: accountId,
    region,
    ...(cors !== undefined && { cors: { CORSRules: cors } }),
    ...(policy !== undefined && { policy }),
    ...(encryption !== undefined && { encryption }),
    ...(block !== undefined && { publicAccessBlock: block }),
    ...(ownership !== undefined && { ownership }),
  };
}

function keysOf({ kms }: Configuration): SandboxKey[] {
  const metadata = kms?.['DescribeKey']?.['KeyMetadata'] as { Arn: string } | undefined;
  const policy = kms?.['GetKeyPolicy']?.['Policy'] as string | undefined;
  if (metadata === undefined || policy === undefined) return [];
  return [{ arn: metadata.Arn, policy: JSON.parse(policy) as object, rotation: false }];
}

function fleetOf({ bucket, wandbPrincipal = '' }: Configuration): string {
  const type = wandbPrincipal.includes('725579432336') ? 'multi-tenant' : 'dedicated';
  const bucketLines = `buckets:\n  - address: s3://${bucket}\n    level: team\n    team: acme\n`;
  return `deployment:\n  type: ${type}\n  origin: https://acme.wandb.io\n${bucketLines}`;
}

describe.skipIf(files.length === 0)("W&B's own configurations", () => {
  test.each(files.filter((file) => !file.includes('https-only-alone')))('%s', async (file) => {
    const configuration = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Configuration;
    const sandbox = await startSandbox({ buckets: [bucketOf(configuration)], keys: keysOf(configuration) });
    try {
      const { entries } = readFleet(fleetOf(configuration), 'byob.yaml', {});
      const report = await audit(entries, {
        rules: RULES,
        env: sandbox.env,
        now: () => new Date(),
        runId: 'known-good',
        tool: { name: 'byob-audit', version: '0' },
      });
      const found = report.results.filter(isFinding).filter(({ severity }) => severity !== 'low');
      expect(found.map(({ ruleId }) => ruleId)).toEqual(EXPECTED[file] ?? []);
      expect(report.summary.results.open).toBe(0);
    } finally {
      await sandbox.close();
    }
  });
});
