// A real S3-compatible server (versitygw): what it holds is judged, what it does not implement is unsupported.

import { CreateBucketCommand, PutBucketCorsCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeAll, expect, test } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import { readFleet } from '../../src/fleet/fleet.ts';
import type { Report } from '../../src/model/report.ts';
import { RULES } from '../../rules/index.ts';

const { GATEWAY_URL = '', GATEWAY_KEY = '', GATEWAY_SECRET = '' } = process.env;

const FLEET = `deployment:
  type: self-managed
  origin: https://wandb.acme.example
buckets:
  - address: s3://good
    level: instance
    endpoint: ${GATEWAY_URL}
    region: us-east-1
    credentials: { accessKeyId: "\${GATEWAY_KEY}", secretAccessKey: "\${GATEWAY_SECRET}" }
  - address: s3://hidden
    level: team
    team: omega
    endpoint: ${GATEWAY_URL}
    region: us-east-1
    credentials: { accessKeyId: "\${GATEWAY_KEY}", secretAccessKey: "\${GATEWAY_SECRET}" }
  - address: s3://never-made
    level: team
    team: kappa
    endpoint: ${GATEWAY_URL}
    region: us-east-1
    credentials: { accessKeyId: "\${GATEWAY_KEY}", secretAccessKey: "\${GATEWAY_SECRET}" }
`;

let report: Report;

beforeAll(async () => {
  const client = new S3Client({
    endpoint: GATEWAY_URL,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: GATEWAY_KEY, secretAccessKey: GATEWAY_SECRET },
  });
  for (const [Bucket, ExposeHeaders] of [
    ['good', ['ETag']],
    ['hidden', []],
  ] as const) {
    await client.send(new CreateBucketCommand({ Bucket }));
    const rule = {
      AllowedOrigins: ['*'],
      AllowedMethods: ['GET', 'HEAD', 'PUT'],
      AllowedHeaders: ['*'],
      MaxAgeSeconds: 3000,
    };
    await client.send(
      new PutBucketCorsCommand({
        Bucket,
        CORSConfiguration: { CORSRules: [{ ...rule, ExposeHeaders: [...ExposeHeaders] }] },
      }),
    );
  }
  client.destroy();
  report = await audit(readFleet(FLEET, 'byob.yaml', { GATEWAY_KEY, GATEWAY_SECRET }).entries, {
    rules: RULES,
    env: { GATEWAY_KEY, GATEWAY_SECRET },
    now: () => new Date(),
    runId: 'peers',
    timeoutMs: 20_000,
    tool: { name: 'byob-audit', version: '0.0.0' },
  });
}, 60_000);

function kindOf(bucket: string, ruleId: string): string | undefined {
  return report.results.find((r) => r.ruleId === ruleId && r.targetId.includes(`/${bucket}`))?.kind;
}

test('CORS is read and judged', () => {
  expect(kindOf('good', 'cors-etag-exposed')).toBe('pass');
  expect(kindOf('hidden', 'cors-etag-exposed')).toBe('fail');
});

test('what the server does not implement is not judged', () => {
  expect(kindOf('good', 'lifecycle-keeps-run-history')).toBe('notApplicable');
});

test('a bucket that does not exist ends that bucket only', () => {
  expect(kindOf('never-made', 'cors-etag-exposed')).toBe('open');
  expect(kindOf('good', 'evidence-readable')).toBe('pass');
});
