// The roles of the functions: what the rules need, and no statement wider than is stated here.

import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { facetsOf } from '../../src/model/rule.ts';
import { awsPermissions } from '../../src/collect/permissions.ts';
import { discoverFile, rolesFile } from '../../tools/roles.ts';
import { RULES } from '../../rules/index.ts';

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: unknown;
}
interface Role {
  readonly Properties: {
    readonly AssumeRolePolicyDocument: { readonly Statement: readonly unknown[] };
    readonly ManagedPolicyArns?: unknown;
    readonly Policies: readonly { readonly PolicyDocument: { readonly Statement: readonly Statement[] } }[];
  };
}

interface DiscoverPolicy {
  readonly Roles: readonly unknown[];
  readonly PolicyDocument: { readonly Statement: readonly Statement[] };
}

const discover = await readFile(new URL('../../deploy/discover.yml', import.meta.url), 'utf8');
const text = await readFile(new URL('../../deploy/roles.yml', import.meta.url), 'utf8');
const { Resources: roles } = parse(text) as { Resources: Readonly<Record<string, Role>> };
const statementsOf = (name: string): readonly Statement[] =>
  roles[name]?.Properties.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement) ?? [];
const all = Object.keys(roles).flatMap((role) =>
  statementsOf(role).map((statement) => ({ role, ...statement })),
);
const READS = ['ReadBucketConfiguration', 'ReadAccountPublicAccessBlock', 'ReadKeyConfiguration'];

test('the files are what the generator gives: npm run build:roles', () => {
  expect(text).toBe(rolesFile());
  expect(discover).toBe(discoverFile());
});

test('discover.yml: exactly what `byob permissions --discover` adds, for whoever searches', () => {
  const actions = (discovers: boolean): readonly string[] =>
    awsPermissions(facetsOf(RULES), discovers).Statement.flatMap(({ Action }) => Action);
  const added = actions(true).filter((action) => !actions(false).includes(action));
  const {
    Resources: { DiscoverPolicy },
  } = parse(discover) as { Resources: { DiscoverPolicy: { Properties: DiscoverPolicy } } };
  const { Roles, PolicyDocument } = DiscoverPolicy.Properties;
  const reader = statementsOf('ScanRole').find(({ Sid }) => Sid === 'AssumeReader');
  const [last, ...listing] = PolicyDocument.Statement.toReversed();
  expect(last).toEqual(reader);
  expect(listing.flatMap(({ Action }) => Action).toSorted()).toEqual(added.toSorted());
  expect(added).toEqual(expect.arrayContaining(['s3:ListAllMyBuckets', 's3:GetBucketTagging']));
  const wide = listing.filter(({ Resource }) => Resource === '*').flatMap(({ Action }) => Action);
  expect(wide).toEqual(['s3:ListAllMyBuckets']);
  expect(Roles).toEqual([{ Ref: 'AuditRole' }, { Ref: 'PlanRole' }]);
  // And where nothing is discovered nothing is listed.
  expect(all.flatMap(({ Action }) => Action)).not.toEqual(expect.arrayContaining([added[0]]));
});

test.each(['AuditRole', 'ScanRole'])(
  '%s reads buckets with exactly what `byob permissions` prints',
  (role) => {
    const printed = awsPermissions(facetsOf(RULES)).Statement.map(({ Sid, Action }) => ({ Sid, Action }));
    const given = statementsOf(role).filter(({ Sid }) => READS.includes(Sid));
    expect(given.map(({ Sid, Action }) => ({ Sid, Action }))).toEqual(printed);
  },
);

test('the plan and the merge read no bucket', () => {
  for (const role of ['PlanRole', 'MergeRole']) {
    expect(statementsOf(role).filter(({ Sid }) => READS.includes(Sid))).toEqual([]);
  }
});

test('every action is named; what is not a read of settings is in this list', () => {
  const READ = /^(s3:Get(?!Object)\w+|kms:(Describe|Get|List)\w+)$/;
  const others = new Set(all.flatMap(({ Action }) => Action).filter((action) => !READ.test(action)));
  expect([...others].toSorted()).toEqual([
    'lambda:InvokeFunction',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    's3:AbortMultipartUpload',
    's3:GetObject',
    's3:ListBucket',
    's3:PutObject',
    'secretsmanager:GetSecretValue',
    'sns:Publish',
    'sqs:SendMessage',
    'ssm:GetParameter',
    'states:DescribeExecution',
    'states:RedriveExecution',
    'states:StartExecution',
    'states:StopExecution',
    'sts:AssumeRole',
  ]);
});

test('only what has no resource of its own is allowed on all', () => {
  const wide = all.filter(({ Resource }) => JSON.stringify(Resource).includes('"*"'));
  expect(new Set(wide.map(({ Sid }) => Sid))).toEqual(new Set(['ReadAccountPublicAccessBlock']));
  expect(
    all.every(({ Effect, Action }) => Effect === 'Allow' && !Action.some((one) => one.includes('*'))),
  ).toBe(true);
  // Objects are read in the fleet file and the reports alone, never in an audited bucket.
  const objects = all.filter(({ Action }) => Action.some((action) => action.endsWith('Object')));
  for (const { Resource } of objects)
    expect(JSON.stringify(Resource)).toMatch(/ReportBucket\.Arn|fleetBucket/);
});

test('no policy of others, and only its own service takes a role', () => {
  for (const { Properties } of Object.values(roles)) {
    expect(Properties.ManagedPolicyArns).toBeUndefined();
    expect(Properties.AssumeRolePolicyDocument.Statement).toHaveLength(1);
  }
});
