// Fleet files that are refused: every fault in one line, at its place, without a secret.

import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { FleetError, readFleet } from '../../src/fleet/fleet.ts';
import { cpuTime } from './cpu-time.ts';

function problemsOf(text: string, env: Record<string, string> = {}): string[] {
  try {
    readFleet(text, 'byob.yaml', env);
  } catch (error) {
    if (!(error instanceof FleetError)) throw error;
    expect(`${error.message} ${inspect(error, { depth: 9 })}`).not.toContain('CANARY');
    return error.problems.map(({ line, column, message }) => `${line}:${column}: ${message}`);
  }
  throw new Error('the file was accepted');
}

const bucket = (more: string): string => `buckets:\n  - address: s3://acme\n    ${more}\n`;

/** Name, file, lines (a prefix of each). */
const BAD: readonly (readonly [string, string, readonly string[]])[] = [
  ['nothing', '', ['1:1: the file must be a mapping']],
  ['a list', '- a\n', ['1:1: the file must be a mapping']],
  ['no buckets', 'deployment: {}\n', ['1:1: buckets is missing']],
  ['empty buckets', 'buckets: []\n', ['1:10: buckets is empty: declare at least one']],
  ['buckets is a mapping', 'buckets: {a: 1}\n', ['1:10: buckets must be a list']],
  ['a bucket is a text', 'buckets:\n  - s3://acme\n', ['2:5: entry 1 of buckets must be a mapping']],
  ['no address', 'buckets:\n  - level: team\n', ['2:5: address is missing']],
  ['unknown key', bucket('levl: team'), ['3:5: unknown key `levl`, did you mean `level`?']],
  [
    'unknown key in another style',
    bucket('kms_key: x'),
    ['3:5: unknown key `kms_key`, did you mean `kmsKey`?'],
  ],
  ['unknown key without a likeness', bucket('colour: red'), ['3:5: unknown key `colour`']],
  [
    'unknown key at the top',
    'bucket: []\nbuckets: [{address: s3://a}]',
    ['1:1: unknown key `bucket`, did you mean `buckets`?'],
  ],
  [
    'waivers with a typo',
    'buckets: [{address: s3://a}]\nwaiver: []',
    ['2:1: unknown key `waiver`, did you mean `waivers`?'],
  ],
  [
    'unknown key of the deployment',
    `deployment: {orign: "https://a.example"}\n${bucket('level: team')}`,
    ['1:14: unknown key `orign`, did you mean `origin`?'],
  ],
  [
    'a value as a key',
    'buckets: [{"s3://AK:CANARY@h/b"}]',
    ['1:11: address is missing', '1:12: unknown key'],
  ],
  ['enum with a typo', bucket('level: taem'), ['3:12: level must be instance or team, did you mean `team`?']],
  ['enum without', bucket('level: 3'), ['3:12: level must be instance or team']],
  [
    'deployment type',
    `deployment: {type: dedicatd}\n${bucket('level: team')}`,
    ['1:20: type must be dedicated, multi-tenant or self-managed, did you mean `dedicated`?'],
  ],
  [
    'a number for a text',
    `deployment: {serverVersion: 0.73}\n${bucket('level: team')}`,
    ['1:29: serverVersion must be a text (quote it)'],
  ],
  ['nothing for a text', bucket('team:'), ['3:10: team must be a text (quote it)']],
  ['an empty text', bucket('team: ""'), ['3:11: team is empty']],
  [
    'fileStores of numbers',
    `deployment: {fileStores: [1]}\n${bucket('level: team')}`,
    ['1:26: fileStores must be a text or a list of texts'],
  ],
  [
    'origin with a path',
    `deployment: {origin: "https://a.example/x"}\n${bucket('level: team')}`,
    ['1:22: origin must be scheme, host and port only'],
  ],
  ['endpoint without a scheme', bucket('endpoint: minio:9000'), ['3:15: endpoint must be a URL']],
  [
    'endpoint on gs://',
    'buckets: [{address: gs://a, endpoint: "https://x.example"}]',
    ['1:39: endpoint belongs to s3:// only'],
  ],
  [
    'a team at instance level',
    bucket('{level: instance, team: x}'.slice(1, -1).replace(', ', '\n    ')),
    ['4:11: team is for level team only'],
  ],
  ['no address at all', 'buckets: [{address: acme}]', ['1:21: no storage address']],
  ['an address without a bucket', 'buckets: [{address: "s3://"}]', ['1:21: no bucket']],
  [
    'half of the credentials',
    bucket('credentials: {accessKeyId: "${A}"}'),
    ['3:18: secretAccessKey is missing'],
  ],
  [
    'a literal secret',
    bucket('credentials: {accessKeyId: "${A}", secretAccessKey: CANARY}'),
    ['3:57: a secret stands in this file'],
  ],
  [
    'half a literal secret',
    bucket('credentials: {accessKeyId: "${A}", secretAccessKey: "CANARY${A}"}'),
    ['3:57: a secret stands in this file'],
  ],
  [
    'a literal secret in an address',
    'buckets: [{address: "s3://AK:CANARY@minio:9000/a"}]',
    ['1:21: a secret stands in this file: put it into the environment and write ${NAME} here'],
  ],
  [
    'a literal beside a variable',
    'buckets: [{address: "s3://${A}:CANARY@minio:9000/a"}]',
    ['1:21: a secret stands in this file'],
  ],
  [
    'a literal token',
    'buckets: [{address: "s3://CANARY@minio:9000/a"}]',
    ['1:21: a secret stands in this file'],
  ],
  [
    'a literal with slashes',
    'buckets: [{address: "s3://AK:CAN/CANARY/x@minio:9000/a"}]',
    ['1:21: a secret stands in this file'],
  ],
  [
    'a literal Azure key',
    'buckets: [{address: "az://:CANARY@acct/box"}]',
    ['1:21: a secret stands in this file'],
  ],
  [
    'a literal in fileStores',
    `deployment: {fileStores: ["cw://", "gs://a@b.iam.gserviceaccount.com:CANARY@b"]}\n${bucket('level: team')}`,
    ['1:36: a secret stands in this file'],
  ],
  [
    'a literal in fileStores as text',
    `deployment: {fileStores: "cw://,az://:CANARY@a/b"}\n${bucket('level: team')}`,
    ['1:26: a secret stands in this file'],
  ],
  ['unset variable', bucket('team: ${NOT_SET}'), ['3:11: ${NOT_SET} is not set in the environment']],
  [
    'unset variable in an enum',
    bucket('level: ${NOT_SET}'),
    ['3:12: ${NOT_SET} is not set in the environment'],
  ],
  [
    'unset variable as an address',
    'buckets: [{address: "${NOT_SET}"}]',
    ['1:21: ${NOT_SET} is not set in the environment'],
  ],
  ['a name inherited by every object', bucket('team: ${constructor}'), ['3:11: ${constructor} is not set']],
  ['no variable name', bucket('team: ${CANARY-x}'), ['3:11: write a variable of the environment as ${NAME}']],
  ['an open brace', bucket('team: ${A'), ['3:11: write a variable of the environment as ${NAME}']],
  [
    'the same target twice',
    'buckets:\n  - address: s3://a/p/\n  - {address: s3://a, path: p}\n',
    ['3:15: declared twice: s3://a/p stands in line 2, too'],
  ],
  ['a key twice', bucket('address: s3://b'), ['3:5: Map keys must be unique']],
  [
    'merge keys',
    'buckets:\n  - &a {address: s3://a}\n  - {<<: *a, address: s3://b}\n',
    ['3:6: merge keys (<<) are not read'],
  ],
  ['an alias without anchor', 'buckets: [*a]\n', ['1:11: this alias has no anchor before it']],
  ['an unknown tag', 'buckets: [{address: !CANARY x}]', ['1:21: tags (!name) are not read']],
  [
    'two documents',
    'buckets: [{address: s3://a}]\n---\nbuckets: []\n',
    ['2:1: Source contains multiple documents'],
  ],
  ['no YAML', 'buckets: [{a b: c, }', ['1:21: ']],
];

