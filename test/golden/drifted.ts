// A report against a baseline: new, unchanged, fixed, last known and waived findings, a fault of the fleet file, a rule
// that asks for more than its call.

import { summarise } from '../../src/evaluate/report.ts';
import type { Finding, Report, Result } from '../../src/model/report.ts';
import { REPORT } from './report.ts';

const [clean, kappa, omega, wandb, locked] = REPORT.targets as unknown as [Target, Target, Target, Target, Target];
type Target = Report['targets'][number];
const TARGETS = [clean, kappa, omega, wandb, locked];

function finding({ id, location }: Pick<Target, 'id' | 'location'>, over: Partial<Finding>): Finding {
  return {
    ruleId: 'cors-configured',
    kind: 'fail',
    severity: 'high',
    targetId: id,
    messageId: 'fault',
    message: 'The bucket has no CORS rules.',
    data: {},
    location,
    fingerprint: '0'.repeat(32),
    ...over,
  };
}

const WAIVER = { reason: 'CloudTrail data events are on', owner: 'platform@acme.example', expires: '2027-03-31' };

const RESULTS: readonly Result[] = [
  { ruleId: 'cors-configured', kind: 'pass', targetId: clean.id },
  finding(kappa, { fingerprint: 'a'.repeat(32), baselineState: 'new' }),
  finding(omega, { fingerprint: 'b'.repeat(32), baselineState: 'unchanged' }),
  finding(wandb, { ruleId: 'https-only', severity: 'medium', message: 'The bucket takes plain http.', fingerprint: 'c'.repeat(32), baselineState: 'unchanged', waiver: WAIVER }),
  {
    ruleId: 'bucket-grants-wandb',
    kind: 'open',
    severity: 'high',
    targetId: locked.id,
    message: 'declare organizationId: the policy is conditioned on it',
    missing: [{ facet: 'key', cause: 'denied', call: 'kms:GetKeyPolicy', permission: 'kms:GetKeyPolicy' }],
    baselineState: 'new',
  },
  finding({ id: 'byob.yaml', location: { file: 'byob.yaml', line: 30, column: 5 } }, { ruleId: 'waiver-is-used', severity: 'low', message: 'The waiver of cors-max-age-set waives nothing.', fingerprint: 'd'.repeat(32), baselineState: 'new' }),
];

export const DRIFTED: Report = {
  ...REPORT,
  run: { ...REPORT.run, id: 'drifted' },
  targets: TARGETS,
  rules: [
    ...REPORT.rules,
    { id: 'waiver-is-used', severity: 'low', title: 'Every waiver waives something', why: 'A waiver without a finding hides the next one.', references: [] },
  ],
  results: RESULTS,
  summary: summarise(TARGETS, RESULTS),
  baseline: {
    runId: 'golden',
    finishedAt: '2026-11-23T02:00:07.000Z',
    complete: true,
    fixed: [finding(wandb, { ruleId: 'lifecycle-keeps-run-history', severity: 'critical', message: 'Gone.', fingerprint: 'e'.repeat(32) })],
    lastKnown: [
      finding(locked, { ruleId: 'https-only', severity: 'medium', message: 'The bucket takes plain http.', fingerprint: 'f'.repeat(32) }),
      finding(locked, { ruleId: 'cors-configured', fingerprint: '1'.repeat(32), waiver: WAIVER }),
    ],
    leftOut: [],
  },
};
