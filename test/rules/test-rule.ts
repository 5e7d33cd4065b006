// testRule: the law for the tests of a rule, and short ways to write targets and readings.

import { describe, expect, test } from 'vitest';
import { evaluateBucket } from '../../src/evaluate/evaluate.ts';
import type { Facet, Facets, Reading, Readings } from '../../src/model/evidence.ts';
import type { Provider } from '../../src/model/provider.ts';
import { severityOf } from '../../src/model/rule.ts';
import type { Rule, Violation } from '../../src/model/rule.ts';
import type { Access, Address, Deployment, Target } from '../../src/model/target.ts';
import { poisoned, taken } from './shell.ts';

/** Facet values of a case: a plain value is `known`, a reading stands as it is. */
export type FacetValues = { readonly [F in Facet]?: Facets[F] | Reading<Facets[F]> };

export interface Case {
  /** What the case is about; unique in its rule. */
  readonly name: string;
  readonly provider: Provider;
  readonly target?: Partial<Target>;
  readonly deployment?: Partial<Deployment>;
  readonly facets?: FacetValues;
}

export interface FailCase extends Case {
  /** Message ids in order, one a violation; with `data` and `path` where they matter. */
  readonly violations: readonly (string | { readonly messageId: string; readonly [key: string]: unknown })[];
}

export interface RuleCases {
  readonly pass: readonly Case[];
  readonly fail: readonly FailCase[];
  readonly open?: readonly (Case & { readonly message?: RegExp })[];
  readonly notApplicable?: readonly (Case & { readonly message?: RegExp })[];
  /** Providers of which a pass or fail case is impossible, with the reason. */
  readonly impossible?: { readonly [P in Provider]?: string };
}

const SCHEMES: Record<Provider, string> = {
  aws: 's3',
  gcp: 'gs',
  azure: 'az',
  coreweave: 'cw',
  's3-compatible': 's3',
};

/** A target as the fleet would make it; `acme-wandb` on a Dedicated deployment unless said otherwise. */
export function aTarget(
  provider: Provider = 'aws',
  over: Partial<Target> = {},
  deployment: Partial<Deployment> = {},
): Target {
  const bucket = over.bucket ?? 'acme-wandb';
  const host = provider === 's3-compatible' ? 'minio.acme.example:9000/' : '';
  const bucketId = `${SCHEMES[provider]}://${host}${bucket}`;
  const level = over.level ?? 'instance';
  const id = `${bucketId}${over.subpath ? `/${over.subpath}` : ''}${level === 'team' ? `#team=${over.team ?? ''}` : ''}`;
  const address: Address = {
    form: 'plain',
    text: bucketId,
    scheme: SCHEMES[provider],
    hasCredentials: false,
    faults: [],
  };
  return {
    id,
    bucketId,
    provider,
    bucket,
    subpath: '',
    level,
    address,
    ...(provider === 's3-compatible' && { endpoint: 'https://minio.acme.example:9000' }),
    deployment: {
      type: 'dedicated',
      origin: 'https://acme.wandb.io',
      teamBuckets: [],
      instanceBuckets: [],
      ...deployment,
    },
    peers: [],
    location: { file: 'byob.yaml', line: 5, column: 5, keys: { address: { line: 5, column: 14 } } },
    ...over,
  };
}

export const NO_ACCESS: Access = {};

export function known<T>(value: T, call = 'test:Call'): Reading<T> {
  return { status: 'known', value, call };
}

export function unreadable(cause: 'denied' | 'throttled' | 'unreachable' = 'denied'): Reading<never> {
  return { status: 'unreadable', cause, call: 'test:Call', permission: 'test:Permission' };
}

export const unsupported: Reading<never> = { status: 'unsupported', call: 'test:Call' };

export function readingsOf(facets: FacetValues): Readings {
  return Object.fromEntries(
    Object.entries(facets).map(([facet, value]) => [
      facet,
      typeof value === 'object' && value !== null && 'status' in value && 'call' in value
        ? value
        : known(value),
    ]),
  ) as Readings;
}

function resultsOf(rule: Rule, c: Case) {
  const target = aTarget(c.provider, c.target, c.deployment);
  return evaluateBucket({ id: target.bucketId, targets: [target], readings: readingsOf(c.facets ?? {}) }, [
    rule,
  ]);
}

/**
 * Runs a rule's cases and holds the rule to the law: for every provider a pass and a fail case, every message produced,
 * no two equal cases, no placeholder left, remediation and verify for every provider; `open` for every unreadable and
 * `notApplicable` for every unsupported facet of `reads` are derived.
 */
