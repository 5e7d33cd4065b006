// Storage addresses: the grammar, form by form, and what is recorded as wrong.

import * as fc from 'fast-check';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { bucketIdOf, parseAddress, parseFileStores } from '../../src/fleet/address.ts';
import { FleetError } from '../../src/fleet/fleet.ts';
import { cpuTime } from './cpu-time.ts';

const SA = 'wandb@acme.iam.gserviceaccount.com';

/** Address, bucketId, then what else must hold. */
const GOOD: readonly (readonly [string, string, object])[] = [
  [
    's3://acme-wandb',
    's3://acme-wandb',
    { provider: 'aws', subpath: '', address: { form: 'plain', hasCredentials: false } },
  ],
  ['S3://acme-wandb/', 's3://acme-wandb', { subpath: '', address: { scheme: 's3' } }],
  ['s3://acme/teams/omega/', 's3://acme', { subpath: 'teams/omega', declaredSubpath: 'teams/omega/' }],
  ['s3://acme//teams//omega', 's3://acme', { subpath: 'teams//omega', declaredSubpath: '/teams//omega' }],
  ['s3://acme?region=eu-west-1', 's3://acme', { address: { form: 'full', region: 'eu-west-1' } }],
  [
    's3://AK:SK@s3.eu-west-1.amazonaws.com/acme/p?region=eu-west-1',
    's3://acme',
    {
      provider: 'aws',
      subpath: 'p',
      address: {
        form: 'full',
        host: 's3.eu-west-1.amazonaws.com',
        region: 'eu-west-1',
        hasCredentials: true,
        faults: [],
      },
    },
  ],
  [
    's3://AK:SK@acme.s3.eu-west-1.amazonaws.com/p',
    's3://acme',
    { provider: 'aws', subpath: 'p', address: { bucketInHost: true } },
  ],
  [
    's3://my.acme.s3.amazonaws.com',
    's3://my.acme',
    { provider: 'aws', address: { form: 'plain', bucketInHost: true } },
  ],
  ['s3://AK:SK@s3.cn-north-1.amazonaws.com.cn/acme', 's3://acme', { provider: 'aws' }],
  [
    's3://AK:SK@minio.acme.example:9000/acme?region=us-east-1&tls=true',
    's3://minio.acme.example:9000/acme',
    {
      provider: 's3-compatible',
      endpoint: 'https://minio.acme.example:9000',
      address: { tls: true, faults: [] },
    },
  ],
  [
    's3://AK:SK@minio.acme.example/acme?region=us-east-1',
    's3://minio.acme.example/acme',
    { endpoint: 'http://minio.acme.example' },
  ],
  [
    's3://minio.acme.example:9000/acme',
    's3://minio.acme.example:9000/acme',
    { provider: 's3-compatible', address: { form: 'plain', hasCredentials: false, faults: [] } },
  ],
  [
    's3://AK:SK@127.0.0.1:9000/acme?tls=false&forcePathStyle=true',
    's3://127.0.0.1:9000/acme',
    { address: { tls: false, forcePathStyle: true } },
  ],
  [
    's3://AK:SK@cwobject.com/acme',
    'cw://acme',
    { provider: 'coreweave', address: { scheme: 's3', host: 'cwobject.com' } },
  ],
  ['cw://acme', 'cw://acme', { provider: 'coreweave', address: { form: 'plain' } }],
  [
    'cw://AK:SK@cwobject.com/acme/p?tls=true',
    'cw://acme',
    { subpath: 'p', address: { form: 'full', tls: true, faults: [] } },
  ],
  [
    'cw://acme.cwobject.com',
    'cw://acme',
    { address: { form: 'full', host: 'acme.cwobject.com', bucketInHost: true, faults: [] } },
  ],
  ['cw://AK:SK@acme.cwobject.com/p/q', 'cw://acme', { subpath: 'p/q', address: { bucketInHost: true } }],
  ['cw://cwobject.com/acme/', 'cw://acme', { subpath: '', address: { form: 'full', host: 'cwobject.com' } }],
  ['cw://AK:SK@acme.cwlota.com', 'cw://acme', { address: { host: 'acme.cwlota.com' } }],
  [
    'cw://AK:SK@object.ord1.coreweave.com/acme',
    'cw://acme',
    { address: { host: 'object.ord1.coreweave.com' } },
  ],
  ['gs://acme/p', 'gs://acme', { provider: 'gcp', subpath: 'p', address: { form: 'plain' } }],
  [
    `gs://${SA}:KEY%0A@acme`,
    'gs://acme',
    { address: { form: 'full', user: SA, hasCredentials: true, faults: [] } },
  ],
  [
    `gs://${SA.replace('@', '%40')}:KEY@acme/p`,
    'gs://acme',
    { subpath: 'p', address: { user: SA, faults: [] } },
  ],
  [
    'az://acct/box/p',
    'az://acct/box',
    { provider: 'azure', bucket: 'box', account: 'acct', subpath: 'p', address: { form: 'plain' } },
  ],
  [
    'az://:KEY%3D%3D@acct/box',
    'az://acct/box',
    { address: { form: 'full', hasCredentials: true, faults: [] } },
  ],
];

