// What a finding about encryption or a key proposes, fed back as evidence, passes the rule that proposed it and keeps everybody else's statements.

import { describe, expect, test } from 'vitest';
import { encryptionRules } from '../../../rules/encryption/index.ts';
import { evaluateBucket } from '../../../src/evaluate/evaluate.ts';
import type { Encryption } from '../../../src/model/evidence.ts';
import { isJsonObject } from '../../../src/model/json.ts';
import type { JsonObject, JsonValue } from '../../../src/model/json.ts';
import type { RemediationDocument } from '../../../src/model/rule.ts';
import type { Result } from '../../../src/model/report.ts';
import type { Deployment, Target } from '../../../src/model/target.ts';
import { KMS_ACTIONS } from '../../../src/wandb/actions.ts';
import { aTarget, readingsOf } from '../test-rule.ts';
import type { FacetValues } from '../test-rule.ts';
import { ARN, external, key, keyWith, owner, OWN_ROLE } from './keys.ts';

interface Example {
  readonly name: string;
  readonly rule: string;
  readonly target?: Partial<Target>;
  readonly deployment?: Partial<Deployment>;
  readonly facets: FacetValues;
}

const WANDB = 'arn:aws:iam::830241207209:root';
const BACKUP = 'arn:aws:iam::444455556666:role/backup';
/** Statements of others that every merge has to keep. */
const FOREIGN: JsonObject = {
  Sid: 'Backup',
  Effect: 'Allow',
  Principal: { AWS: [BACKUP], Service: 'backup.amazonaws.com' },
  Action: ['kms:Decrypt', 'kms:CreateGrant'],
  Resource: '*',
};
const OURS: JsonObject = {
  Sid: 'NoExport',
  Effect: 'Deny',
  Principal: '*',
  Action: 'kms:ReplicateKey',
  Resource: '*',
};
const OTHERS = [owner, FOREIGN, OURS];
const ACCOUNT = { owner: { callerAccount: '111122223333', ownedByCaller: true } };
const PLACE = { location: { region: 'eu-west-1' } };

function among(...statements: readonly JsonObject[]): FacetValues {
  const facets = keyWith(owner, FOREIGN, ...statements, OURS);
  return {
    ...facets,
    keyPolicy: { document: { ...facets.keyPolicy.document, Id: 'ours' } },
  };
}

function deny(Sid: string, Condition: JsonObject, over: JsonObject = {}): JsonObject {
  return { Sid, Effect: 'Deny', Principal: '*', Action: 'kms:*', Resource: '*', Condition, ...over };
}

