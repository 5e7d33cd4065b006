// What a finding about exposure proposes, fed back as evidence, passes the rule that proposed it and keeps everybody else's statements.

import { describe, expect, test } from 'vitest';
import { exposureRules } from '../../../rules/exposure/index.ts';
import { accessRules } from '../../../rules/access/index.ts';
import { evaluateBucket } from '../../../src/evaluate/evaluate.ts';
import type { JsonObject, JsonValue } from '../../../src/model/json.ts';
import type { Provider } from '../../../src/model/provider.ts';
import type { Result } from '../../../src/model/report.ts';
import type { Deployment } from '../../../src/model/target.ts';
import { aTarget, readingsOf, unreadable, unsupported } from '../test-rule.ts';
import type { FacetValues } from '../test-rule.ts';
import {
  COREWEAVE,
  coreweaveGrant,
  deny,
  FOREIGN,
  grant,
  HTTPS_ONLY,
  policy,
  RESOURCES,
} from '../access/policies.ts';
import { BLOCKED, CLOSED_ACL, OPEN } from './blocks.ts';

interface Example {
  readonly name: string;
  readonly rule: string;
  readonly provider?: Provider;
  readonly deployment?: Partial<Deployment>;
  readonly document: JsonValue;
  readonly facets?: FacetValues;
}

/** Open to whoever a policy or an ACL names. */
const UNBLOCKED: FacetValues = { acl: CLOSED_ACL, publicAccess: OPEN, accountPublicAccess: OPEN };
const NO_BLOCK: FacetValues = {
  acl: CLOSED_ACL,
  publicAccess: unsupported,
  accountPublicAccess: unsupported,
};
const RESTRICTED: FacetValues = { publicAccess: BLOCKED, accountPublicAccess: OPEN };
const EVERYONE = grant({ Sid: 'Everyone', Principal: '*', Action: 's3:GetObject' });

function among(...Statement: readonly JsonObject[]): JsonObject {
  return { Version: '2012-10-17', Id: 'ours', Statement: [FOREIGN, ...Statement, HTTPS_ONLY] };
}

function plain(...Statement: readonly JsonObject[]): JsonObject {
  return { Version: '2012-10-17', Id: 'ours', Statement: [FOREIGN, ...Statement] };
}

const EXAMPLES: readonly Example[] = [
  {
    name: 'everyone may read',
    rule: 'bucket-not-public',
    document: among(grant(), EVERYONE),
    facets: UNBLOCKED,
  },
  {
    name: 'W&B by everyone',
    rule: 'bucket-not-public',
    document: among(grant({ Principal: '*' })),
    facets: UNBLOCKED,
  },
  {
    name: 'everyone but one',
    rule: 'bucket-not-public',
    document: among({
      Sid: 'All',
      Effect: 'Allow',
      NotPrincipal: { AWS: 'arn:aws:iam::111122223333:root' },
      Action: 's3:*',
      Resource: RESOURCES,
    }),
    facets: UNBLOCKED,
  },
  {
    name: 'on CoreWeave, W&B by everyone',
    rule: 'bucket-not-public',
    provider: 'coreweave',
    deployment: { customerNamespace: 'acme' },
    document: among(coreweaveGrant({ Principal: { CW: '*' }, Condition: {} })),
    facets: NO_BLOCK,
  },
  {
    name: 'of a store',
    rule: 'bucket-not-public',
    provider: 's3-compatible',
    document: among(EVERYONE),
    facets: NO_BLOCK,
  },
  {
    name: 'one stray statement',
    rule: 'public-statement-spares-wandb',
    document: among(grant(), EVERYONE),
    facets: RESTRICTED,
  },
  {
    name: 'W&B by everyone, a single statement',
    rule: 'public-statement-spares-wandb',
    document: { Version: '2012-10-17', Statement: grant({ Principal: { AWS: '*' } }) },
    facets: RESTRICTED,
  },
  { name: 'no policy', rule: 'https-only', document: null },
  { name: 'no Deny', rule: 'https-only', document: plain(grant()) },
  {
    name: 'the Sid taken by one that spares the bucket',
    rule: 'https-only',
    document: plain(grant(), { ...HTTPS_ONLY, Resource: RESOURCES[1] as string }),
  },
  { name: 'of CoreWeave', rule: 'https-only', provider: 'coreweave', document: plain(coreweaveGrant()) },
  { name: 'of a store', rule: 'https-only', provider: 's3-compatible', document: null },
  {
    name: 'a single statement of 2008',
    rule: 'https-only',
    document: { Version: '2008-10-17', Statement: grant() },
  },
];

/** Rules whose remediation has no policy to feed back, with the reason. */
const WITHOUT_DOCUMENT: Readonly<Record<string, string>> = {
  'public-access-blocked': 'four flags, set by one command',
  'objects-owned-by-bucket-owner': 'a setting, changed by one command',
  'access-logging-enabled': 'needs another bucket, or CloudTrail',
  'uniform-bucket-access': 'a setting, changed by one command: closed-loop-commands',
};

