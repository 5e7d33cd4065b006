// What a finding about Google or Azure proposes, applied as the clouds would, passes the rule that proposed it and keeps the rest.

import { describe, expect, test } from 'vitest';
import { accessRules } from '../../../rules/access/index.ts';
import { evaluateBucket } from '../../../src/evaluate/evaluate.ts';
import type { IamBinding } from '../../../src/model/evidence.ts';
import type { Provider } from '../../../src/model/provider.ts';
import type { Result } from '../../../src/model/report.ts';
import type { Deployment, Target } from '../../../src/model/target.ts';
import { aTarget, readingsOf } from '../test-rule.ts';
import type { FacetValues } from '../test-rule.ts';
import { applyCommands } from '../vendor-commands.ts';
import { ACCOUNT, assignment, CONTAINER, identity, ISSUER, ROLES, TEAM } from './azure-cases.ts';
import {
  binding,
  CONVENIENCE,
  DELETED,
  DEPLOY,
  iam,
  INHERITED,
  INTEGRATION,
  project,
  UNTIL,
} from './bindings.ts';

interface Example {
  readonly name: string;
  readonly rule: string;
  readonly provider: Provider;
  readonly target?: Partial<Target>;
  readonly deployment?: Partial<Deployment>;
  readonly facets: FacetValues;
}

const OTHER = binding('storage.objectViewer', 'group:ml@acme.example');
const IDENTITY = { ...TEAM, accountResourceId: ACCOUNT };

function google(rule: string, name: string, ...bindings: readonly IamBinding[]): Example {
  return { rule, name, provider: 'gcp', facets: { ...iam(OTHER, ...bindings), ...project(), ...INHERITED } };
}

function azure(rule: string, name: string, facets: FacetValues, deployment?: Partial<Deployment>): Example {
  const read = { ...identity(), ...facets };
  return { rule, name, provider: 'azure', target: IDENTITY, facets: read, ...(deployment && { deployment }) };
}

const EXAMPLES: readonly Example[] = [
  google('storage-admin-granted', 'nobody'),
  google('storage-admin-granted', 'objects only', binding('storage.objectAdmin')),
  google(
    'storage-admin-granted',
    'beside a condition',
    binding('storage.objectViewer', DEPLOY, { condition: { expression: UNTIL } }),
  ),
  google(
    'principal-fits-deployment',
    "multi-tenant's, in two roles",
    binding('storage.admin', INTEGRATION),
    binding('storage.objectAdmin', INTEGRATION),
  ),
  google('principal-is-alive', 'deleted', binding('storage.admin', DELETED)),
  google(
    'grant-is-unconditional',
    'a time',
    binding('storage.admin', DEPLOY, { condition: { title: 'until', expression: UNTIL } }),
  ),
  {
    rule: 'requester-pays-off',
    name: 'on',
    provider: 'gcp',
    facets: { requestPayment: { payer: 'Requester' } },
  },
  azure('presigned-urls-allowed', 'an hour', { sasPolicy: { seconds: 3600, action: 'block' } }),
  azure('azure-roles-granted', 'nothing', { roleAssignments: [] }),
  azure('azure-roles-granted', 'the container only', {
    roleAssignments: [assignment(ROLES.owner, CONTAINER)],
  }),
  azure('azure-roles-granted', 'no role on the account', { roleAssignments: [assignment(ROLES.owner)] }),
  azure('azure-roles-granted', 'Contributor', {
    roleAssignments: [assignment(ROLES.contributor), assignment(ROLES.account)],
  }),
  azure(
    'azure-federation-complete',
    'all kinds of faults',
    identity((account) => {
      if (account === 'wandb-app') return undefined;
      if (account === 'wandb-api') return { issuer: ISSUER.slice(0, -1) };
      if (account === 'wandb-glue') return { audiences: ['other'] };
      return account === 'wandb-weave' ? { issuer: 'https://other.example' } : {};
    }),
    { oidcIssuer: ISSUER },
  ),
  {
    rule: 'azure-shared-key-allowed',
    name: 'off',
    provider: 'azure',
    target: { accountResourceId: ACCOUNT },
    facets: { sharedKey: { allowed: false } },
  },
];

function judge({ rule, provider, target, deployment }: Example, facets: FacetValues): Result[] {
  const judged = aTarget(provider, target, deployment);
  return evaluateBucket(
    { id: judged.bucketId, targets: [judged], readings: readingsOf(facets) },
    accessRules.filter(({ id }) => id === rule),
  );
}

function applied(example: Example): FacetValues {
  const [result] = judge(example, example.facets);
  expect(result?.kind, result?.message).toBe('fail');
  return applyCommands(result?.remediation?.command ?? '', example.facets);
}

describe('the proposed commands', () => {
  test.each(EXAMPLES)('$rule passes with them on $provider: $name', (example) => {
    expect(judge(example, applied(example)).map(({ kind, message }) => message ?? kind)).toEqual(['pass']);
  });

  test.each(EXAMPLES.filter(({ facets }) => facets.iam !== undefined))(
    'keep the bindings of others: $rule, $name',
    (example) => {
      expect(applied(example).iam).toMatchObject({
        bindings: expect.arrayContaining([...CONVENIENCE, OTHER]) as unknown,
      });
    },
  );

  test('leave the binding with a condition in its place', () => {
    const example = EXAMPLES.find((one) => one.rule === 'grant-is-unconditional') as Example;
    expect(JSON.stringify(applied(example).iam)).toContain(UNTIL);
  });

  test('take the stale member out', () => {
    for (const rule of ['principal-fits-deployment', 'principal-is-alive']) {
      const example = EXAMPLES.find((one) => one.rule === rule) as Example;
      expect(JSON.stringify(applied(example).iam)).not.toMatch(/deleted:|wandb-integration/);
    }
  });

  test("are not made up where W&B's issuer or the identity is not known", () => {
    const mixed = identity((account) =>
      account === 'wandb-app' ? undefined : { issuer: `${ISSUER}${account}/` },
    );
    const example = azure('azure-federation-complete', '', mixed);
    const [result] = judge(example, example.facets);
    expect(result?.kind).toBe('fail');
    expect(result?.remediation?.command).toBeUndefined();
  });
});

/** Findings about Google or Azure without a command, with the reason. */
const WITHOUT_COMMAND: Readonly<Record<string, string>> = {
  'gcp network-reachable': 'which networks use the bucket only its owner knows',
  'azure network-reachable': 'which networks use the container only its owner knows',
};

test('every rule has an example on each of the two clouds, or a reason why not', () => {
  const covered = [
    ...EXAMPLES.map(({ provider, rule }) => `${provider} ${rule}`),
    ...Object.keys(WITHOUT_COMMAND),
  ];
  const rules = (['gcp', 'azure'] as const).flatMap((provider) =>
    accessRules.filter(({ providers }) => providers.includes(provider)).map(({ id }) => `${provider} ${id}`),
  );
  expect([...new Set(covered)].toSorted()).toEqual(rules.toSorted());
});

test('the commands ask for what is not declared', () => {
  const rule = accessRules.find(({ id }) => id === 'azure-roles-granted');
  const target = aTarget('azure', TEAM);
  expect(rule?.docs.verify.azure?.(target)).toBe(
    `az role assignment list --assignee "$(az identity list --query "[?clientId=='44444444-5555-6666-7777-888888888888'].principalId" --output tsv)" --scope "$(az storage account show --name acmestorage --query id --output tsv)" --include-inherited --include-groups`,
  );
});
