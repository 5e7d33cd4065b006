// A made-up report of any size, with findings as large as real ones: for pages, their limits and their speed.

import { fingerprint } from '../../src/model/fingerprint.ts';
import type { Finding, Report, ReportRule, ReportTarget, Result } from '../../src/model/report.ts';
import type { Severity } from '../../src/model/severity.ts';
import { SEVERITIES } from '../../src/model/severity.ts';
import { summarise } from '../../src/evaluate/report.ts';

const RULES: readonly ReportRule[] = Array.from({ length: 50 }, (_, index) => ({
  id: `requirement-${index}-holds`,
  severity: SEVERITIES[index % 4] as Severity,
  title: `Requirement ${index} of the bucket holds`,
  why: 'What happens to W&B or the data where it does not: run history is lost, or the browser shows nothing.',
  references: ['https://docs.wandb.ai/platform/hosting/data-security/secure-storage-connector'],
}));

/** `findings` of each bucket fail, all other checks pass; one bucket in ten is clean. */
export function largeReport(buckets: number, findings: number): Report {
  const targets = Array.from({ length: buckets }, (_, index) => targetOf(index));
  const results = targets.flatMap((target, index) =>
    RULES.map((rule, at): Result => {
      const fails = index % 10 !== 9 && (at + index) % 50 < findings;
      return fails ? findingOf(target, rule) : { ruleId: rule.id, kind: 'pass', targetId: target.id };
    }),
  );
  return {
    schemaVersion: 1,
    tool: { name: 'byob-audit', version: '0.1.0' },
    run: {
      id: 'large',
      startedAt: '2026-11-24T02:00:00.000Z',
      finishedAt: '2026-11-24T02:03:00.000Z',
      complete: true,
    },
    targets,
    rules: RULES,
    results,
    summary: summarise(targets, results),
  };
}

function targetOf(index: number): ReportTarget {
  const bucketId = `s3://acme-wandb-${String(index).padStart(4, '0')}-eu-west-1`;
  return {
    id: `${bucketId}#team=team-${index}`,
    provider: index % 7 === 0 ? 'coreweave' : 'aws',
    bucket: bucketId.slice(5),
    bucketId,
    subpath: '',
    level: 'team',
    team: `team-${index}`,
    location: { file: 'byob.yaml', line: index * 4 + 5, column: 5 },
  };
}

function findingOf({ id, bucket, location }: ReportTarget, { id: ruleId, severity }: ReportRule): Finding {
  const statement = {
    Sid: 'WandbAccountAccess',
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::830241207209:root' },
    Action: [
      's3:GetObject*',
      's3:GetEncryptionConfiguration',
      's3:ListBucket',
      's3:PutObject',
      's3:DeleteObject',
    ],
    Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
  };
  const content = { Version: '2012-10-17', Statement: [statement] };
  return {
    ruleId,
    kind: 'fail',
    severity,
    targetId: id,
    messageId: 'fault',
    message: `Statement 1 of the policy of ${bucket} does not allow what ${ruleId} asks for.`,
    data: {},
    facet: 'policy',
    evidencePath: '/document/Statement/0',
    evidence: statement,
    location,
    remediation: {
      text: 'Put the merged policy in place; it keeps what the bucket has.',
      command: `aws s3api put-bucket-policy --bucket ${bucket} --policy file://policy.json`,
      document: { file: 'policy.json', facet: 'policy', content },
    },
    verify: `aws s3api get-bucket-policy --bucket ${bucket}`,
    fingerprint: fingerprint(ruleId, id),
  };
}
