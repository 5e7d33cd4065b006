// What `byob permissions` prints is enough for every set of rules and no more than enough; and nothing in a scan writes.

import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { RULES } from '../../rules/index.ts';
import {
  CLOUDS,
  differencesOf,
  discoverWith,
  lostWithout,
  printedFor,
  scanWith,
  unlistedWithout,
} from './least-privilege.ts';
import type { Lost, Unlisted } from './least-privilege.ts';
import { permissionsPage } from './permissions-page.ts';

const OPTIONS = { timeout: 120_000 };

describe.each(CLOUDS)('%s', (cloud) => {
  test(
    'all rules: the scan is as complete as with all permissions, and nothing is refused',
    OPTIONS,
    async () => {
      const restricted = await scanWith(cloud, printedFor(cloud, RULES));
      expect(differencesOf(restricted, await scanWith(cloud, undefined))).toEqual([]);
      expect(restricted.calls.filter(({ status }) => status === 403 || status === 401)).toEqual([]);
      expect(
        restricted.buckets.flatMap(({ results }) => results.filter(({ kind }) => kind === 'open')),
      ).toEqual([]);
    },
  );

  test('with --discover: all is found and read, and nothing is refused', OPTIONS, async () => {
    const restricted = await discoverWith(cloud, printedFor(cloud, RULES, true));
    expect(restricted.buckets.length).toBeGreaterThan(0);
    expect(differencesOf(restricted, await discoverWith(cloud))).toEqual([]);
    expect(restricted.calls.filter(({ status }) => status === 403 || status === 401)).toEqual([]);
    expect(restricted.buckets.filter(({ isSearch }) => isSearch)).toEqual([]);
  });

  test('each rule alone: what is printed for it is enough', OPTIONS, async () => {
    for (const rule of RULES.filter(({ providers }) => providers.includes(cloud))) {
      const restricted = await scanWith(cloud, printedFor(cloud, [rule]), [rule]);
      expect(differencesOf(restricted, await scanWith(cloud, undefined, [rule]))).toEqual([]);
    }
  });
});

test(
  'each permission taken away leaves open what the page says, for want of it, and nothing else',
  OPTIONS,
  async () => {
    const lost: Lost[] = [];
    const unlisted: Unlisted[] = [];
    for (const cloud of CLOUDS) {
      lost.push(...(await lostWithout(cloud)));
      unlisted.push(...(await unlistedWithout(cloud)));
    }
    expect(
      [...lost, ...unlisted].flatMap(({ permission, problems }) =>
        problems.map((problem) => `${permission}: ${problem}`),
      ),
    ).toEqual([]);
    // Without any one of them something is missing: none is printed in vain.
    expect(lost.filter(({ facets, rules }) => facets.length === 0 && rules.length === 0)).toEqual([]);
    const added = CLOUDS.flatMap((cloud) =>
      printedFor(cloud, RULES, true).filter((one) => !printedFor(cloud, RULES).includes(one)),
    );
    expect(unlisted.map(({ permission }) => permission)).toEqual(expect.arrayContaining(added));
    const page = readFileSync(new URL('../../docs/permissions.md', import.meta.url), 'utf8');
    // Written by `node tools/proof-permissions.ts`.
    expect(page).toBe(await permissionsPage(lost, unlisted));
  },
);

describe('the operations of a scan', () => {
  const sources = (folder: string): string =>
    globSync(`src/collect/${folder}/*.ts`)
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');

  test('Amazon: each command that the code names', () => {
    const commands = new Set(
      [...sources('s3').matchAll(/\b([A-Z][A-Za-z0-9]+)Command\b/g)].map(([, name = '']) => name),
    );
    // Words of types: `ReadCommand`, and the template that allows `Get` and `List` of buckets only.
    for (const word of ['Read', 'Command']) commands.delete(word);
    expect([...commands].toSorted()).toMatchInlineSnapshot(`
      [
        "AssumeRole",
        "DescribeKey",
        "GetBucketAcl",
        "GetBucketCors",
        "GetBucketEncryption",
        "GetBucketLifecycleConfiguration",
        "GetBucketLocation",
        "GetBucketLogging",
        "GetBucketOwnershipControls",
        "GetBucketPolicy",
        "GetBucketRequestPayment",
        "GetBucketTagging",
        "GetBucketVersioning",
        "GetCallerIdentity",
        "GetKeyPolicy",
        "GetKeyRotationStatus",
        "GetObjectLockConfiguration",
        "GetPublicAccessBlock",
        "HeadBucket",
        "ListBucketIntelligentTieringConfigurations",
        "ListBuckets",
        "ListGrants",
        "ListObjectsV2",
      ]
    `);
  });

  test('Google and Azure: each call of an SDK or a service that the code names', () => {
    expect(callsOf(sources('gcs'))).toMatchInlineSnapshot(`
      [
        "POST",
        "generateAccessToken",
        "getIamPolicy",
        "getMetadata",
        "getPolicy",
        "getRequestHeaders",
        "testPermissions",
      ]
    `);
    expect(callsOf(sources('azure'))).toMatchInlineSnapshot(`
      [
        "get",
        "getById",
        "getProperties",
        "getServiceProperties",
        "list",
        "listBySubscription",
        "listForScope",
      ]
    `);
  });

  /** Calls of clients, operations of services and methods other than reads. */
  function callsOf(text: string): string[] {
    const calls = [...text.matchAll(/\b(?:client|iam|client\.\w+)\.((?!then\b)\w+)\(/g)].map(
      ([, name = '']) => name,
    );
    const paths = [...text.matchAll(/:([a-z][A-Za-z]{3,})`/g)].map(([, name = '']) => name);
    const methods = [...text.matchAll(/\b(?:PUT|POST|PATCH|DELETE)\b/g)].map(([name]) => name);
    return [...new Set([...calls, ...paths, ...methods])].toSorted();
  }
});
