// The merged document, applied and read again, passes its own rule; rules that are not at fault come through unchanged.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { historyRules } from '../../../rules/history/index.ts';
import { lifecycleOf as azureLifecycleOf } from '../../../src/collect/azure/lifecycle.ts';
import { lifecycleOf as googleLifecycleOf } from '../../../src/collect/gcs/lifecycle.ts';
import { lifecycleOf } from '../../../src/collect/s3/lifecycle.ts';
import { evaluateBucket } from '../../../src/evaluate/evaluate.ts';
import type { Facets, Lifecycle } from '../../../src/model/evidence.ts';
import type { JsonValue } from '../../../src/model/json.ts';
import type { Provider } from '../../../src/model/provider.ts';
import type { Rule } from '../../../src/model/rule.ts';
import type { Target } from '../../../src/model/target.ts';
import type { FacetValues } from '../test-rule.ts';
import { aTarget, readingsOf, unsupported } from '../test-rule.ts';
import { EXPIRE, TEAM1, aRule, lifecycle } from './cases.ts';
import { azurePolicies, googleConfigurations, s3Configurations } from './configurations.ts';

/** Rules whose remediation has no document to feed back, with the reason. */
const WITHOUT_DOCUMENT: Readonly<Record<string, string>> = {
  'versioning-enabled': 'one flag, set by the command itself',
  'soft-delete-enabled': 'one flag, set by the command itself',
  'overwrites-allowed': 'each policy is removed by a command of its own',
};

const CLOUDS = ['aws', 'gcp', 'azure'] as const satisfies readonly Provider[];

/** Lifecycle configurations as the cloud stores them, read by its own collector. */
const READ: Readonly<Record<(typeof CLOUDS)[number], fc.Arbitrary<Lifecycle>>> = {
  aws: s3Configurations,
  gcp: googleConfigurations.map((rule) => googleLifecycleOf({ lifecycle: { rule } })),
  azure: azurePolicies.map((rules) => azureLifecycleOf(rules, 'acme-wandb')),
};

function others(provider: Provider): FacetValues {
  return {
    versioning: { status: 'Enabled', mfaDelete: false },
    tiering: provider === 'aws' ? { configurations: [] } : unsupported,
    objectLock: { enabled: true, defaultRetention: { mode: 'COMPLIANCE', days: 30 } },
  };
}

function judge(r: Rule, facets: FacetValues, target: Target) {
  return evaluateBucket({ id: target.bucketId, targets: [target], readings: readingsOf(facets) }, [r]);
}

/** What the document becomes once it is applied and read again. */
function applied(content: JsonValue, facet: string, { provider, bucket }: Target): FacetValues {
  const output = JSON.parse(JSON.stringify(content)) as never;
  if (facet === 'lifecycle' && provider === 'gcp') return { lifecycle: googleLifecycleOf(output) };
  if (facet === 'lifecycle' && provider === 'azure') {
    return { lifecycle: azureLifecycleOf((output as { rules: never }).rules, bucket) };
  }
  if (facet === 'lifecycle') return { lifecycle: lifecycleOf(output) };
  const { ObjectLockEnabled, Rule: locked } = output as { ObjectLockEnabled?: string; Rule?: unknown };
  const objectLock: Facets['objectLock'] = { enabled: ObjectLockEnabled === 'Enabled' };
  return {
    objectLock: locked === undefined ? objectLock : { ...objectLock, defaultRetention: { mode: '?' } },
  };
}

const LOOPS = historyRules
  .filter(({ id }) => WITHOUT_DOCUMENT[id] === undefined)
  .flatMap((r) => CLOUDS.filter((p) => r.providers.includes(p)).map((p) => [r.id, p, r] as const));

describe.each(LOOPS)('%s on %s', (_id, provider, r) => {
  test.each([
    ['the whole bucket', aTarget(provider)],
    ['a sub-path', aTarget(provider, TEAM1.target)],
  ])('%s: the document passes', (_name, target) => {
    let documents = 0;
    fc.assert(
      fc.property(READ[provider], (before) => {
        const [first] = judge(r, { ...others(provider), lifecycle: before }, target);
        const document = first?.remediation?.document;
        if (document === undefined) return;
        documents += 1;
        const again = applied(document.content, document.facet, target);
        const after = { ...others(provider), lifecycle: before, ...again };
        expect(judge(r, after, target).map(({ kind }) => kind)).toEqual(['pass']);
      }),
      { numRuns: 300 },
    );
    expect(documents, 'a finding with a document; else the rule is WITHOUT_DOCUMENT').toBeGreaterThan(0);
  });
});

