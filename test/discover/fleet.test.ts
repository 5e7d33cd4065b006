// The `discover` and `defaults` of a fleet file: what they are read as, what is wrong with them, what merging keeps.

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { FleetError, readFleet, withFound } from '../../src/fleet/fleet.ts';
import type { Found } from '../../src/model/search.ts';

function faults(text: string): string {
  try {
    readFleet(text, 'byob.yaml', {});
    return '';
  } catch (error) {
    if (error instanceof FleetError) return error.message.replaceAll('byob.yaml:', '');
    throw error;
  }
}

const S3 = 'buckets:\n  - address: s3://acme\n';

test.each([
  ['deployment: {}\n', '1:1: buckets is missing'],
  ['discover:\n  - name: a\n', '2:5: provider is missing'],
  ['discover:\n  - provider: gcp\n', '2:5: projects is missing: Google lists buckets by project'],
  ['discover:\n  - provider: aws\n    projects: [a]\n', '3:5: projects is not for provider aws'],
  ['discover:\n  - provider: aws\n    account: a\n', '3:5: unknown key `account`, did you mean `accounts`?'],
  [
    'discover:\n  - provider: aws\n    accounts: ["111122223333"]\n',
    '3:5: accounts are asked by a role in each: give roleArn with {account}, here or in defaults',
  ],
  [
    'discover:\n  - provider: aws\n    roleArn: arn:aws:iam::{account}:role/r\n',
    '3:5: {account} stands in roleArn: give accounts, too',
  ],
  [
    'discover:\n  - provider: aws\n    accounts: ["1"]\n    roleArn: arn:aws:iam::{account}:role/r\n',
    '3:16: entry 1 of accounts must be the 12 digits of an AWS account, quoted',
  ],
  ['discover:\n  - provider: aws\n  - provider: aws\n', '3:5: declared twice: discover aws'],
  [`${S3}    account: "111122223333"\n`, '3:5: account fills {account} of roleArn, which is not there'],
  [
    `${S3}    roleArn: arn:aws:iam::{account}:role/r\n`,
    "3:5: {account} stands in roleArn: give the bucket's account, too",
  ],
  ['buckets:\n  - address: gs://acme\n    account: "111122223333"\n', '3:5: account belongs to s3:// only'],
])('%j', (text, told) => {
  // Places of keys and values differ; the line and the words count here.
  const plain = (lines: string): string => lines.replace(/^(\d+):\d+: /gm, '$1: ');
  expect(plain(faults(text))).toBe(plain(told));
});

test('defaults reach the buckets that say their account, and no other store', () => {
  const text = `defaults:
  roleArn: arn:aws:iam::{account}:role/byob-reader
  externalId: acme
  impersonateServiceAccount: byob@{project}.iam.gserviceaccount.com
buckets:
  - address: s3://one
    account: '111122223333'
  - address: s3://two
  - address: s3://three
    roleArn: arn:aws:iam::444455556666:role/own
  - address: s3://four
    profile: p
  - address: cw://five
  - address: gs://six
    project: acme
  - address: gs://seven
`;
  const { entries } = readFleet(text, 'byob.yaml', {});
  expect(entries.map(({ access }) => access)).toEqual([
    { roleArn: 'arn:aws:iam::111122223333:role/byob-reader', externalId: 'acme' },
    {},
    { roleArn: 'arn:aws:iam::444455556666:role/own' },
    { profile: 'p' },
    {},
    { impersonateServiceAccount: 'byob@acme.iam.gserviceaccount.com' },
    {},
  ]);
});

const NAMES = fc.oneof(
  fc.constantFrom(
    'acme',
    'acme-omega',
    'a/b',
    'key:secret@host/x',
    '../x',
    'x?y=1',
    'a\nb',
    '',
    '<script>',
    '${ENV}',
  ),
  fc.string({ maxLength: 40, unit: 'binary' }),
  fc.stringMatching(/^[a-z0-9.-]{3,20}$/),
);

test('whatever is found: nothing twice, declared targets as they were, a strange name is told and never an address', () => {
  const text = `${S3}  - address: s3://acme/teams/omega
    level: team
    team: omega
discover:
  - provider: aws
  - provider: aws
    name: '*'
`;
  const declared = readFleet(text, 'byob.yaml', {});
  fc.assert(
    fc.property(fc.array(NAMES), fc.array(NAMES), (first, second) => {
      const found = (names: readonly string[]): Found[] => names.map((name) => ({ name }));
      const listings = [
        { searchId: 'discover aws', buckets: found(first), failures: [] },
        { searchId: 'discover aws *', buckets: found(second), failures: [] },
      ];
      const { entries, declaredIds } = withFound(declared, listings);
      const targets = entries.map(({ target }) => target);
      expect(targets.slice(0, 2)).toEqual(declared.entries.map(({ target }) => target));
      expect(new Set(declaredIds).size).toBe(declaredIds.length);
      const added = targets.filter(({ discovered }) => discovered === true);
      expect(new Set(['s3://acme', ...added.map(({ bucketId }) => bucketId)]).size).toBe(added.length + 1);
      for (const { bucket, subpath, provider, address } of added) {
        expect([first.includes(bucket) || second.includes(bucket), subpath, provider]).toEqual([
          true,
          '',
          'aws',
        ]);
        expect(address).toMatchObject({ form: 'plain', text: `s3://${bucket}`, hasCredentials: false });
      }
      const strange = [first, second].filter((names) =>
        names.some((name) => !/^[A-Za-z0-9][\w.-]*$/.test(name)),
      );
      expect(targets.filter(({ search }) => search !== undefined)).toHaveLength(strange.length);
    }),
  );
});
