// A small report that holds every kind of thing a format has to show, hostile names among them.

import { summarise } from '../../src/evaluate/report.ts';
import type { Finding, Missing, Report, ReportRule, ReportTarget, Result } from '../../src/model/report.ts';

const RULES: readonly ReportRule[] = [
  rule('cors-configured', 'high', 'CORS is configured', 'Browsers load run files straight from the bucket; without CORS they refuse to.'),
  rule('lifecycle-keeps-run-history', 'critical', 'No lifecycle rule deletes run history', 'Run history lives only in the bucket after a week: what expires is lost.'),
  rule('bucket-grants-wandb', 'high', 'The bucket policy lets W&B read and write', 'Without the grant W&B answers every upload with AccessDenied.'),
  rule('https-only', 'medium', 'The bucket refuses plain http', 'Over plain http, signed addresses and data can be read on the way.'),
  rule('evidence-readable', 'medium', 'Everything the rules need can be read', 'What cannot be read cannot be verified: a fault there stays unseen.'),
];

function rule(id: string, severity: ReportRule['severity'], title: string, why: string): ReportRule {
  const reference = 'https://docs.wandb.ai/platform/hosting/data-security/secure-storage-connector';
  return { id, severity, title, why, references: [reference] };
}

const TARGETS: readonly ReportTarget[] = [
  target('s3://acme-clean', 5),
  target('s3://acme-teams', 8, { level: 'team', team: 'kappa', subpath: 'teams/kappa' }),
  target('s3://acme-teams', 12, { level: 'team', team: 'omega', subpath: 'teams/omega' }),
  target('s3://acme-wandb', 16),
  target('cw://acme-locked', 20, { provider: 'coreweave' }),
  target('s3://acme-\u202Egnp.\u001b[31m<img src=x onerror=alert(1)>', 24),
  { ...target('s3://acme-adhoc', 1), location: { file: '--bucket', line: 1, column: 1 } },
];

