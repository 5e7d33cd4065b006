// Regions: settled by a bucket's first call, followed once, and looked up where the location is denied.

import { expect, test } from 'vitest';
import { readFrom } from './over-the-wire.ts';

const BUCKETS = [{ name: 'acme', region: 'eu-west-1' }];
const FACETS = ['location', 'cors', 'policy', 'versioning'] as const;

test('the location settles the region: no other call is redirected', async () => {
  const { first, sandbox } = await readFrom({ buckets: BUCKETS }, { facets: FACETS });
  expect(first.location).toMatchObject({ value: { region: 'eu-west-1' } });
  expect(sandbox.calls.map(({ region }) => region)).toEqual([
    'us-east-1',
    'eu-west-1',
    'eu-west-1',
    'eu-west-1',
  ]);
});

test('EU is eu-west-1', async () => {
  const { first } = await readFrom({ buckets: [{ name: 'acme', region: 'EU' }] }, { facets: FACETS });
  expect(first.location).toMatchObject({ value: { region: 'eu-west-1' } });
  expect(first.cors?.status).toBe('known');
});

test('no location constraint is us-east-1, whatever region the environment has', async () => {
  const { first } = await readFrom(
    { buckets: [{ name: 'acme' }] },
    { facets: FACETS, env: { AWS_REGION: 'ap-south-1' } },
  );
  expect(first.location).toMatchObject({ value: { region: 'us-east-1' } });
  expect(first.cors?.status).toBe('known');
});

test.each(['us-east-1', 'ap-south-1'])(
  'where the location is denied, a HEAD tells the region once (from %s)',
  async (region) => {
    const { first, sandbox, calls } = await readFrom(
      { buckets: BUCKETS, faults: [{ operation: 'GetBucketLocation', kind: 'denied' }] },
      { facets: FACETS, env: { AWS_REGION: region } },
    );
    expect(first.location).toMatchObject({ cause: 'denied', permission: 's3:GetBucketLocation' });
    for (const facet of ['cors', 'policy', 'versioning'] as const) expect(first[facet]?.status).toBe('known');
    // The HEAD itself may be redirected; the others are not.
    const reads = sandbox.calls.filter(({ operation }) => !/HeadBucket|Location/.test(operation));
    expect(reads.map((call) => call.region)).toEqual(['eu-west-1', 'eu-west-1', 'eu-west-1']);
    expect(calls.filter((call) => call.startsWith('HeadBucket')).length).toBeLessThanOrEqual(2);
  },
);

test('a redirect without end ends', async () => {
  const { first, calls } = await readFrom(
    { buckets: BUCKETS, faults: [{ operation: 'GetBucketCors', kind: 'redirect' }] },
    { facets: ['cors', 'policy'] },
  );
  expect(first.cors).toMatchObject({ cause: 'unreachable', detail: expect.stringMatching(/redirects/) });
  expect(first.policy?.status).toBe('known');
  expect(calls.filter((call) => call.startsWith('GetBucketCors'))).toHaveLength(2);
});

test("Amazon's 405 is a refusal, another store's a missing feature", async () => {
  const { readingOf } = await import('../../src/collect/s3/errors.ts');
  const error = Object.assign(new Error('x'), {
    name: 'MethodNotAllowed',
    $metadata: { httpStatusCode: 405 },
  });
  const call = { call: 's3:GetBucketPolicy', permission: 's3:GetBucketPolicy' };
  expect(readingOf(error, call, true)).toMatchObject({ cause: 'denied', permission: 's3:GetBucketPolicy' });
  expect(readingOf(error, call)).toMatchObject({ status: 'unsupported' });
});
