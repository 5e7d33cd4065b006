// The decisions of public evaluator suites, where the shared data lies beside the checkout.

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { JsonValue } from '../../src/model/json.ts';
import { parsePolicy } from '../../src/semantics/policy/document.ts';
import { evaluatePolicy } from '../../src/semantics/policy/evaluate.ts';
import type { Context, Effect } from '../../src/semantics/policy/evaluate.ts';

interface PolicyCase {
  readonly name: string;
  readonly policy: JsonValue;
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<
    Record<string, string | boolean | number | readonly (string | boolean | number)[]>
  >;
  readonly expected: 'allow' | 'deny' | 'implicitDeny';
}

const FILE = new URL('../../../shared/data/policy-cases.json', import.meta.url);
const EFFECTS: Record<PolicyCase['expected'], Effect> = {
  allow: 'allowed',
  deny: 'denied',
  implicitDeny: 'implicitlyDenied',
};
const cases = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as PolicyCase[]) : [];
if (cases.length === 0) console.warn('SKIPPED: policy-cases.json is not beside this checkout');

/** All keys that a policy asks for: those a case does not give are absent, not unknown. */
function contextOf({ policy, context }: PolicyCase): Context {
  const text = JSON.stringify(policy);
  const asked = [...text.matchAll(/"([\w-]+:[\w/.-]+)"\s*:/g), ...text.matchAll(/\$\{\s*([\w:/-]+)/g)].map(
    (m) => m[1] ?? '',
  );
  const given = Object.entries(context).map(([key, value]) => [
    key,
    (Array.isArray(value) ? (value as readonly unknown[]) : [value]).map(String),
  ]);
  const known = new Set(given.map(([key]) => String(key).toLowerCase()));
  return {
    ...Object.fromEntries(asked.filter((key) => !known.has(key.toLowerCase())).map((key) => [key, 'absent'])),
    ...(Object.fromEntries(given) as Context),
  };
}

describe.skipIf(cases.length === 0)('public decisions', () => {
  test.each(cases)('$name', (c) => {
    const { principal, action, resource } = c;
    const decision = evaluatePolicy(parsePolicy(c.policy), {
      principal,
      action,
      resource,
      context: contextOf(c),
    });
    expect(decision.effect).toBe(EFFECTS[c.expected]);
  });
});