describe('refused with one line a fault', () => {
  test.each(BAD)('%s', (_, text, lines) => {
    const found = problemsOf(text, { A: 'CANARY-env' });
    expect(found).toHaveLength(lines.length);
    lines.forEach((line, i) => expect(found[i]).toContain(line));
    for (const message of found) expect(message).not.toContain('\n');
  });
});

test('all faults at once, in the order of the file', () => {
  const text = `deployment:
  type: dedicatd
  origin: acme
buckets:
  - adress: s3://acme
    level: instance
  - address: s3://AK:CANARY@minio.acme.example:9000/x
    level: taem
  - address: nothing
    path: 3
  - address: gs://acme
    team: \${NOT_SET}
  - address: gs://acme/x
  - address: gs://acme/x
surprise: 1
`;
  const found = problemsOf(text);
  expect(found.map((line) => line.slice(0, 26))).toEqual([
    '2:9: type must be dedicate',
    '3:11: origin must be schem',
    '5:5: address is missing',
    '5:5: unknown key `adress`,',
    '7:14: a secret stands in t',
    '8:12: level must be instan',
    '9:14: no storage address: ',
    '10:11: path must be a text',
    '12:11: ${NOT_SET} is not s',
    '14:14: declared twice: gs:',
    '15:1: unknown key `surpris',
  ]);
});

test('the message is file:line:column, one line a problem', () => {
  expect(() => readFleet(bucket('levl: team\n    level: x'), 'a/byob.yaml', {})).toThrow(
    'a/byob.yaml:3:5: unknown key `levl`, did you mean `level`?\na/byob.yaml:4:12: level must be instance or team',
  );
});

describe('files that attack', { timeout: 60_000 }, () => {
  const quickly = (text: string, message: RegExp): void => {
    const time = cpuTime(() => expect(problemsOf(text)[0]).toMatch(message));
    expect(time).toBeLessThan(6000);
  };

  test('10 MB', () => {
    quickly(`buckets:\n${'  - address: s3://acme-wandb\n'.repeat(360_000)}`, /1:1: larger than 1 MiB/);
  });

  test('a bomb of aliases', () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) =>
        `x${i}: &x${i} [${Array(10)
          .fill(i === 0 ? 'x' : `*x${i - 1}`)
          .join(', ')}]`,
    );
    quickly(`${levels.join('\n')}\nbuckets: *x11\n`, /aliases expand to too much/);
  });

  test('very many aliases', () => {
    quickly(`a: &a x\nbuckets: [${'*a,'.repeat(2001)}]\n`, /1:1: more than 2000 aliases/);
  });

  test('a list in itself', () => {
    quickly('buckets: &a [*a]\n', /./);
  });

  test('nesting', () => {
    quickly(`buckets: ${'['.repeat(100_000)}`, /./);
    quickly(`buckets: ${'{a: '.repeat(20_000)}`, /./);
  });

  test('a thousand aliases without anchors', () => {
    quickly(`buckets: [${Array(1000).fill('*a').join(', ')}]`, /no anchor/);
  });
});
