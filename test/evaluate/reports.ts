// Reports of made-up verdicts, for the tests of waivers, baselines and differences.

import { buildReport } from '../../src/evaluate/report.ts';
import type { Review } from '../../src/evaluate/report.ts';
import type { Report, Result } from '../../src/model/report.ts';
import type { Rule } from '../../src/model/rule.ts';
import { defineRule } from '../../src/model/rule.ts';
import type { Severity } from '../../src/model/severity.ts';
import type { Target } from '../../src/model/target.ts';
import type { DeclaredWaiver } from '../../src/model/waiver.ts';
import waiverIsUsed from '../../rules/declaration/waiver-is-used.ts';
import waiverIsValid from '../../rules/declaration/waiver-is-valid.ts';
import { aTarget } from '../rules/test-rule.ts';

const DOCS = { title: 'A title', why: 'Why it matters.', references: [], verify: {}, remediation: {} };

function rule(id: string, severity: Severity): Rule {
  return defineRule({ id, severity, providers: ['aws'], messages: {}, docs: DOCS, check: () => [] });
}

export const RULES: readonly Rule[] = [
  waiverIsValid,
  waiverIsUsed,
  rule('cors-rule', 'high'),
  rule('tls-rule', 'medium'),
];

export const FIRST = aTarget('aws', { bucket: 'acme-first' });
export const SECOND = aTarget('aws', { bucket: 'acme-second' });

/** A verdict of a rule about a target; a finding is the same as long as its name is. */
export function fail(target: Target, ruleId: string, name: string, over: Partial<Result> = {}): Result {
  return {
    ruleId,
    kind: 'fail',
    severity: ruleId === 'cors-rule' ? 'high' : 'medium',
    targetId: target.id,
    messageId: 'fault',
    message: `${name} is at fault.`,
    location: { file: 'byob.yaml', line: 5, column: 5 },
    fingerprint: Buffer.from(`${target.bucket} ${ruleId} ${name}`).toString('hex').padEnd(32, '0').slice(-32),
    ...over,
  };
}

export function pass(target: Target, ruleId: string): Result {
  return { ruleId, kind: 'pass', targetId: target.id };
}

export function open(target: Target, ruleId: string): Result {
  return { ruleId, kind: 'open', severity: 'high', targetId: target.id, message: 'could not verify' };
}

export interface Over {
  readonly waivers?: readonly DeclaredWaiver[];
  readonly baseline?: Report;
  readonly rules?: readonly Rule[];
  readonly targets?: readonly Target[];
  readonly day?: string;
  readonly complete?: boolean;
}

/** The report of a run on a day, reviewed. */
export function reportOf(results: readonly Result[], over: Over = {}): Report {
  const { waivers = [], baseline, rules = RULES, targets = [FIRST, SECOND], day = '2026-11-25' } = over;
  const knownRules = new Set([...RULES.map(({ id }) => id), 'rule-not-asked', 'evidence-readable']);
  const review: Review = { waivers, knownRules, ...(baseline !== undefined && { baseline }) };
  return buildReport({
    tool: { name: 'byob-audit', version: '1' },
    run: {
      id: `run of ${day}`,
      startedAt: `${day}T23:59:00.000Z`,
      finishedAt: `${day}T23:59:59.999Z`,
      complete: over.complete ?? true,
    },
    targets,
    rules,
    results,
    review,
  });
}
