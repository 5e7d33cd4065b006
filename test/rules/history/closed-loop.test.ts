// The merged document, applied and read again, passes its own rule; rules that are not at fault come through unchanged.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { historyRules } from '../../../rules/history/index.ts';
import { lifecycleOf } from '../../../src/collect/s3/lifecycle.ts';
import { evaluateBucket } from '../../../src/evaluate/evaluate.ts';
import type { Facets, Lifecycle, LifecycleAction, LifecycleRule } from '../../../src/model/evidence.ts';
import type { JsonValue } from '../../../src/model/json.ts';
import type { Rule } from '../../../src/model/rule.ts';
import type { Target } from '../../../src/model/target.ts';
import type { FacetValues } from '../test-rule.ts';
import { aTarget, readingsOf } from '../test-rule.ts';
import { ABORT, EXPIRE, TEAM1, aRule, lifecycle } from './cases.ts';

/** Rules whose remediation is a command and no document. */
const COMMANDS: Readonly<Record<string, string>> = {
  'versioning-enabled': 'one flag, set by the command itself',
};

const action: fc.Arbitrary<LifecycleAction> = fc.constantFrom(
  EXPIRE,
  ABORT,
  { type: 'abortUploads', days: 1 },
  { type: 'expireNoncurrent', days: 30, keep: 2 },
  { type: 'transition', storageClass: 'GLACIER', days: 90 },
  { type: 'transition', storageClass: 'STANDARD_IA', days: 30 },
  { type: 'transitionNoncurrent', storageClass: 'GLACIER', days: 30 },
);
const rule: fc.Arbitrary<LifecycleRule> = fc.record({
  enabled: fc.boolean(),
  prefixes: fc.constantFrom([], ['team1/'], ['team10/'], ['logs/']),
  suffixes: fc.constant([]),
  tags: fc.constantFrom<Record<string, string>>({}, { a: 'b' }, { a: 'b', c: 'd' }),
  actions: fc.uniqueArray(action, { minLength: 1, maxLength: 3, selector: ({ type }) => type }),
});
const configurations = fc
  .array(rule, { maxLength: 4 })
  .map((rules): Lifecycle => ({ rules: rules.map((r, i) => ({ id: `rule-${i}`, ...r })) }));

const VERSIONED: FacetValues = {
  versioning: { status: 'Enabled', mfaDelete: false },
  tiering: { configurations: [] },
  objectLock: { enabled: true, defaultRetention: { mode: 'COMPLIANCE', days: 30 } },
};

function judge(r: Rule, facets: FacetValues, target: Target) {
  return evaluateBucket({ id: target.bucketId, targets: [target], readings: readingsOf(facets) }, [r]);
}

/** What the document becomes once it is applied. */
function applied(content: JsonValue, facet: string): FacetValues {
  const output: unknown = JSON.parse(JSON.stringify(content));
  if (facet === 'lifecycle') return { lifecycle: lifecycleOf(output as Parameters<typeof lifecycleOf>[0]) };
  const { ObjectLockEnabled, Rule: locked } = output as { ObjectLockEnabled?: string; Rule?: unknown };
  const objectLock: Facets['objectLock'] = { enabled: ObjectLockEnabled === 'Enabled' };
  return {
    objectLock: locked === undefined ? objectLock : { ...objectLock, defaultRetention: { mode: '?' } },
  };
}

describe.each(historyRules.filter(({ id }) => COMMANDS[id] === undefined).map((r) => [r.id, r] as const))(
  '%s',
  (_id, r) => {
    test.each([
      ['the whole bucket', aTarget('aws')],
      ['a sub-path', aTarget('aws', TEAM1.target)],
    ])('%s: the document passes', (_name, target) => {
      let documents = 0;
      fc.assert(
        fc.property(configurations, (before) => {
          const [first] = judge(r, { ...VERSIONED, lifecycle: before }, target);
          const document = first?.remediation?.document;
          if (document === undefined) return;
          documents += 1;
          const after = { ...VERSIONED, lifecycle: before, ...applied(document.content, document.facet) };
          expect(judge(r, after, target).map(({ kind }) => kind)).toEqual(['pass']);
        }),
        { numRuns: 300 },
      );
      expect(documents).toBeGreaterThan(0);
    });
  },
);

test('the rules with a command alone', () => {
  for (const id of Object.keys(COMMANDS)) {
    const r = historyRules.find((one) => one.id === id);
    const [first] =
      r === undefined ? [] : judge(r, { versioning: { status: 'Off', mfaDelete: false } }, aTarget('aws'));
    expect(first?.remediation?.command).toBe(
      'aws s3api put-bucket-versioning --bucket acme-wandb --versioning-configuration Status=Enabled',
    );
    expect(first?.remediation?.document).toBeUndefined();
  }
});

test('a document keeps every other rule as it is', () => {
  const keeps = historyRules.find(({ id }) => id === 'lifecycle-keeps-run-history');
  fc.assert(
    fc.property(configurations, (before) => {
      if (keeps === undefined) throw new Error('no such rule');
      const target = aTarget('aws', TEAM1.target);
      const results = judge(keeps, { lifecycle: before }, target);
      const document = results[0]?.remediation?.document;
      if (document === undefined) return;
      const faulty = new Set(results.map(({ evidencePath }) => evidencePath));
      const others = before.rules.filter((_, i) => !faulty.has(`/rules/${i}`));
      const after = applied(document.content, 'lifecycle') as { lifecycle: Lifecycle };
      const byId = new Map(after.lifecycle.rules.map((r) => [r.id, r]));
      for (const other of others) {
        const kept = byId.get(other.id);
        expect(kept).toEqual({ ...other, actions: expect.arrayContaining([...other.actions]) });
      }
    }),
  );
});

test('where nothing is left the configuration is deleted: S3 refuses an empty one', () => {
  const keeps = historyRules.find(({ id }) => id === 'lifecycle-keeps-run-history');
  const [first] = keeps === undefined ? [] : judge(keeps, lifecycle(aRule([EXPIRE])), aTarget('coreweave'));
  expect(first?.remediation).toEqual({
    text: expect.any(String),
    command: 'aws s3api delete-bucket-lifecycle --bucket acme-wandb --endpoint-url https://cwobject.com',
  });
});

test('Intelligent-Tiering: the archive configuration is deleted by its id', () => {
  const readable = historyRules.find(({ id }) => id === 'lifecycle-keeps-data-readable');
  const tiered = aRule([{ type: 'transition', storageClass: 'INTELLIGENT_TIERING', days: 0 }]);
  const facets: FacetValues = {
    ...lifecycle(tiered),
    tiering: {
      configurations: [
        { id: 'old data', enabled: true, tags: {}, tiers: [{ tier: 'DEEP_ARCHIVE_ACCESS', days: 180 }] },
      ],
    },
  };
  const [first] = readable === undefined ? [] : judge(readable, facets, aTarget('aws'));
  expect(first?.remediation?.command).toBe(
    "aws s3api delete-bucket-intelligent-tiering-configuration --bucket acme-wandb --id 'old data'",
  );
});