function target(bucketId: string, line: number, over: Partial<ReportTarget> = {}): ReportTarget {
  const { team, subpath = '', level = 'instance', provider = 'aws' } = over;
  return {
    id: `${bucketId}${subpath && `/${subpath}`}${team === undefined ? '' : `#team=${team}`}`,
    provider,
    bucket: bucketId.replace(/^\w+:\/\//, ''),
    bucketId,
    subpath,
    level,
    ...(team !== undefined && { team }),
    location: { file: 'byob.yaml', line, column: 5 },
  };
}

let findings = 0;

function finding(of: number, ruleId: string, severity: Finding['severity'], message: string, over: Partial<Finding> = {}): Finding {
  const { id, location } = TARGETS[of] as ReportTarget;
  findings++;
  return {
    ruleId,
    kind: 'fail',
    severity,
    targetId: id,
    messageId: 'fault',
    message,
    data: {},
    location,
    fingerprint: String(findings).padStart(32, '0'),
    ...over,
  };
}

function pass(of: number, ...rules: string[]): Result[] {
  return rules.map((ruleId) => ({ ruleId, kind: 'pass', targetId: (TARGETS[of] as ReportTarget).id }));
}

const NO_CORS = {
  facet: 'cors',
  evidencePath: '',
  evidence: { scope: 'bucket', rules: [] },
  remediation: {
    text: 'Allow the front end to load run files.',
    command: 'aws s3api put-bucket-cors --bucket acme-teams --cors-configuration file://cors.json',
    document: {
      file: 'cors.json',
      facet: 'cors',
      content: { CORSRules: [{ AllowedOrigins: ['https://acme.wandb.io'], AllowedMethods: ['GET', 'HEAD', 'PUT'], AllowedHeaders: ['*'], ExposeHeaders: ['ETag'] }] },
    },
  },
  verify: 'aws s3api get-bucket-cors --bucket acme-teams',
} satisfies Partial<Finding>;

const DENIED: Missing = { facet: 'policy', cause: 'denied', call: 's3:GetBucketPolicy', permission: 's3:GetBucketPolicy' };
const DEAD: Missing = { facet: 'cors', cause: 'unreachable', call: 's3:GetBucketCors', permission: 's3:GetBucketCORS', detail: 'no answer in 20 s from cwobject.com' };

const LOCKED = (TARGETS[4] as ReportTarget).id;
const HOSTILE = (TARGETS[5] as ReportTarget).bucket;

const RESULTS: readonly Result[] = [
  ...pass(0, 'cors-configured', 'lifecycle-keeps-run-history', 'bucket-grants-wandb', 'https-only', 'evidence-readable'),
  finding(1, 'cors-configured', 'high', 'The bucket has no CORS rules.', NO_CORS),
  ...pass(1, 'lifecycle-keeps-run-history', 'bucket-grants-wandb', 'https-only', 'evidence-readable'),
  finding(2, 'cors-configured', 'high', 'The bucket has no CORS rules.', NO_CORS),
  ...pass(2, 'lifecycle-keeps-run-history', 'bucket-grants-wandb', 'https-only', 'evidence-readable'),
  ...pass(3, 'cors-configured'),
  finding(3, 'lifecycle-keeps-run-history', 'critical', "Lifecycle rule 'expire-all' deletes W&B's objects of acme-wandb after 30 days.", {
    facet: 'lifecycle',
    evidencePath: '/rules/0',
    evidence: { id: 'expire-all', enabled: true, prefixes: [], suffixes: [], tags: {}, actions: [{ type: 'expire', days: 30 }] },
    remediation: { text: 'Take the expiry away, or give the rule a prefix that W&B does not use.', command: 'aws s3api put-bucket-lifecycle-configuration \\\n  --bucket acme-wandb --lifecycle-configuration file://lifecycle.json' },
    verify: 'aws s3api get-bucket-lifecycle-configuration --bucket acme-wandb',
  }),
  { ruleId: 'bucket-grants-wandb', kind: 'notApplicable', targetId: 's3://acme-wandb', message: 'W&B uses the key in the storage address' },
  finding(3, 'https-only', 'low', 'The bucket policy does not deny plain http.', {
    facet: 'policy',
    evidencePath: '/document',
    evidence: null,
    location: { file: 'byob.yaml', line: 17, column: 7 },
    remediation: { text: 'Deny requests without TLS.' },
  }),
  ...pass(3, 'evidence-readable'),
  { ruleId: 'cors-configured', kind: 'open', severity: 'high', targetId: LOCKED, message: 'could not verify: s3:GetBucketCors unreachable (needs s3:GetBucketCORS)', missing: [DEAD] },
  { ruleId: 'bucket-grants-wandb', kind: 'open', severity: 'high', targetId: LOCKED, message: 'could not verify: s3:GetBucketPolicy denied (needs s3:GetBucketPolicy)', missing: [DENIED] },
  { ruleId: 'https-only', kind: 'open', severity: 'medium', targetId: LOCKED, message: 'could not verify: s3:GetBucketPolicy denied (needs s3:GetBucketPolicy)', missing: [DENIED] },
  { ruleId: 'evidence-readable', kind: 'open', severity: 'medium', targetId: LOCKED, message: 'cw://acme-locked could not be read in full', missing: [DEAD, DENIED] },
  finding(5, 'bucket-grants-wandb', 'high', `Statement '\u001b[2J' of ${HOSTILE} is [free](https://evil.example).`, {
    facet: 'policy',
    evidencePath: '/document/Statement/1',
    evidence: { Sid: '</pre><script>alert(1)</script>\u2028', Effect: 'Allow', Action: 's3:GetObject*' },
    remediation: { text: 'Grant it.', command: `aws s3api get-bucket-policy --bucket '${HOSTILE}'` },
    verify: 'aws s3api get-bucket-policy',
  }),
  { ruleId: 'bucket-grants-wandb', kind: 'open', severity: 'high', targetId: 's3://acme-adhoc', message: 'declare --deployment: the principal W&B uses depends on it' },
  finding(6, 'https-only', 'medium', 'The bucket takes plain http.'),
];

export const REPORT: Report = {
  schemaVersion: 1,
  tool: { name: 'byob-audit', version: '0.1.0' },
  run: { id: 'golden', startedAt: '2026-11-24T02:00:00.000Z', finishedAt: '2026-11-24T02:00:07.000Z', complete: true },
  targets: TARGETS,
  rules: RULES,
  results: RESULTS,
  summary: summarise(TARGETS, RESULTS),
};