function judge(
  { rule, provider = 'aws', deployment, facets }: Example,
  document: JsonValue,
  over: FacetValues = {},
): Result[] {
  const judged = aTarget(provider, {}, deployment);
  const readings = readingsOf({ policy: { document }, ...facets, ...over });
  return evaluateBucket(
    { id: judged.bucketId, targets: [judged], readings },
    [...exposureRules, ...accessRules].filter(({ id }) => id === rule),
  );
}

function findingOf(example: Example, over?: FacetValues): Result {
  const [result] = judge(example, example.document, over);
  expect(result?.kind, result?.message).toBe('fail');
  return result as Result;
}

function documentOf(example: Example): JsonObject {
  return findingOf(example).remediation?.document?.content as JsonObject;
}

describe('the proposed policy', () => {
  test.each(EXAMPLES)('$rule passes with it: $name', (example) => {
    const again = judge(example, documentOf(example));
    expect(again.map(({ kind, message }) => message ?? kind)).toEqual(['pass']);
  });

  test.each(EXAMPLES)('has a free Sid for each statement and is ready to apply: $rule, $name', (example) => {
    const document = documentOf(example);
    const sids = (document['Statement'] as JsonObject[]).map(({ Sid }) => Sid);
    expect(new Set(sids).size).toBe(sids.length);
    expect(JSON.stringify(document)).not.toMatch(/<|undefined/);
    expect(findingOf(example).remediation?.command).toMatch(
      /^aws s3api put-bucket-policy --bucket acme-wandb --policy file:\/\/policy\.json/,
    );
  });

  test.each(EXAMPLES.filter(({ document }) => JSON.stringify(document).includes('"Id"')))(
    'keeps the statements of others: $rule, $name',
    (example) => {
      const document = documentOf(example);
      expect(document['Id']).toBe('ours');
      expect(document['Statement']).toContainEqual(FOREIGN);
      if (JSON.stringify(example.document).includes(JSON.stringify(HTTPS_ONLY)))
        expect(document['Statement']).toContainEqual(HTTPS_ONLY);
    },
  );

  test.each(EXAMPLES.filter(({ name }) => name.includes('W&B by everyone')))(
    'leaves W&B what it had from a public statement: $rule, $name',
    (example) => {
      const grants: Example = { ...example, rule: 'bucket-grants-wandb' };
      expect(judge(grants, example.document)[0]?.kind).toBe('pass');
      const document = documentOf(example);
      expect(judge(grants, document)[0]?.kind).toBe('pass');
      if (example.provider === 'coreweave') expect(JSON.stringify(document)).toContain(COREWEAVE);
    },
  );

  test('a policy of nothing but public statements is deleted', () => {
    const example: Example = {
      name: '',
      rule: 'bucket-not-public',
      provider: 's3-compatible',
      document: { Version: '2012-10-17', Statement: [EVERYONE] },
      facets: NO_BLOCK,
    };
    expect(findingOf(example).remediation?.command).toMatch(/^aws s3api delete-bucket-policy/);
  });

  test('every rule has an example, or a reason why not', () => {
    const covered = new Set([...EXAMPLES.map(({ rule }) => rule), ...Object.keys(WITHOUT_DOCUMENT)]);
    expect([...covered].toSorted()).toEqual(exposureRules.map(({ id }) => id).toSorted());
  });
});

describe('a public ACL', () => {
  const acl = { grants: [{ grantee: 'allUsers', permission: 'READ' }] };
  const example: Example = { name: '', rule: 'bucket-not-public', document: null, facets: UNBLOCKED };

  test('is reset, and a policy that could not be read is left alone', () => {
    const { remediation } = findingOf(example, { acl, policy: unreadable() });
    expect(remediation?.document).toBeUndefined();
    expect(remediation?.command).toMatch(
      /^aws s3api put-bucket-acl --bucket acme-wandb --acl private && aws s3api put-public-access-block /,
    );
  });

  test('and a public policy are closed by one remediation', () => {
    const both = {
      ...example,
      document: policy(grant(), EVERYONE, deny({}, { Action: 's3:Nothing' })).policy.document,
    };
    const { remediation } = findingOf(both, { acl });
    expect(remediation?.command?.split(' && ').map((command) => command.split(' ')[2])).toEqual([
      'put-bucket-policy',
      'put-bucket-acl',
      'put-public-access-block',
    ]);
  });

  test('of a store is reset where it stands', () => {
    const { remediation } = findingOf({ ...example, provider: 's3-compatible', facets: NO_BLOCK }, { acl });
    expect(remediation?.command).toBe(
      'aws s3api put-bucket-acl --bucket acme-wandb --acl private --endpoint-url https://minio.acme.example:9000',
    );
  });
});