describe('what an address says', () => {
  test.each(GOOD)('%s', (text, bucketId, rest) => {
    const parsed = parseAddress(text);
    expect(bucketIdOf(parsed)).toBe(bucketId);
    expect(parsed).toMatchObject(rest);
  });

  test('credentials are percent-decoded', () => {
    const { credentials } = parseAddress('s3://A%2FK:a%2Fb%40c%3Ad+e%3F@minio.acme.example/acme');
    expect(credentials?.accessKeyId.reveal()).toBe('A/K');
    expect(credentials?.secretAccessKey.reveal()).toBe('a/b@c:d+e?');
  });
});

const S3 = '@s3.eu-west-1.amazonaws.com/acme';
/** Address, kinds of fault, text as shown. */
const FAULTY: readonly (readonly [string, readonly string[], string])[] = [
  [`s3://AK:a/b${S3}`, ['credentialsNotEncoded'], `s3://[redacted]:[redacted]${S3}`],
  [`s3://AK:a@b${S3}`, ['credentialsNotEncoded'], `s3://[redacted]:[redacted]${S3}`],
  [`s3://AK:a:b${S3}`, ['credentialsNotEncoded'], `s3://[redacted]:[redacted]${S3}`],
  [`s3://AK:a?b=c${S3}`, ['credentialsNotEncoded'], `s3://[redacted]:[redacted]${S3}`],
  [`s3://AK:a%zz${S3}`, ['credentialsNotEncoded'], `s3://[redacted]:[redacted]${S3}`],
  [`s3://AK:a+b=${S3}`, [], `s3://[redacted]:[redacted]${S3}`],
  [`s3://AK${S3}`, ['missingCredentials'], `s3://[redacted]${S3}`],
  [`s3://AK:${S3}`, ['missingCredentials'], `s3://[redacted]:${S3}`],
  [`s3://:SK${S3}`, ['missingCredentials'], `s3://:[redacted]${S3}`],
  ['s3://AK:SK@/acme', ['missingHost'], 's3://[redacted]:[redacted]@/acme'],
  ['s3://acme?region=eu-west-1?tls=true', ['secondQuestionMark'], 's3://acme?region=eu-west-1?tls=true'],
  [
    's3://acme?token=abc&region=eu-west-1',
    ['unknownParameter'],
    's3://acme?token=[redacted]&region=eu-west-1',
  ],
  ['s3://acme?tls=yes', ['unknownParameter'], 's3://acme?tls=yes'],
  [`gs://${SA}:a+b@acme`, ['credentialsNotEncoded'], `gs://${SA}:[redacted]@acme`],
  [
    `gs://${SA}:-----BEGIN PRIVATE KEY-----\nx/y=\n-----END@acme`,
    ['credentialsNotEncoded'],
    `gs://${SA}:[redacted]@acme`,
  ],
  [`gs://:KEY@acme`, ['userMissing'], 'gs://:[redacted]@acme'],
  [`gs://KEY:${SA}@acme`, ['userMissing', 'credentialsNotEncoded'], 'gs://[redacted]:[redacted]@acme'],
  [`gs://${SA}@acme`, ['missingCredentials'], `gs://${SA}@acme`],
  ['gs://acme?x=1', ['unknownParameter'], 'gs://acme?x=[redacted]'],
  ['az://user:KEY@acct/box', ['userNotAllowed'], 'az://[redacted]:[redacted]@acct/box'],
  ['az://:a+b==@acct/box', ['credentialsNotEncoded'], 'az://:[redacted]@acct/box'],
  ['az://:@acct/box', ['missingCredentials'], 'az://:@acct/box'],
];

