// The report: order, counts, exit code; and what the engine derives itself.

import { describe, expect, test } from 'vitest';
import { evaluateBucket } from '../../src/evaluate/evaluate.ts';
import { buildReport, exitCode } from '../../src/evaluate/report.ts';
import type { Readings } from '../../src/model/evidence.ts';
import type { Report, Result } from '../../src/model/report.ts';
import type { Rule } from '../../src/model/rule.ts';
import { defineRule, EVIDENCE_READABLE, open } from '../../src/model/rule.ts';
import type { Severity } from '../../src/model/severity.ts';
import { aTarget, known, unreadable } from '../rules/test-rule.ts';

const DOCS = { title: 'A title', why: 'Why it matters.', references: [], verify: {}, remediation: {} };
const EVERYWHERE = { providers: ['aws', 'coreweave'], messages: { fault: 'at fault' }, docs: DOCS } as const;

const CORS = defineRule({
  ...EVERYWHERE,
  id: 'cors-rule',
  severity: 'high',
  reads: ['cors'],
  check: ({ cors }) => (cors.rules.length === 0 ? [{ messageId: 'fault' }] : []),
});
const POLICY = defineRule({
  ...EVERYWHERE,
  id: 'policy-rule',
  severity: 'low',
  reads: ['policy'],
  check: () => [],
});
const ACL = defineRule({
  ...EVERYWHERE,
  id: 'acl-rule',
  severity: 'low',
  considers: ['acl'],
  check: () => [],
});
const ASKING = defineRule({
  ...EVERYWHERE,
  id: 'asking-rule',
  severity: 'low',
  check: () => open('declare --deployment'),
});
const READABLE = defineRule({
  ...EVERYWHERE,
  id: EVIDENCE_READABLE,
  severity: 'medium',
  check: () => {
    throw new Error('the engine answers this one');
  },
});

function evaluate(rules: readonly Rule[], readings: Readings): Result[] {
  const target = aTarget('aws');
  return evaluateBucket({ id: target.bucketId, targets: [target], readings }, rules);
}

const NO_CORS = known({ scope: 'bucket', rules: [] } as const);

describe('evidence-readable', () => {
  test('passes where all that rules need was read, whatever else was not', () => {
    const results = evaluate([READABLE, CORS], { cors: NO_CORS, policy: unreadable() });
    expect(results.find((r) => r.ruleId === EVIDENCE_READABLE)).toEqual({
      ruleId: EVIDENCE_READABLE,
      kind: 'pass',
      targetId: 's3://acme-wandb',
    });
  });

  test('is open where a rule is, with the missing merged and the rules counted', () => {
    const results = evaluate([READABLE, CORS, POLICY, ASKING], {
      cors: unreadable('throttled'),
      policy: unreadable(),
    });
    const derived = results.find((r) => r.ruleId === EVIDENCE_READABLE);
    expect(derived).toMatchObject({
      kind: 'open',
      severity: 'medium',
      missing: [
        { facet: 'cors', cause: 'throttled', call: 'test:Call' },
        { facet: 'policy', cause: 'denied' },
      ],
    });
    expect(derived?.message).toBe(
      's3://acme-wandb could not be read in full, 3 rules are left open: ' +
        'test:Call throttled (needs test:Permission); test:Call denied (needs test:Permission); declare --deployment',
    );
  });

  test('names what a rule asks for beside the call that it is missing', () => {
    const considering = { ...ASKING, considers: ['acl'] } as const;
    const results = evaluate([READABLE, considering], { acl: unreadable() });
    expect(results.find((r) => r.ruleId === EVIDENCE_READABLE)?.message).toBe(
      's3://acme-wandb could not be read in full, 1 rule is left open: ' +
        'test:Call denied (needs test:Permission); declare --deployment',
    );
  });

  test('is open for an unread facet on which no verdict hung', () => {
    const results = evaluate([READABLE, ACL], { acl: unreadable() });
    expect(results.map(({ ruleId, kind }) => [ruleId, kind])).toEqual([
      ['acl-rule', 'pass'],
      [EVIDENCE_READABLE, 'open'],
    ]);
  });

  test('is not answered where it is not asked for', () => {
    expect(evaluate([CORS], { cors: unreadable() }).map((r) => r.ruleId)).toEqual(['cors-rule']);
  });
});

