// Whatever goes wrong with one call to Google, its bucket says so with the right cause, and no other bucket is touched.

import { describe, expect, test } from 'vitest';
import type { GoogleFault } from '../../src/sandbox/gcs-world.ts';
import { readGoogle } from './google-over-the-wire.ts';

const TWO = '  - address: gs://acme\n  - address: gs://beta\n    level: team\n    team: b\n';

describe('one call fails, the rest is read', () => {
  test.each<[GoogleFault['kind'], object]>([
    ['denied', { status: 'unreadable', cause: 'denied', permission: 'storage.buckets.get' }],
    ['expired', { status: 'unreadable', cause: 'credentials', detail: expect.stringContaining('401') }],
    ['backendError', { status: 'unreadable', cause: 'unreachable', detail: 'the service fails (500)' }],
    ['hang', { status: 'unreadable', cause: 'unreachable', detail: 'no answer in time (--timeout)' }],
    ['reset', { status: 'unreadable', cause: 'unreachable' }],
    ['truncate', { status: 'unreadable', cause: 'malformed' }],
    ['html', { status: 'unreadable', cause: 'malformed' }],
    ['otherDocument', { status: 'unreadable', cause: 'malformed' }],
    [
      { status: 200, body: 'null' },
      { status: 'unreadable', cause: 'malformed' },
    ],
    [
      { status: 200, body: { kind: 'storage#bucket', cors: 'x' } },
      { status: 'unreadable', cause: 'malformed' },
    ],
    [{ status: 404, body: 'page not found' }, { status: 'unsupported' }],
    [{ status: 501, body: 'not here' }, { status: 'unsupported' }],
  ])('%j', async (kind, expected) => {
    const { all } = await readGoogle(
      {
        buckets: [{ name: 'acme' }, { name: 'beta' }],
        faults: [{ operation: 'storage.buckets.get', bucket: 'acme', kind }],
      },
      { facets: ['cors', 'iam'], buckets: TWO, timeoutMs: kind === 'hang' ? 300 : 5000 },
    );
    expect(all['acme']?.cors).toMatchObject(expected);
    expect(all['acme']?.iam?.status).toBe('known');
    expect(all['beta']?.cors?.status).toBe('known');
  });

  test('a policy that is another document is no policy', async () => {
    const { first } = await readGoogle(
      { faults: [{ operation: 'storage.buckets.getIamPolicy', kind: 'otherDocument' }] },
      { facets: ['iam', 'cors'] },
    );
    expect(first.iam).toMatchObject({ status: 'unreadable', cause: 'malformed' });
    expect(first.cors?.status).toBe('known');
  });

  test('a denied policy names its permission', async () => {
    const { first } = await readGoogle(
      { granted: ['storage.buckets.get'] },
      { facets: ['iam', 'projectIam', 'cors'] },
    );
    expect(first.iam).toMatchObject({ cause: 'denied', permission: 'storage.buckets.getIamPolicy' });
    expect(first.projectIam).toMatchObject({
      cause: 'denied',
      permission: 'resourcemanager.projects.getIamPolicy',
      call: 'cloudresourcemanager.projects.getIamPolicy',
    });
    expect(first.cors?.status).toBe('known');
  });

  test("without the bucket's document its project is not known, its policy may be", async () => {
    const { first } = await readGoogle(
      { granted: ['storage.buckets.getIamPolicy'] },
      { facets: ['iam', 'projectIam'] },
    );
    expect(first.iam?.status).toBe('known');
    expect(first.projectIam).toMatchObject({ cause: 'denied', permission: 'storage.buckets.get' });
  });
});

test('a bucket that does not exist is absent', async () => {
  const { first } = await readGoogle({}, { buckets: '  - address: gs://never-made\n' });
  for (const reading of Object.values(first))
    expect(reading).toMatchObject({
      status: 'unreadable',
      cause: 'absent',
      detail: 'the bucket does not exist',
    });
});

