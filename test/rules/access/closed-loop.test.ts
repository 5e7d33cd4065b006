// The policy that a finding proposes, fed back as evidence, passes the rule that proposed it and keeps everybody else's statements.

import { describe, expect, test } from 'vitest';
import { accessRules } from '../../../rules/access/index.ts';
import { evaluateBucket } from '../../../src/evaluate/evaluate.ts';
import type { JsonObject, JsonValue } from '../../../src/model/json.ts';
import type { Provider } from '../../../src/model/provider.ts';
import type { Result } from '../../../src/model/report.ts';
import type { Deployment, Target } from '../../../src/model/target.ts';
import { S3_ACTIONS } from '../../../src/wandb/actions.ts';
import { aTarget, readingsOf } from '../test-rule.ts';
import {
  COREWEAVE,
  coreweaveGrant,
  DEDICATED,
  deny,
  FOREIGN,
  grant,
  HTTPS_ONLY,
  MULTI_TENANT,
  RESOURCES,
} from './policies.ts';

interface Example {
  readonly name: string;
  readonly rule: string;
  readonly provider?: Provider;
  readonly target?: Partial<Target>;
  readonly deployment?: Partial<Deployment>;
  readonly document: JsonValue;
}

/** Statements of others that every merge has to keep. */
const OTHERS = [FOREIGN, HTTPS_ONLY];
const ACME = { customerNamespace: 'acme' };
const MT = { type: 'multi-tenant', organizationId: 'acme' } as const;

function among(...Statement: readonly JsonObject[]): JsonObject {
  return {
    Version: '2012-10-17',
    Id: 'ours',
    Statement: [OTHERS[0] as JsonObject, ...Statement, HTTPS_ONLY],
  };
}