export function testRule(rule: Rule, cases: RuleCases): void {
  describe(rule.id, () => {
    for (const c of cases.pass) {
      test(`pass ${c.provider}: ${c.name}`, () => {
        expect(resultsOf(rule, c)).toEqual([{ ruleId: rule.id, kind: 'pass', targetId: expect.any(String) }]);
      });
    }
    for (const c of cases.fail) {
      test(`fail ${c.provider}: ${c.name}`, () => {
        const results = resultsOf(rule, c);
        expect(
          results.map(({ kind, messageId, message }) =>
            kind === 'fail' ? messageId : `${kind}: ${message}`,
          ),
        ).toEqual(c.violations.map((v) => (typeof v === 'string' ? v : v.messageId)));
        c.violations.forEach((v, i) => {
          if (typeof v === 'object') {
            const { path, ...rest } = v as Record<string, unknown>;
            expect(results[i]).toMatchObject({ ...rest, ...(path !== undefined && { evidencePath: path }) });
          }
        });
        for (const result of results) {
          expect(result.message).not.toMatch(/\{\{|undefined|\[object/);
          expect(JSON.stringify([result.message, result.remediation]), 'plain apostrophes').not.toContain(
            '\u2019',
          );
          expect(result.severity).toBe(severityOf(rule, result.messageId ?? ''));
          expect(result.remediation?.text, 'remediation').toBeTruthy();
          expect(result.remediation?.text).not.toMatch(/could not be written/);
          expect(JSON.stringify(result.remediation)).not.toMatch(/\{\{|undefined|\[object/);
          if (result.evidencePath !== undefined)
            expect(result.evidence, result.evidencePath).not.toBeUndefined();
        }
        expect(new Set(results.map((r) => r.fingerprint)).size, 'unique fingerprints').toBe(results.length);
      });
    }
    for (const [kind, list] of [
      ['open', cases.open ?? []],
      ['notApplicable', cases.notApplicable ?? []],
    ] as const) {
      for (const c of list) {
        test(`${kind} ${c.provider}: ${c.name}`, () => {
          const results = resultsOf(rule, c);
          expect(results).toMatchObject([{ kind }]);
          if (c.message) expect(results[0]?.message).toMatch(c.message);
        });
      }
    }
    deriveCases(rule, cases);
    checkCommands(rule, cases);
    checkLaw(rule, cases);
  });
}

function deriveCases(rule: Rule, cases: RuleCases): void {
  for (const facet of rule.reads) {
    const base = cases.pass.find((c) => c.facets?.[facet] !== undefined);
    if (base === undefined) continue;
    test(`open where ${facet} is unreadable, notApplicable where unsupported`, () => {
      expect(resultsOf(rule, { ...base, facets: { ...base.facets, [facet]: unreadable() } })).toMatchObject([
        { kind: 'open', missing: [{ facet, permission: 'test:Permission' }] },
      ]);
      expect(resultsOf(rule, { ...base, facets: { ...base.facets, [facet]: unsupported } })).toMatchObject([
        { kind: 'notApplicable' },
      ]);
    });
  }
  for (const facet of rule.considers) {
    test(`an unreadable ${facet} never crashes the check`, () => {
      for (const c of [...cases.pass, ...cases.fail]) {
        const results = resultsOf(rule, { ...c, facets: { ...c.facets, [facet]: unreadable() } });
        for (const r of results) expect(r.message ?? '').not.toMatch(/check itself failed/);
      }
    });
  }
}

/** Which texts of target, readings and findings are made hostile: none; all but words of the cloud's own, or more of them. */
const NAMES: readonly ((text: string) => boolean)[] = [
  () => false,
  (text) => !/^[\w.:/]*$/.test(text) || text.startsWith('acme'),
  (text) => text !== '' && !/^\w+$/.test(text),
];

function checkCommands(rule: Rule, cases: RuleCases): void {
  test('commands of remediations run in a shell, and names do nothing there', () => {
    const commands = cases.fail.flatMap((c) => {
      const target = aTarget(c.provider, c.target, c.deployment);
      const readings = readingsOf(c.facets ?? {});
      const violations = violationsOf(rule, target, readings);
      return NAMES.flatMap((isName) => {
        // Which rule of which cloud it is stays; all else a stranger may have written.
        const { provider, level, ...rest } = target;
        const context = {
          target: { ...poisoned(rest, isName), provider, level },
          readings: poisoned(readings, isName),
          violations: poisoned(violations, isName),
        };
        return rule.docs.remediation[c.provider]?.(context).command ?? [];
      });
    });
    expect(taken(commands)).toEqual([]);
  });
}

/** What the check finds, as a remediation is told it. */
function violationsOf(rule: Rule, target: Target, readings: Readings): readonly Violation[] {
  const facets = {
    ...Object.fromEntries(rule.reads.map((facet) => [facet, (readings[facet] as { value?: unknown }).value])),
    ...Object.fromEntries(rule.considers.map((facet) => [facet, readings[facet] ?? unsupported])),
  };
  const verdict = rule.check(facets as never, target);
  return Array.isArray(verdict) ? (verdict as readonly Violation[]) : [];
}

function checkLaw(rule: Rule, cases: RuleCases): void {
  test('the cases cover providers and messages, and none is double', () => {
    for (const provider of rule.providers) {
      if (cases.impossible?.[provider] !== undefined) continue;
      expect(
        cases.pass.some((c) => c.provider === provider),
        `a pass case for ${provider}`,
      ).toBe(true);
      expect(
        cases.fail.some((c) => c.provider === provider),
        `a fail case for ${provider}`,
      ).toBe(true);
    }
    const produced = new Set(
      cases.fail.flatMap((c) => c.violations.map((v) => (typeof v === 'string' ? v : v.messageId))),
    );
    expect([...produced].toSorted()).toEqual(Object.keys(rule.messages).toSorted());
    const seen = new Set<string>();
    for (const { name: _, ...c } of [...cases.pass, ...cases.fail]) {
      const key = JSON.stringify(c);
      expect(seen.has(key), `a case twice: ${key.slice(0, 200)}`).toBe(false);
      seen.add(key);
    }
  });
  test('the words are complete', () => {
    expect(rule.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(rule.docs.title.length).toBeLessThanOrEqual(75);
    expect(rule.docs.why.length).toBeGreaterThan(40);
    expect(JSON.stringify([rule.messages, rule.docs]), 'plain apostrophes').not.toContain('\u2019');
    expect(rule.docs.references.every((url) => url.startsWith('https://'))).toBe(true);
    for (const provider of rule.providers) {
      const target = aTarget(provider);
      const remediation = rule.docs.remediation[provider]?.({ target, readings: {}, violations: [] });
      expect(remediation?.text, `remediation for ${provider}`).toBeTruthy();
      expect(JSON.stringify(remediation)).not.toMatch(/undefined|\[object/);
    }
  });
}