test('the rules with a command alone', () => {
  const found = (id: string, facets: FacetValues, provider: Provider) => {
    const r = historyRules.find((one) => one.id === id);
    const [first] = r === undefined ? [] : judge(r, facets, aTarget(provider));
    expect(first?.remediation?.document).toBeUndefined();
    return first?.remediation?.command;
  };
  const off: FacetValues = { versioning: { status: 'Off', mfaDelete: false } };
  expect(found('versioning-enabled', off, 'aws')).toBe(
    'aws s3api put-bucket-versioning --bucket acme-wandb --versioning-configuration Status=Enabled',
  );
  expect(found('versioning-enabled', off, 'gcp')).toBe(
    'gcloud storage buckets update gs://acme-wandb --versioning',
  );
  expect(found('soft-delete-enabled', { softDelete: { enabled: false } }, 'gcp')).toBe(
    'gcloud storage buckets update gs://acme-wandb --soft-delete-duration=7d',
  );
  const hold: FacetValues = { retention: { policies: [{ kind: 'eventBasedHold', scope: 'bucket' }] } };
  expect(found('overwrites-allowed', hold, 'gcp')).toBe(
    'gcloud storage buckets update gs://acme-wandb --no-default-event-based-hold',
  );
});

const keepsHistory = historyRules.find(({ id }) => id === 'lifecycle-keeps-run-history');

function judgeHistory(facets: FacetValues, target: Target) {
  if (keepsHistory === undefined) throw new Error('no such rule');
  return judge(keepsHistory, facets, target);
}

test('a document keeps every other rule as it is', () => {
  fc.assert(
    fc.property(READ.aws, (before) => {
      const target = aTarget('aws', TEAM1.target);
      const results = judgeHistory({ lifecycle: before }, target);
      const document = results[0]?.remediation?.document;
      if (document === undefined) return;
      const faulty = new Set(results.map(({ evidencePath }) => evidencePath));
      const after = applied(document.content, 'lifecycle', target) as { lifecycle: Lifecycle };
      const byId = new Map(after.lifecycle.rules.map((r) => [r.id, r]));
      for (const other of before.rules.filter((_, i) => !faulty.has(`/rules/${i}`))) {
        const kept = byId.get(other.id);
        expect(kept).toEqual({ ...other, actions: expect.arrayContaining([...other.actions]) });
      }
    }),
  );
});

test.each(['gcp', 'azure'] as const)(
  'on %s a document keeps what is stored, whatever it says',
  (provider) => {
    fc.assert(
      fc.property(READ[provider], (before) => {
        const target = aTarget(provider, TEAM1.target);
        const results = judgeHistory({ lifecycle: before }, target);
        const document = results[0]?.remediation?.document;
        if (document === undefined) return;
        const indexes = results.map(({ evidencePath = '' }) => Number(evidencePath.slice('/rules/'.length)));
        const names = new Set(indexes.map((i) => before.rules[i]?.id));
        const rulesOf = (content: unknown) =>
          (provider === 'gcp'
            ? (content as { rule: unknown[] }).rule
            : (content as { rules: unknown[] }).rules) as { name?: string }[];
        const stored = rulesOf(before.stored).filter((rule, i) =>
          provider === 'gcp' ? !indexes.includes(i) : !names.has(rule.name),
        );
        const content = document.content as { lifecycle?: unknown };
        const proposed = rulesOf(provider === 'gcp' ? content.lifecycle : content);
        expect(proposed).toEqual(expect.arrayContaining(stored));
        // On Google a rule is its one action: the ones at fault go.
        if (provider === 'gcp') expect(proposed).toEqual(stored);
      }),
    );
  },
);

test('where what is stored is not known, nothing is proposed that would overwrite it', () => {
  const [google] = judgeHistory(lifecycle(aRule([EXPIRE])), aTarget('gcp'));
  expect(google?.remediation?.document).toBeUndefined();
  expect(google?.remediation?.text).toContain('gcloud storage buckets describe gs://acme-wandb');
  const [azure] = judgeHistory(lifecycle(aRule([EXPIRE], { id: 'tidy' })), aTarget('azure'));
  expect(azure?.remediation?.document).toBeUndefined();
  expect(azure?.remediation?.text).toContain('az storage account management-policy show');
});

test('where nothing is left the configuration is deleted', () => {
  const target = aTarget('coreweave');
  expect(judgeHistory(lifecycle(aRule([EXPIRE])), target)[0]?.remediation).toEqual({
    text: expect.any(String),
    command: 'aws s3api delete-bucket-lifecycle --bucket acme-wandb --endpoint-url https://cwobject.com',
  });
  const rule = [{ action: { type: 'Delete' }, condition: { age: 30 } }];
  const google = googleLifecycleOf({ lifecycle: { rule } });
  expect(judgeHistory({ lifecycle: google }, aTarget('gcp'))[0]?.remediation?.command).toBe(
    'gcloud storage buckets update gs://acme-wandb --clear-lifecycle',
  );
  const definition = { actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: 30 } } } };
  const azure = azureLifecycleOf([{ name: 'tidy', type: 'Lifecycle', definition }], 'acme-wandb');
  expect(judgeHistory({ lifecycle: azure }, aTarget('azure'))[0]?.remediation?.command).toContain(
    'az storage account management-policy delete --account-name',
  );
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