describe('too many calls', () => {
  test.each(['rateLimit', 'unavailable', 'backendError'] as const)(
    '%s passes after a while',
    async (kind) => {
      const { first, calls } = await readGoogle(
        { faults: [{ operation: 'storage.buckets.get', kind, times: 2 }] },
        { facets: ['cors'] },
      );
      expect(first.cors?.status).toBe('known');
      expect(calls).toHaveLength(3);
    },
  );

  test('Retry-After is waited for', async () => {
    const start = performance.now();
    const { first } = await readGoogle(
      { faults: [{ operation: 'storage.buckets.get', kind: 'rateLimit', times: 1, retryAfter: 1 }] },
      { facets: ['cors'] },
    );
    expect(first.cors?.status).toBe('known');
    expect(performance.now() - start).toBeGreaterThan(990);
  });

  test('one that does not pass is throttled', async () => {
    const kind = {
      status: 403,
      body: { error: { code: 403, message: 'Quota', errors: [{ reason: 'userRateLimitExceeded' }] } },
    };
    const { first } = await readGoogle(
      {
        faults: [{ operation: 'storage.buckets.get', kind: { ...kind, headers: { 'retry-after': '301' } } }],
      },
      { facets: ['cors'] },
    );
    expect(first.cors).toMatchObject({ cause: 'throttled' });
  });
});

describe('refusals that no permission would change', () => {
  const refusal = (status: number, reason: string, message: string): GoogleFault['kind'] => ({
    status,
    body: { error: { code: status, message, errors: [{ message, domain: 'global', reason }] } },
  });
  test.each<[string, GoogleFault['kind'], RegExp]>([
    ['no billing', refusal(403, 'accountDisabled', 'absent billing account'), /billing account/],
    [
      'VPC Service Controls',
      refusal(
        403,
        'forbidden',
        "Request is prohibited by organization's policy. vpcServiceControlsUniqueIdentifier: x",
      ),
      /VPC Service Controls/,
    ],
    ['an API that is off', refusal(403, 'accessNotConfigured', 'API has not been used'), /not enabled/],
    [
      'an API that is off, in the newer form',
      {
        status: 403,
        body: {
          error: {
            code: 403,
            message: 'off',
            status: 'PERMISSION_DENIED',
            details: [{ reason: 'SERVICE_DISABLED' }],
          },
        },
      },
      /not enabled/,
    ],
    ['scopes', refusal(403, 'insufficientPermissions', 'Insufficient Permission'), /scope/],
    [
      'requester pays',
      refusal(400, 'required', 'Bucket is a requester pays bucket but no user project provided.'),
      /requesters pay/,
    ],
  ])('%s', async (_, kind, detail) => {
    const { first } = await readGoogle(
      { faults: [{ operation: 'storage.buckets.get', kind }] },
      { facets: ['cors'] },
    );
    expect(first.cors).toMatchObject({ cause: 'denied', detail: expect.stringMatching(detail) });
    expect(first.cors).not.toHaveProperty('permission');
  });

  test('the refusal to a caller who does not pay tells who does', async () => {
    const kind = refusal(400, 'required', 'Bucket is a requester pays bucket but no user project provided.');
    const { first } = await readGoogle({ faults: [{ kind }] }, { facets: ['cors', 'requestPayment'] });
    expect(first.requestPayment).toMatchObject({ status: 'known', value: { payer: 'Requester' } });
    expect(first.cors).toMatchObject({ cause: 'denied' });
  });
});

test('an interrupted run says so', async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 100);
  const { first } = await readGoogle(
    { faults: [{ kind: 'hang' }] },
    { facets: ['cors', 'iam'], signal: controller.signal },
  );
  expect(first.cors).toMatchObject({ cause: 'interrupted' });
  expect(first.iam).toMatchObject({ cause: 'interrupted' });
});

test('a dead endpoint costs one attempt for all buckets', async () => {
  const { all } = await readGoogle(
    {},
    { facets: ['cors', 'iam'], buckets: TWO, env: () => ({ STORAGE_EMULATOR_HOST: 'http://127.0.0.1:9' }) },
  );
  for (const readings of Object.values(all))
    expect(readings.cors).toMatchObject({
      cause: 'unreachable',
      detail: expect.stringMatching(/ECONNREFUSED/),
    });
});
