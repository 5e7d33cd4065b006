// Buckets of AWS accounts, found over the wire by name and tag.

import { expect, test } from 'vitest';
import type { SandboxWorld } from '../../src/sandbox/sandbox.ts';
import { discoverIn } from './over-the-wire.ts';

const WORLD: SandboxWorld = {
  buckets: [
    { name: 'acme-wandb', tags: { wandb: 'yes', team: 'omega' } },
    { name: 'acme-wandb-eu', region: 'eu-west-1', tags: { wandb: 'yes' } },
    { name: 'acme-wandb-plain' },
    { name: 'acme-logs', tags: { wandb: 'yes' } },
    { name: 'other-wandb', account: '444455556666', tags: { wandb: 'no' } },
  ],
};

test('by name: what is declared is not doubled, and nobody asks for tags', async () => {
  const { fleet, found, failed, calls } = await discoverIn(
    WORLD,
    'buckets:\n  - address: s3://acme-wandb\ndiscover:\n  - provider: aws\n    name: "acme-wandb*"\n',
  );
  expect(failed).toEqual([]);
  expect(found).toEqual(['s3://acme-wandb-eu', 's3://acme-wandb-plain']);
  expect(calls).toEqual(['ListBuckets']);
  expect(fleet.entries.map(({ target: { location } }) => location.line)).toEqual([2, 4, 4]);
  expect(fleet.declaredIds).toEqual(['s3://acme-wandb', ...found]);
});

test('by tag: asked only of buckets whose name is wanted, in their own region', async () => {
  const { found, failed, calls } = await discoverIn(
    WORLD,
    'discover:\n  - provider: aws\n    name: [acme-wandb*, nothing]\n    tags: { wandb: "y*" }\n',
  );
  expect(failed).toEqual([]);
  expect(found).toEqual(['s3://acme-wandb', 's3://acme-wandb-eu']);
  expect(calls.toSorted()).toEqual([
    'GetBucketTagging acme-wandb',
    'GetBucketTagging acme-wandb-eu',
    'GetBucketTagging acme-wandb-plain',
    'ListBuckets',
  ]);
});

test('one role name in every account: what is found is read as that role, too', async () => {
  const { fleet, found, sandbox } = await discoverIn(
    WORLD,
    `defaults:
  roleArn: arn:aws:iam::{account}:role/byob-reader
  externalId: acme
discover:
  - provider: aws
    accounts: ['111122223333', '444455556666']
    name: '*wandb'
`,
  );
  expect(found).toEqual(['s3://acme-wandb', 's3://other-wandb']);
  expect(fleet.entries.map(({ access }) => access)).toEqual([
    { roleArn: 'arn:aws:iam::111122223333:role/byob-reader', externalId: 'acme' },
    { roleArn: 'arn:aws:iam::444455556666:role/byob-reader', externalId: 'acme' },
  ]);
  expect(sandbox.calls.filter(({ operation }) => operation === 'AssumeRole')).toHaveLength(2);
});

test('a list that is refused is told with the permission; the other account is searched all the same', async () => {
  const faults = [{ operation: 'ListBuckets', kind: 'denied', times: 1 }] as const;
  const { fleet, found, failed } = await discoverIn({ ...WORLD, faults }, 'discover:\n  - provider: aws\n');
  expect(found).toEqual([]);
  expect(failed).toEqual(['s3:ListBuckets denied s3:ListAllMyBuckets: access denied']);
  expect(fleet.entries.map(({ target }) => target.id)).toEqual(['discover aws']);
  expect(fleet.entries[0]?.target.location).toMatchObject({ file: 'byob.yaml', line: 2 });
});

test('tags that may not be read leave the bucket undecided, which is told', async () => {
  const faults = [{ operation: 'GetBucketTagging', bucket: 'acme-logs', kind: 'denied' }] as const;
  const { found, failed } = await discoverIn(
    { ...WORLD, faults },
    'discover:\n  - provider: aws\n    tags: { wandb: "yes" }\n',
  );
  expect(found).toEqual(['s3://acme-wandb', 's3://acme-wandb-eu']);
  expect(failed).toEqual([
    's3:GetBucketTagging denied s3:GetBucketTagging: access denied: tags of acme-logs',
  ]);
});

test.each([
  ['slowDown', 'throttled'],
  ['wrongDocument', 'unreachable'],
  ['html', 'malformed'],
  ['truncate', 'unreachable'],
  ['expired', 'credentials'],
  ['internalError', 'unreachable'],
  ['hang', 'unreachable'],
  ['notImplemented', 'unreachable'],
] as const)('%s is %s, never an empty account', async (kind, cause) => {
  const faults = [{ operation: 'ListBuckets', kind }];
  const { failed } = await discoverIn({ ...WORLD, faults }, 'discover:\n  - provider: aws\n', {
    timeoutMs: 300,
  });
  expect(failed).toHaveLength(1);
  expect(failed[0]).toMatch(new RegExp(`^s3:ListBuckets ${cause} `));
});

test('an aborted run says that it was interrupted', async () => {
  const { failed } = await discoverIn(WORLD, 'discover:\n  - provider: aws\n', {
    signal: AbortSignal.abort(),
  });
  expect(failed).toEqual(['s3:ListBuckets interrupted -: the run was interrupted before this was read']);
});

test('10,000 buckets come in pages, and only those that are wanted are kept', async () => {
  const buckets = Array.from({ length: 10_000 }, (_, index) => ({ name: `acme-${index}` }));
  const { found, calls, listings } = await discoverIn(
    { buckets },
    'discover:\n  - provider: aws\n    name: "*-77?*"\n',
  );
  expect(found).toEqual([]);
  expect(calls).toHaveLength(10);
  expect(JSON.stringify(listings).length).toBeLessThan(200);
});