const POLICIES: readonly Example[] = [
  { name: 'nothing for W&B', rule: 'kms-grants-wandb', facets: among() },
  {
    name: 'reading alone',
    rule: 'kms-grants-wandb',
    facets: among(external({ Action: 'kms:Decrypt' })),
  },
  {
    name: 'through another region',
    rule: 'kms-grants-wandb',
    facets: among(
      external({ Condition: { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } } }),
    ),
  },
  {
    name: 'the Sid is taken by somebody else',
    rule: 'kms-grants-wandb',
    facets: among(external({ Principal: { AWS: 'arn:aws:iam::555566667777:root' } })),
  },
  {
    name: 'other accounts denied',
    rule: 'kms-grants-wandb',
    facets: among(external(), deny('Ours', { StringNotEquals: { 'aws:PrincipalAccount': '111122223333' } })),
  },
  {
    name: 'other callers denied, and nothing allowed',
    rule: 'kms-grants-wandb',
    deployment: { type: 'multi-tenant' },
    facets: among(deny('Ours', { StringNotEquals: { 'kms:CallerAccount': '111122223333' } })),
  },
  {
    name: 'denied by its name',
    rule: 'kms-grants-wandb',
    facets: among(
      external(),
      external({ Sid: 'No', Effect: 'Deny', Action: 'kms:GenerateDataKey', Condition: {} }),
    ),
  },
  {
    name: "a role of the key's own account",
    rule: 'kms-grants-wandb',
    deployment: { type: 'self-managed', principals: { aws: [OWN_ROLE] } },
    facets: keyWith({ ...owner, Principal: { AWS: 'arn:aws:iam::111122223333:role/admin' } }),
  },
  {
    name: 'nobody administers the key',
    rule: 'kms-grants-wandb',
    facets: keyWith(FOREIGN),
  },
  {
    name: 'what S3 needs',
    rule: 'kms-grants-documented-actions',
    facets: among(external({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'] })),
  },
  {
    name: 'what S3 needs, through S3',
    rule: 'kms-grants-documented-actions',
    facets: among(
      external({
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
      }),
    ),
  },
  {
    name: 'everything',
    rule: 'kms-grant-minimal',
    facets: among(external({ Sid: 'Wide', Action: 'kms:*' })),
  },
  {
    name: 'everything, beside the guide',
    rule: 'kms-grant-minimal',
    facets: among(external(), {
      Sid: 'Wide',
      Effect: 'Allow',
      Principal: { AWS: '830241207209' },
      NotAction: 'kms:PutKeyPolicy',
      Resource: '*',
    }),
  },
  {
    name: 'everything, shared',
    rule: 'kms-grant-minimal',
    facets: among(external({ Sid: 'Wide', Action: 'kms:*', Principal: { AWS: [BACKUP, WANDB] } })),
  },
  { name: 'everyone, and so W&B', rule: 'kms-key-not-public', facets: among(external({ Principal: '*' })) },
  {
    name: 'everyone beside W&B',
    rule: 'kms-key-not-public',
    facets: among(external(), external({ Sid: 'All', Principal: { AWS: '*' } })),
  },
  {
    name: 'a single statement for everyone',
    rule: 'kms-key-not-public',
    facets: {
      ...keyWith(),
      keyPolicy: {
        document: { Version: '2012-10-17', Statement: external({ Principal: '*', Action: 'kms:*' }) },
      },
    },
  },
  {
    name: 'W&B alone',
    rule: 'kms-key-administrable',
    facets: keyWith(FOREIGN, external()),
  },
  {
    name: 'who ran Terraform, the Sid taken',
    rule: 'kms-key-administrable',
    facets: keyWith(
      { ...owner, Principal: { AWS: 'arn:aws:iam::111122223333:user/terraform' } },
      FOREIGN,
      external(),
    ),
  },
];

const DEFAULTS: readonly Example[] = [
  {
    name: 'the key given to W&B',
    rule: 'encryption-uses-customer-key',
    target: { kmsKey: ARN },
    facets: { encryption: { algorithm: 'AES256', blockedTypes: ['SSE-C'] }, ...PLACE },
  },
  {
    name: 'the key an alias stands for',
    rule: 'encryption-key-shareable',
    facets: { encryption: { algorithm: 'aws:kms', keyId: 'alias/acme' }, ...key(), ...PLACE, ...ACCOUNT },
  },
  {
    name: "the key given to W&B, in the bucket's region",
    rule: 'encryption-key-in-region',
    target: { kmsKey: ARN },
    facets: { encryption: { algorithm: 'aws:kms', keyId: ARN.replace('eu-west-1', 'us-east-1') }, ...PLACE },
  },
  {
    name: 'the same key, one layer',
    rule: 'encryption-mode-supported',
    facets: { encryption: { algorithm: 'aws:kms:dsse', keyId: ARN }, ...PLACE },
  },
  {
    name: 'the same key',
    rule: 'encryption-bucket-key-enabled',
    facets: { encryption: { algorithm: 'aws:kms', keyId: ARN, blockedTypes: ['SSE-C'] } },
  },
];

/** No key is known: the document is the policy of one that is made. */
const NEW_KEYS: readonly Example[] = [
  {
    name: 'SSE-S3',
    rule: 'encryption-uses-customer-key',
    facets: { encryption: { algorithm: 'AES256' }, ...PLACE, ...ACCOUNT },
  },
  {
    name: 'aws/s3',
    rule: 'encryption-key-shareable',
    facets: {
      encryption: { algorithm: 'aws:kms', keyId: ARN },
      ...key({ manager: 'AWS' }),
      ...PLACE,
      ...ACCOUNT,
    },
  },
  {
    name: 'the declared key is elsewhere as well',
    rule: 'encryption-key-in-region',
    target: { kmsKey: ARN },
    facets: {
      encryption: { algorithm: 'aws:kms', keyId: ARN },
      location: { region: 'us-east-1' },
      ...ACCOUNT,
    },
  },
];

/** Rules whose remediation has no document to feed back, with the reason. */
const WITHOUT_DOCUMENT: Readonly<Record<string, string>> = {
  'kms-key-usable': 'the state of the key, changed by commands',
  'kms-rotation-enabled': 'a setting, changed by one command',
  'encryption-is-google-managed': 'a setting, changed by one command: closed-loop-commands of exposure',
};

function judge({ rule, target, deployment }: Example, facets: FacetValues): Result[] {
  const judged = aTarget('aws', target, deployment);
  return evaluateBucket(
    { id: judged.bucketId, targets: [judged], readings: readingsOf(facets) },
    encryptionRules.filter(({ id }) => id === rule),
  );
}

function findingOf(example: Example): Result {
  const [result] = judge(example, example.facets);
  expect(result?.kind, result?.message).toBe('fail');
  return result as Result;
}

function documentOf(example: Example): RemediationDocument {
  const document = findingOf(example).remediation?.document;
  expect(JSON.stringify(document)).not.toMatch(/<|undefined/);
  return document as RemediationDocument;
}

function statementsOf(example: Example): JsonObject[] {
  return (documentOf(example).content as JsonObject)['Statement'] as JsonObject[];
}

/** `put-bucket-encryption`'s document as the bucket reads it. */
function encryptionOf(content: JsonValue): Encryption {
  const [rule] = (content as { Rules: JsonObject[] }).Rules;
  const byDefault = rule?.['ApplyServerSideEncryptionByDefault'];
  const { SSEAlgorithm, KMSMasterKeyID } = isJsonObject(byDefault) ? byDefault : {};
  return {
    algorithm: SSEAlgorithm as Encryption['algorithm'],
    keyId: KMSMasterKeyID as string,
    bucketKeyEnabled: rule?.['BucketKeyEnabled'] === true,
  };
}

describe('the proposed key policy', () => {
  test.each(POLICIES)('$rule passes with it: $name', (example) => {
    const { facet, content } = documentOf(example);
    expect(facet).toBe('keyPolicy');
    const again = judge(example, { ...example.facets, keyPolicy: { document: content } });
    expect(again.map(({ kind, message }) => message ?? kind)).toEqual(['pass']);
  });

  test.each(POLICIES)('has a free Sid for each statement and locks nobody out: $rule, $name', (example) => {
    const { content } = documentOf(example);
    const sids = ((content as JsonObject)['Statement'] as JsonObject[]).map(({ Sid }) => Sid);
    expect(new Set(sids).size).toBe(sids.length);
    const other = (rule: string): Result[] =>
      judge({ ...example, rule }, { ...example.facets, keyPolicy: { document: content } });
    expect(other('kms-key-administrable').map(({ messageId }) => messageId)).not.toContain('nobody');
    if (example.rule !== 'kms-key-administrable') expect(other('kms-grants-wandb')[0]?.kind).toBe('pass');
  });

  test.each(POLICIES.filter(({ facets }) => JSON.stringify(facets).includes('"Id"')))(
    'keeps the statements of others: $rule, $name',
    (example) => {
      expect((documentOf(example).content as JsonObject)['Id']).toBe('ours');
      expect(statementsOf(example)).toEqual(expect.arrayContaining(OTHERS));
    },
  );

  test('is applied to the key by its ARN, in its region', () => {
    expect(findingOf(POLICIES[0] as Example).remediation?.command).toBe(
      `aws kms put-key-policy --key-id ${ARN} --region eu-west-1 --policy-name default --policy file://key-policy.json`,
    );
  });
});

describe('the merged statement', () => {
  const merged = (rule: string, ...statements: readonly JsonObject[]): JsonObject[] =>
    statementsOf({ name: '', rule, facets: among(...statements) });

  test("is the guide's, in the place of the one that stood there", () => {
    const statements = merged('kms-grant-minimal', external({ Action: 'kms:*' }));
    expect(statements).toEqual([owner, FOREIGN, external(), OURS]);
    expect(statements[2]?.['Action']).toEqual(KMS_ACTIONS);
  });

  test('leaves the others of a shared statement what they had', () => {
    const shared = external({ Sid: 'Wide', Action: 'kms:*', Principal: { AWS: [BACKUP, WANDB] } });
    expect(merged('kms-grant-minimal', shared)).toContainEqual({ ...shared, Principal: { AWS: [BACKUP] } });
  });

  test('keeps a condition that may hold: repairing the actions never opens the key further', () => {
    const Condition = { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } };
    expect(merged('kms-grants-wandb', external({ Action: 'kms:Decrypt', Condition }))[2]).toEqual(
      external({ Condition }),
    );
  });

  test('a Deny goes on to hold for everybody but W&B', () => {
    const mine = deny('Ours', { StringNotEquals: { 'aws:PrincipalAccount': '111122223333' } });
    expect(merged('kms-grants-wandb', external(), mine)).toContainEqual(
      deny('Ours', { StringNotEquals: { 'aws:PrincipalAccount': ['111122223333', '830241207209'] } }),
    );
  });

  test('where W&B is not known, a public statement is taken out and nothing put in its place', () => {
    const example: Example = {
      name: '',
      rule: 'kms-key-not-public',
      deployment: { type: 'self-managed' },
      facets: among(external({ Principal: '*' })),
    };
    expect(statementsOf(example)).toEqual(OTHERS);
  });
});

describe('the proposed default encryption', () => {
  test.each(DEFAULTS)('$rule passes with it: $name', (example) => {
    const { facet, content } = documentOf(example);
    expect(facet).toBe('encryption');
    const encryption = encryptionOf(content);
    expect(encryption).toEqual({ algorithm: 'aws:kms', keyId: ARN, bucketKeyEnabled: true });
    expect(judge(example, { ...example.facets, encryption }).map(({ kind }) => kind)).toEqual(['pass']);
    const before = example.facets.encryption as Encryption;
    if (before.blockedTypes !== undefined)
      expect(content).toMatchObject({ Rules: [{ BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] } }] });
  });

  test.each(NEW_KEYS)('$rule makes a key that W&B may use where none is known: $name', (example) => {
    const { facet, content } = documentOf(example);
    expect(facet).toBe('keyPolicy');
    const facets = { ...keyWith(), keyPolicy: { document: content } };
    for (const rule of ['kms-grants-wandb', 'kms-grants-documented-actions', 'kms-key-administrable'])
      expect(judge({ ...example, rule }, facets).map(({ kind }) => kind)).toEqual(['pass']);
    const region = example.rule === 'encryption-key-in-region' ? 'us-east-1' : 'eu-west-1';
    expect(findingOf(example).remediation?.command).toBe(
      `KEY=$(aws kms create-key --region ${region} --policy file://key-policy.json --query KeyMetadata.Arn --output text) && ` +
        `aws s3api put-bucket-encryption --bucket acme-wandb --server-side-encryption-configuration ` +
        `'{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"aws:kms","KMSMasterKeyID":"'"$KEY"'"},"BucketKeyEnabled":true}]}'`,
    );
  });

  test('a new key is not given a policy that W&B or its owner would miss in', () => {
    const facets: FacetValues = { encryption: { algorithm: 'AES256' }, ...PLACE };
    const example: Example = { name: '', rule: 'encryption-uses-customer-key', facets };
    expect(findingOf(example).remediation?.command).toBeUndefined();
    const selfManaged = findingOf({ ...example, deployment: { type: 'self-managed' } }).remediation;
    expect(selfManaged?.document).toBeUndefined();
    expect(selfManaged?.command).toMatch(/^KEY=\$\(aws kms create-key --region eu-west-1 --query/);
  });
});

test('every rule has an example, or a reason why not', () => {
  const covered = new Set([
    ...[...POLICIES, ...DEFAULTS, ...NEW_KEYS].map(({ rule }) => rule),
    ...Object.keys(WITHOUT_DOCUMENT),
  ]);
  expect([...covered].toSorted()).toEqual(encryptionRules.map(({ id }) => id).toSorted());
});