test('a remediation that cannot be written costs neither its finding nor the audit', () => {
  const remediation = {
    aws: (): never => {
      throw new Error('no shape for that');
    },
  };
  const [finding] = evaluate([{ ...CORS, docs: { ...DOCS, remediation } }], { cors: NO_CORS });
  expect(finding).toMatchObject({
    kind: 'fail',
    remediation: { text: 'The fix could not be written (no shape for that); please report this.' },
  });
});

const RUN = {
  id: 'run',
  startedAt: '2026-11-24T00:00:00Z',
  finishedAt: '2026-11-24T00:00:01Z',
  complete: true,
};

function report(rules: readonly Rule[], readings: Readings, run = RUN): Report {
  const targets = [aTarget('aws'), aTarget('aws', { bucket: 'acme-second' })];
  // As buckets may finish: the last first.
  const results = targets
    .toReversed()
    .flatMap((target) => evaluateBucket({ id: target.bucketId, targets: [target], readings }, rules));
  return buildReport({ tool: { name: 'byob-audit', version: '1' }, run, targets, rules, results });
}

describe('buildReport', () => {
  test('orders results by target, then by rule, whatever finished first', () => {
    const { results } = report([READABLE, CORS, POLICY], { cors: NO_CORS, policy: unreadable() });
    expect(results.map(({ targetId, ruleId, kind }) => `${targetId} ${ruleId} ${kind}`)).toEqual([
      's3://acme-wandb evidence-readable open',
      's3://acme-wandb cors-rule fail',
      's3://acme-wandb policy-rule open',
      's3://acme-second evidence-readable open',
      's3://acme-second cors-rule fail',
      's3://acme-second policy-rule open',
    ]);
  });

  test('counts an open evidence-readable only where it stands alone', () => {
    const both = report([READABLE, CORS, POLICY], { cors: NO_CORS, policy: unreadable() });
    expect(both.summary).toEqual({
      targets: 2,
      buckets: 2,
      results: { pass: 0, fail: 2, open: 2, notApplicable: 0 },
      findings: { critical: 0, high: 2, medium: 0, low: 0 },
      waived: 0,
    });
    expect(report([READABLE, ACL], { acl: unreadable() }).summary.results).toMatchObject({
      pass: 2,
      open: 2,
    });
  });

  test('carries of targets and rules only what formats need', () => {
    const { targets, rules } = report([CORS], { cors: NO_CORS });
    expect(targets[0]).toEqual({
      id: 's3://acme-wandb',
      provider: 'aws',
      bucket: 'acme-wandb',
      bucketId: 's3://acme-wandb',
      subpath: '',
      level: 'instance',
      location: { file: 'byob.yaml', line: 5, column: 5 },
    });
    expect(rules).toEqual([
      { id: 'cors-rule', severity: 'high', title: 'A title', why: 'Why it matters.', references: [] },
    ]);
  });
});

describe('exitCode', () => {
  const fails = report([CORS], { cors: NO_CORS });
  const opens = report([CORS], { cors: unreadable() });
  const passes = report([CORS], {
    cors: known({
      scope: 'bucket',
      rules: [{ origins: [], methods: [], allowedHeaders: [], exposedHeaders: [] }],
    }),
  });
  test.each<[string, Report, Severity, 0 | 1 | 3]>([
    ['a finding at the threshold', fails, 'high', 1],
    ['a finding above it', fails, 'low', 1],
    ['a finding below it', fails, 'critical', 0],
    ['something open', opens, 'high', 3],
    [
      'a finding and something open',
      report([CORS, POLICY], { cors: NO_CORS, policy: unreadable() }),
      'high',
      1,
    ],
    ['only evidence-readable open', report([READABLE, ACL], { acl: unreadable() }), 'low', 3],
    ['all passed', passes, 'low', 0],
    ['a run that was cut short', { ...passes, run: { ...RUN, complete: false } }, 'low', 3],
  ])('%s', (_, of, failOn, code) => {
    expect(exitCode(of, failOn)).toBe(code);
  });

  test('a waived finding does not count', () => {
    const waiver = { reason: 'r', owner: 'o', expires: '2027-01-01' };
    const results = fails.results.map((result) => ({ ...result, waiver }));
    const targets = [aTarget('aws'), aTarget('aws', { bucket: 'acme-second' })];
    const waived = buildReport({ tool: fails.tool, run: RUN, targets, rules: [CORS], results });
    expect([exitCode(waived, 'low'), waived.summary.waived]).toEqual([0, 2]);
  });
});