const EXAMPLES: readonly Example[] = [
  { name: 'no policy', rule: 'bucket-grants-wandb', document: null },
  { name: 'nothing for W&B', rule: 'bucket-grants-wandb', document: among() },
  { name: 'part of it', rule: 'bucket-grants-wandb', document: among(grant({ Action: 's3:GetObject*' })) },
  {
    name: 'shared with somebody else',
    rule: 'bucket-grants-wandb',
    document: among(
      grant({ Action: 's3:GetObject', Principal: { AWS: [DEDICATED, 'arn:aws:iam::111122223333:root'] } }),
    ),
  },
  {
    name: 'the Sid is taken by somebody else',
    rule: 'bucket-grants-wandb',
    document: among(grant({ Principal: { AWS: 'arn:aws:iam::111122223333:role/mine' } })),
  },
  {
    name: 'a condition that never holds',
    rule: 'bucket-grants-wandb',
    document: among(grant({ Condition: { StringEquals: { 'aws:PrincipalAccount': '111122223333' } } })),
  },
  {
    name: 'another sub-path',
    rule: 'bucket-grants-wandb',
    target: { subpath: 'teams/omega' },
    document: among(grant({ Resource: [RESOURCES[0] as string, `${RESOURCES[0]}/teams/kappa/*`] })),
  },
  {
    name: 'a single statement',
    rule: 'bucket-grants-wandb',
    document: { Version: '2012-10-17', Statement: grant({ Action: 's3:PutObject' }) },
  },
  {
    name: 'CoreWeave',
    rule: 'bucket-grants-wandb',
    provider: 'coreweave',
    deployment: ACME,
    document: among(),
  },
  {
    name: 'GetObject alone',
    rule: 'bucket-grants-documented-actions',
    document: among(grant({ Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:List*'] })),
  },
  {
    name: 'on CoreWeave',
    rule: 'bucket-grants-documented-actions',
    provider: 'coreweave',
    document: among(coreweaveGrant({ Action: ['s3:GetObject*'] })),
  },
  {
    name: "another deployment's role",
    rule: 'principal-fits-deployment',
    document: among(grant({ Principal: { AWS: MULTI_TENANT } })),
  },
  {
    name: "another deployment's on CoreWeave",
    rule: 'principal-fits-deployment',
    provider: 'coreweave',
    deployment: ACME,
    document: among(coreweaveGrant({ Principal: { CW: `${COREWEAVE}-public` } })),
  },
  {
    name: "the guide's of 2025",
    rule: 'principal-is-current',
    provider: 'coreweave',
    deployment: MT,
    document: among(coreweaveGrant()),
  },
  {
    name: 'a deleted role',
    rule: 'principal-is-alive',
    document: among(grant({ Principal: { AWS: 'AROAEXAMPLEEXAMPLE123' } })),
  },
  {
    name: 'a tag',
    rule: 'grant-is-unconditional',
    document: among(grant({ Condition: { StringEquals: { 'aws:PrincipalTag/team': 'ml' } } })),
  },
  {
    name: 'a user agent',
    rule: 'grant-is-unconditional',
    provider: 'coreweave',
    document: among(
      coreweaveGrant({ Condition: { StringLike: { 'aws:UserAgent': 'wandb*', 'wandb:OrgID': 'acme' } } }),
    ),
  },
  { name: 'everything', rule: 'grant-is-minimal', document: among(grant({ Action: 's3:*' })) },
  {
    name: 'everything on CoreWeave',
    rule: 'grant-is-minimal',
    provider: 'coreweave',
    document: among(coreweaveGrant({ Sid: 'Wide', Action: 's3:*' })),
  },
  {
    name: 'no organization',
    rule: 'coreweave-org-condition',
    provider: 'coreweave',
    deployment: ACME,
    document: among(coreweaveGrant({ Sid: 'WB', Condition: {} })),
  },
  {
    name: 'another organization',
    rule: 'coreweave-org-condition',
    provider: 'coreweave',
    deployment: { customerNamespace: 'omega' },
    document: among(coreweaveGrant()),
  },
  {
    name: 'under AWS',
    rule: 'coreweave-principal-key',
    provider: 'coreweave',
    document: among(coreweaveGrant({ Principal: { AWS: COREWEAVE } })),
  },
  {
    name: 'all users',
    rule: 'coreweave-org-users',
    provider: 'coreweave',
    document: among(
      coreweaveGrant(),
      grant({ Sid: 'AllowUsersInOrg', Principal: { CW: 'arn:aws:iam::acme:*' } }),
    ),
  },
  {
    name: 'our organization only',
    rule: 'wandb-not-denied',
    document: among(grant(), deny({ StringNotEquals: { 'aws:PrincipalOrgID': 'o-acme' } })),
  },
  {
    name: 'our account only',
    rule: 'wandb-not-denied',
    document: among(grant(), deny({ StringNotEquals: { 'aws:PrincipalAccount': '111122223333' } })),
  },
  {
    name: 'our endpoint only, on Multi-tenant',
    rule: 'wandb-not-denied',
    deployment: MT,
    document: among(
      grant({ Principal: { AWS: MULTI_TENANT } }),
      deny({ StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } }),
    ),
  },
  {
    name: 'no query string',
    rule: 'presigned-urls-allowed',
    document: among(grant(), deny({ StringEquals: { 's3:authType': 'REST-QUERY-STRING' } })),
  },
  {
    name: 'no headers',
    rule: 'presigned-urls-allowed',
    document: among(grant(), deny({ StringEquals: { 's3:authType': 'REST-HEADER' } })),
  },
  {
    name: 'an encryption header',
    rule: 'uploads-need-no-extra-headers',
    document: among(grant(), deny({ Null: { 's3:x-amz-server-side-encryption': 'true' } })),
  },
  {
    name: 'a network',
    rule: 'network-reachable',
    document: among(grant(), deny({ NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })),
  },
];

/** Rules whose remediation has no policy to feed back, with the reason. */
const WITHOUT_DOCUMENT: Readonly<Record<string, string>> = {
  'requester-pays-off': 'a setting, changed by one command',
  'storage-admin-granted': 'a binding, added by one command: closed-loop-commands',
  'azure-roles-granted': 'role assignments, made by commands: closed-loop-commands',
  'azure-federation-complete': 'federated credentials, made by commands: closed-loop-commands',
  'azure-shared-key-allowed': 'a setting, changed by one command: closed-loop-commands',
  'access-key-works': 'a key, made in the console of the store',
};

function judge({ rule, provider = 'aws', target, deployment }: Example, document: JsonValue): Result[] {
  const judged = aTarget(provider, target, deployment);
  return evaluateBucket(
    { id: judged.bucketId, targets: [judged], readings: readingsOf({ policy: { document } }) },
    accessRules.filter(({ id }) => id === rule),
  );
}

function documentOf(example: Example): JsonObject {
  const results = judge(example, example.document);
  expect(results[0]?.kind, results[0]?.message).toBe('fail');
  return results[0]?.remediation?.document?.content as JsonObject;
}

describe('the proposed policy', () => {
  test.each(EXAMPLES)('$rule passes with it: $name', (example) => {
    expect(judge(example, documentOf(example)).map(({ kind, message }) => message ?? kind)).toEqual(['pass']);
  });

  test.each(EXAMPLES)('has a free Sid for each statement and is ready to apply: $rule, $name', (example) => {
    const document = documentOf(example);
    const sids = (document['Statement'] as JsonObject[]).map((statement) => statement['Sid']);
    expect(new Set(sids).size).toBe(sids.length);
    expect(JSON.stringify(document)).not.toMatch(/<|undefined/);
  });

  test.each(EXAMPLES.filter(({ document }) => JSON.stringify(document).includes('"Id"')))(
    'keeps the statements of others: $rule, $name',
    (example) => {
      const document = documentOf(example);
      expect(document['Id']).toBe('ours');
      expect(document['Statement']).toEqual(expect.arrayContaining(OTHERS));
    },
  );

  test('every rule has an example, or a reason why not', () => {
    const covered = new Set([...EXAMPLES.map(({ rule }) => rule), ...Object.keys(WITHOUT_DOCUMENT)]);
    expect([...covered].toSorted()).toEqual(accessRules.map(({ id }) => id).toSorted());
  });
});

describe('the merged statement', () => {
  const example = (document: JsonObject, over: Partial<Example> = {}): JsonObject[] =>
    documentOf({ name: '', rule: 'bucket-grants-wandb', document, ...over })['Statement'] as JsonObject[];

  test('has the eleven actions, in the place of the one that stood there', () => {
    const statements = example(among(grant({ Sid: 'Mine', Action: 's3:PutObject' })));
    expect(statements[1]).toEqual(grant({ Principal: { AWS: DEDICATED } }));
    expect(statements[1]?.['Action']).toEqual(S3_ACTIONS.map(({ action }) => action));
    expect(statements).toHaveLength(3);
  });

  test('keeps a condition that may hold: repairing the actions never opens the bucket further', () => {
    const Condition = { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } };
    const statements = example(among(grant({ Action: 's3:PutObject', Condition })));
    expect(statements[1]).toEqual(grant({ Condition }));
  });

  test('takes the place of a statement that never holds for W&B, beside one that may', () => {
    const never = grant({ Condition: { StringEquals: { 'aws:PrincipalAccount': '111122223333' } } });
    const Condition = { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } };
    const statements = example(among(never, grant({ Sid: 'Net', Action: 's3:PutObject', Condition })));
    expect(statements.slice(1, -1)).toEqual([grant({ Condition })]);
  });

  test('keeps the sub-paths granted before', () => {
    const Resource = [RESOURCES[0] as string, `${RESOURCES[0]}/teams/kappa/*`];
    const statements = example(among(grant({ Resource })), { target: { subpath: 'teams/omega' } });
    expect(statements[1]?.['Resource']).toEqual([
      RESOURCES[0],
      `${RESOURCES[0]}/teams/omega/*`,
      `${RESOURCES[0]}/teams/kappa/*`,
    ]);
  });

  test('leaves the others of a shared statement what they had', () => {
    const mine = 'arn:aws:iam::111122223333:root';
    const shared = grant({ Action: 's3:GetObject', Sid: 'Shared', Principal: { AWS: [DEDICATED, mine] } });
    expect(example(among(shared))).toContainEqual({ ...shared, Principal: { AWS: [mine] } });
  });

  test('a Deny goes on to hold for everybody but W&B', () => {
    const document = among(grant(), deny({ StringNotEquals: { 'aws:PrincipalAccount': '111122223333' } }));
    expect(example(document, { rule: 'wandb-not-denied' })[2]).toEqual(
      deny({ StringNotEquals: { 'aws:PrincipalAccount': ['111122223333', '830241207209'] } }),
    );
  });

  test('is not made up where the organization is not known', () => {
    const [result] = judge(
      { name: '', rule: 'bucket-grants-wandb', provider: 'coreweave', document: null },
      null,
    );
    expect(result?.remediation?.document).toBeUndefined();
    expect(result?.remediation?.text).toMatch(/Declare organizationId/);
  });

  test('a Deny on CoreWeave is not rewritten: which of its condition keys name the caller is not documented', () => {
    const document = among(coreweaveGrant(), deny({}));
    const [result] = judge({ name: '', rule: 'wandb-not-denied', provider: 'coreweave', document }, document);
    expect(result?.kind).toBe('fail');
    expect(result?.remediation?.document).toBeUndefined();
  });
});
