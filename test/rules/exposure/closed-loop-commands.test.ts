// What a finding about exposure or encryption on Google or Azure proposes, applied as the clouds would, passes the rule that proposed it.

import { describe, expect, test } from 'vitest';
import { accessRules } from '../../../rules/access/index.ts';
import { encryptionRules } from '../../../rules/encryption/index.ts';
import { exposureRules } from '../../../rules/exposure/index.ts';
import { evaluateBucket } from '../../../src/evaluate/evaluate.ts';
import type { IamBinding } from '../../../src/model/evidence.ts';
import type { Provider } from '../../../src/model/provider.ts';
import type { Result } from '../../../src/model/report.ts';
import { ACCOUNT } from '../access/azure-cases.ts';
import { binding, CONVENIENCE, DEPLOY, iam, INHERITED, project, UNTIL } from '../access/bindings.ts';
import { aTarget, readingsOf } from '../test-rule.ts';
import type { FacetValues } from '../test-rule.ts';
import { applyCommands } from '../vendor-commands.ts';

interface Example {
  readonly name: string;
  readonly rule: string;
  readonly provider: Provider;
  readonly facets: FacetValues;
}

const OTHER = binding('storage.objectViewer', 'group:ml@acme.example');
const ALLOWED = { publicAccessPrevention: { enforced: false, setting: 'allowBlobPublicAccess: true' } };
const OPEN_TO_ACL = {
  uniformAccess: { enabled: false },
  acl: {
    grants: [{ grantee: 'allUsers', permission: 'READ' }],
    defaultObjectGrants: [{ grantee: 'authenticatedUsers', permission: 'READ' }],
  },
};

function isPublic(name: string, ...bindings: readonly IamBinding[]): Example {
  const facets = { ...iam(OTHER, ...bindings), ...project(), ...OPEN_TO_ACL, ...INHERITED };
  return { name, rule: 'bucket-not-public', provider: 'gcp', facets };
}

const EXAMPLES: readonly Example[] = [
  isPublic(
    'by two roles',
    binding('storage.admin'),
    binding('storage.objectViewer', ['allUsers', 'allAuthenticatedUsers']),
  ),
  isPublic('W&B by everybody', binding('storage.admin', 'allUsers')),
  isPublic(
    'beside a condition',
    binding('storage.admin', DEPLOY, { condition: { expression: UNTIL } }),
    binding('storage.objectViewer', 'allUsers'),
  ),
  isPublic('by ACLs', binding('storage.admin')),
  {
    name: 'a container',
    rule: 'bucket-not-public',
    provider: 'azure',
    facets: { containerAccess: { level: 'container' }, ...ALLOWED },
  },
  { name: 'inherited', rule: 'public-access-blocked', provider: 'gcp', facets: INHERITED },
  { name: 'allowed', rule: 'public-access-blocked', provider: 'azure', facets: ALLOWED },
  {
    name: 'off',
    rule: 'uniform-bucket-access',
    provider: 'gcp',
    facets: { uniformAccess: { enabled: false } },
  },
  {
    name: 'http and old TLS',
    rule: 'https-only',
    provider: 'azure',
    facets: { transport: { httpsOnly: false, minimumTls: '1.0' } },
  },
  { name: 'off', rule: 'access-logging-enabled', provider: 'gcp', facets: { logging: { enabled: false } } },
  {
    name: 'a key',
    rule: 'encryption-is-google-managed',
    provider: 'gcp',
    facets: { encryption: { algorithm: 'customer-managed', keyId: 'projects/acme/x' } },
  },
];

function judge(rule: string, provider: Provider, facets: FacetValues): Result[] {
  const target = aTarget(provider, provider === 'azure' ? { accountResourceId: ACCOUNT } : {});
  return evaluateBucket(
    { id: target.bucketId, targets: [target], readings: readingsOf(facets) },
    [...exposureRules, ...encryptionRules, ...accessRules].filter(({ id }) => id === rule),
  );
}

function applied({ rule, provider, facets }: Example): FacetValues {
  const [result] = judge(rule, provider, facets);
  expect(result?.kind, result?.message).toBe('fail');
  return applyCommands(result?.remediation?.command ?? '', facets);
}

describe('the proposed commands', () => {
  test.each(EXAMPLES)('$rule passes with them on $provider: $name', (example) => {
    const after = judge(example.rule, example.provider, applied(example));
    expect(after.map(({ kind, message }) => message ?? kind)).toEqual(['pass']);
  });

  test.each(EXAMPLES.filter(({ rule, provider }) => rule === 'bucket-not-public' && provider === 'gcp'))(
    'take everybody out, not only prevent it, and leave the others and W&B in: $name',
    (example) => {
      const after = { ...applied(example), ...INHERITED };
      expect(judge(example.rule, 'gcp', after).map(({ kind }) => kind)).toEqual(['pass']);
      expect(after.iam).toMatchObject({
        bindings: expect.arrayContaining([...CONVENIENCE, OTHER]) as unknown,
      });
      expect(judge('storage-admin-granted', 'gcp', after).map(({ kind }) => kind)).toEqual(['pass']);
    },
  );
});

test('every rule has an example on each of the two clouds', () => {
  const covered = EXAMPLES.map(({ provider, rule }) => `${provider} ${rule}`);
  const rules = (['gcp', 'azure'] as const).flatMap((provider) =>
    [...exposureRules, ...encryptionRules]
      .filter(({ providers }) => providers.includes(provider))
      .map(({ id }) => `${provider} ${id}`),
  );
  expect([...new Set(covered)].toSorted()).toEqual(rules.toSorted());
});