describe('what is wrong with an address', () => {
  test.each(FAULTY)('%j', (text, kinds, shown) => {
    const { address } = parseAddress(text);
    expect(address.faults.map(({ kind }) => kind)).toEqual(kinds);
    expect(address.text).toBe(shown);
  });

  test.each([
    ['acme', /no storage address/],
    ['https://acme.s3.amazonaws.com', /unknown scheme/],
    ['s3://', /no bucket/],
    ['s3:///acme', /no bucket/],
    ['s3://AK:SK@acme', /no bucket behind the host/],
    ['s3://AK:SE/CRET/acme', /without an @/],
    ['s3://AK:SK@ho st/acme', /host/],
    ['s3://AK:SK@minio:99999/acme', /host/],
    ['cw://cwobject.com', /no bucket/],
    ['gs://', /no bucket/],
    ['gs://a:b', /without an @/],
    ['az://acct', /no container/],
    ['az:///box', /no storage account/],
    [`s3://${'a'.repeat(20_000)}`, /characters at most/],
  ])('refused: %.40s', (text, message) => {
    expect(() => parseAddress(text)).toThrow(FleetError);
    expect(() => parseAddress(text)).toThrow(message);
  });
});

describe('GORILLA_SUPPORTED_FILE_STORES', () => {
  test('commas and blanks before a scheme part the entries, those inside a secret do not', () => {
    const text = `cw://, s3://AK:a,b@s3.eu-west-1.amazonaws.com/acme/p  gs://acme-omega\naz://acct/box,`;
    expect(parseFileStores(text)).toEqual([
      { text: 'cw://', provider: 'coreweave' },
      {
        text: `s3://[redacted]:[redacted]${S3}/p`,
        provider: 'aws',
        bucket: 'acme',
        bucketId: 's3://acme',
        subpath: 'p',
      },
      {
        text: 'gs://acme-omega',
        provider: 'gcp',
        bucket: 'acme-omega',
        bucketId: 'gs://acme-omega',
        subpath: '',
      },
      { text: 'az://acct/box', provider: 'azure', bucket: 'box', bucketId: 'az://acct/box', subpath: '' },
    ]);
  });

  test('an entry that is no address is kept without its text', () => {
    const [store] = parseFileStores('s3cr3t-in-the-wrong-place');
    expect(store?.text).toMatch(/no storage address/);
    expect(inspect(store)).not.toContain('s3cr3t');
  });
});

describe('no secret leaks', { timeout: 60_000 }, () => {
  const CANARY = 'CANARY7f3';
  const noise = fc.string({ unit: fc.constantFrom(...'aZ9@:/?#%&=+ \n.-_,'.split('')), maxLength: 12 });
  const shownOf = (run: () => unknown): string => {
    try {
      const parsed = run();
      return `${JSON.stringify(parsed)} ${inspect(parsed, { depth: 9, showHidden: true })}`;
    } catch (error) {
      // Anything else is a crash, and fails the property.
      if (!(error instanceof FleetError)) throw error;
      return `${error.message} ${error.stack} ${JSON.stringify(error.problems)} ${inspect(error)}`;
    }
  };

  test.each(['s3', 'cw', 'gs', 'az'])('of %s://, whatever stands around it', (scheme) => {
    fc.assert(
      fc.property(noise, noise, noise, fc.constantFrom('', 'AK', SA), (before, after, behind, user) => {
        const place = behind.replaceAll('@', '');
        for (const host of [
          `cwobject.com/acme${place}`,
          `minio:9000/acme?tls=true&region=${place}`,
          `acct/box`,
          place,
        ]) {
          expect(
            shownOf(() => parseAddress(`${scheme}://${user}:${before}${CANARY}${after}@${host}`)),
          ).not.toContain(CANARY);
          expect(
            shownOf(() => parseAddress(`${scheme}://${before}${CANARY}${after}:${user}@${host}`)),
          ).not.toContain(CANARY);
        }
        expect(
          shownOf(() => parseAddress(`${scheme}://AK:${CANARY}${after}`.replaceAll('@', ''))),
        ).not.toContain(CANARY);
      }),
      { numRuns: 300 },
    );
  });

  test('any text is an address or a FleetError', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .tuple(fc.constantFrom('s3://', 'cw://', 'gs://', 'az://', 'S3:/'), noise, noise)
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        shownOf(() => parseAddress(text));
        parseFileStores(text);
      }),
      { numRuns: 2000 },
    );
  });

  test('parsing takes linear time', () => {
    const time = cpuTime(() => {
      for (const text of [
        `s3://${'a.s3.'.repeat(3000)}@`,
        `s3://a@${'a.'.repeat(8000)}x`,
        `s3://a${'/'.repeat(16_000)}b`,
      ]) {
        shownOf(() => parseAddress(text));
      }
    });
    expect(time).toBeLessThan(2000);
  });
});
