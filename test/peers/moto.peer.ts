// The same fleet on moto (filled by boto3) and on the sandbox gives the same findings.

import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import { readFleet } from '../../src/fleet/fleet.ts';
import { isFinding } from '../../src/model/report.ts';
import type { Report } from '../../src/model/report.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { RULES } from '../../rules/index.ts';
import { FLEET, WORLD } from './world.ts';

const { MOTO_URL = '', MOTO_PYTHON = '', AWSCLI = '' } = process.env;

let sandbox: Sandbox;
let onMoto: Report;
let onSandbox: Report;

async function auditAt(env: Record<string, string>): Promise<Report> {
  return audit(readFleet(FLEET, 'byob.yaml', env).entries, {
    rules: RULES,
    env,
    now: () => new Date(),
    runId: 'peers',
    timeoutMs: 20_000,
    tool: { name: 'byob-audit', version: '0.0.0' },
  });
}

/** Rule, bucket and the way it failed: what both sides must agree on. */
function findings(report: Report): string[] {
  return report.results.filter(isFinding).map((f) => `${f.targetId} ${f.ruleId} ${f.messageId}`);
}

beforeAll(async () => {
  const input = JSON.stringify(WORLD);
  const keys = JSON.parse(
    execFileSync(MOTO_PYTHON, [new URL('fill_moto.py', import.meta.url).pathname], {
      input,
      encoding: 'utf8',
    }),
  ) as Record<string, string>;
  // moto makes its own key ids: the sandbox's world takes them over.
  const same = Object.entries(keys).reduce(
    (text, [declared, made]) => text.replaceAll(declared, made),
    input,
  );
  sandbox = await startSandbox(JSON.parse(same) as Parameters<typeof startSandbox>[0]);
  const moto = { AWS_ENDPOINT_URL: MOTO_URL, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
  onMoto = await auditAt({ ...moto, AWS_REGION: 'us-east-1' });
  onSandbox = await auditAt(sandbox.env);
}, 120_000);
afterAll(() => sandbox?.close());

describe('moto', () => {
  test('gives the findings that the sandbox gives', () => {
    expect(findings(onMoto)).toEqual(findings(onSandbox));
  });

  test('the faults put into the fleet are found, and the good bucket has nothing worse than low', () => {
    const found = findings(onMoto).join('\n');
    expect(found).toContain('peer-etag cors-etag-exposed');
    expect(found).toContain('peer-expiry lifecycle-keeps-run-history');
    expect(found).toContain('peer-closed-key kms-grants-wandb');
    expect(found).toContain('peer-vpc wandb-not-denied');
    expect(found).toContain('peer-no-cors cors-configured');
    expect(found).toContain('peer-sse-s3 bucket-grants-wandb');
    const good = onMoto.results.filter(isFinding).filter((f) => f.targetId === 's3://peer-good');
    expect(good.filter((f) => f.severity !== 'low').map((f) => f.ruleId)).toEqual([]);
  });

  test('sub-resources that moto answers with a listing are unsupported, never a verdict', () => {
    const payer = onMoto.results.find((r) => r.ruleId === 'requester-pays-off');
    expect(payer?.kind).toBe('notApplicable');
  });
});

describe('awscli reads the sandbox as it reads the cloud', () => {
  test.each([
    ['get-bucket-cors', 'CORSRules'],
    ['get-bucket-policy', 'Policy'],
    ['get-bucket-encryption', 'ServerSideEncryptionConfiguration'],
    ['get-public-access-block', 'PublicAccessBlockConfiguration'],
    ['get-bucket-versioning', 'Status'],
    ['get-bucket-location', 'LocationConstraint'],
  ])('%s', async (command, member) => {
    const { AWS_ENDPOINT_URL: url = '', ...env } = sandbox.env;
    const where = ['--endpoint-url', url, '--region', 'eu-west-1', '--output', 'json'];
    // Not the synchronous call: the sandbox answers from this very process.
    const { stdout: out } = await promisify(execFile)(
      AWSCLI,
      [...where, 's3api', command, '--bucket', 'peer-good'],
      {
        env: { ...process.env, ...env },
        encoding: 'utf8',
      },
    );
    expect(JSON.parse(out)).toHaveProperty(member);
  });
});
