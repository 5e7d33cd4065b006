// The scripted faults, each as the real client meets it.

import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { GetBucketCorsCommand, GetBucketVersioningCommand, HeadBucketCommand } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import type { Fault, SandboxBucket } from '../../src/sandbox/sandbox.ts';
import { BUCKET, errorOf, KEY_ARN, kmsAt, REGION, s3At, sandboxOf, stsAt, unverified } from './at.ts';

const Bucket = BUCKET.name;
const RULE = { AllowedMethods: ['GET'], AllowedOrigins: ['https://acme.wandb.io'] };
const CORS: SandboxBucket = { ...BUCKET, cors: { CORSRules: [RULE] } };
const operation = 'GetBucketCors';
const buckets = [CORS, { ...CORS, name: 'acme-other' }];

/** What a client gets without any SDK in between. */
async function raw(faults: readonly Fault[]): Promise<Response> {
  const { url } = await sandboxOf({ buckets, faults });
  return fetch(`${url}/${Bucket}?cors`, {
    headers: { authorization: unverified('s3') },
    signal: AbortSignal.timeout(2000),
  });
}

describe("an error in the service's own words", () => {
  test.each([
    ['denied', 'AccessDenied', 'AccessDeniedException', 'AccessDenied'],
    ['slowDown', 'SlowDown', 'ThrottlingException', 'Throttling'],
    ['internalError', 'InternalError', 'KMSInternalException', 'InternalFailure'],
    ['expired', 'ExpiredToken', 'ExpiredTokenException', 'ExpiredToken'],
    ['clockSkew', 'RequestTimeTooSkewed', 'InvalidSignatureException', 'SignatureDoesNotMatch'],
    ['notImplemented', 'NotImplemented', 'UnknownOperationException', 'InvalidAction'],
  ] as const)('%s', async (kind, s3Name, kmsName, stsName) => {
    const sandbox = await sandboxOf({ buckets, faults: [{ kind }] });
    const [s3, kms, sts] = [s3At(sandbox), kmsAt(sandbox), stsAt(sandbox)];
    expect((await errorOf(s3.send(new GetBucketCorsCommand({ Bucket })))).name).toBe(s3Name);
    expect((await errorOf(kms.send(new DescribeKeyCommand({ KeyId: KEY_ARN })))).name).toBe(kmsName);
    expect((await errorOf(sts.send(new GetCallerIdentityCommand({})))).name).toBe(stsName);
  });

  test('KMS spells the message of a missing permission with a capital', async () => {
    const { url } = await sandboxOf({ faults: [{ kind: 'denied' }] });
    const headers = { 'x-amz-target': 'TrentService.DescribeKey', authorization: unverified('kms') };
    const response = await fetch(url, { method: 'POST', headers, body: '{}' });
    expect(Object.keys((await response.json()) as object)).toEqual(['__type', 'Message']);
  });

  test('a refused HEAD has no body and tells the region', async () => {
    const client = s3At(await sandboxOf({ faults: [{ operation: 'HeadBucket', kind: 'denied' }] }));
    const error = await errorOf(client.send(new HeadBucketCommand({ Bucket })));
    expect(error.$metadata?.httpStatusCode).toBe(403);
    expect(error.$response?.headers['x-amz-bucket-region']).toBe(REGION);
  });
});

test('a fault strikes its bucket and operation only, as often as it says', async () => {
  const faults: Fault[] = [{ bucket: Bucket, operation, kind: 'slowDown', times: 2 }];
  const sandbox = await sandboxOf({ buckets, faults });
  const client = s3At(sandbox);
  await client.send(new GetBucketCorsCommand({ Bucket: 'acme-other' }));
  await client.send(new GetBucketVersioningCommand({ Bucket }));
  await errorOf(client.send(new GetBucketCorsCommand({ Bucket })));
  await errorOf(client.send(new GetBucketCorsCommand({ Bucket })));
  await client.send(new GetBucketCorsCommand({ Bucket }));
  expect(sandbox.calls.map(({ status }) => status)).toEqual([200, 200, 503, 503, 200]);
});

test('a redirect leads elsewhere; followed, it leads elsewhere again', async () => {
  const sandbox = await sandboxOf({ buckets, faults: [{ operation, kind: 'redirect' }] });
  const regions: (string | undefined)[] = [REGION];
  for (let hop = 0; hop < 3; hop++) {
    const client = s3At(sandbox, { region: regions.at(-1) ?? REGION });
    const error = await errorOf(client.send(new GetBucketCorsCommand({ Bucket })));
    expect(error.$metadata?.httpStatusCode).toBe(301);
    regions.push(error.$response?.headers['x-amz-bucket-region']);
  }
  expect(regions).toEqual([REGION, 'eu-north-1', 'ap-south-1', 'eu-north-1']);
});

test('pages and documents that were not asked for', async () => {
  const page = await raw([{ operation, kind: 'html' }]);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html']);
  const gateway = await raw([{ operation, kind: 'html', status: 502 }]);
  expect([gateway.status, await gateway.text()]).toEqual([502, expect.stringContaining('Bad Gateway')]);
  const listing = await raw([{ operation, kind: 'wrongDocument' }]);
  expect([listing.status, await listing.text()]).toEqual([200, expect.stringContaining('<ListBucketResult')]);
});

test('half of the true body, then the end', async () => {
  const whole = await (await raw([])).text();
  const response = await raw([{ operation, kind: 'truncate' }]);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-length')).toBe(String(whole.length));
  const got: Uint8Array[] = [];
  const reading = (async () => {
    for await (const chunk of response.body ?? []) got.push(chunk as Uint8Array);
  })();
  await expect(reading).rejects.toThrow('terminated');
  expect(Buffer.concat(got).toString()).toBe(whole.slice(0, Math.floor(whole.length / 2)));
});

test('a socket that is reset, and one that hangs until the sandbox closes', async () => {
  await expect(raw([{ operation, kind: 'reset' }])).rejects.toMatchObject({
    cause: { code: 'UND_ERR_SOCKET' },
  });
  const sandbox = await sandboxOf({ buckets, faults: [{ operation, kind: 'hang' }] });
  const client = s3At(sandbox);
  const hanging = errorOf(client.send(new GetBucketCorsCommand({ Bucket })));
  await client.send(new GetBucketVersioningCommand({ Bucket }));
  expect(sandbox.calls).toMatchObject([
    { operation, status: 0 },
    { operation: 'GetBucketVersioning', status: 200 },
  ]);
  await sandbox.close();
  expect((await hanging).message).toMatch(/hang up|ECONNRESET|aborted/);
});

test('every answer waits', async () => {
  const client = s3At(await sandboxOf({ delayMs: 60 }));
  const start = performance.now();
  await client.send(new GetBucketVersioningCommand({ Bucket }));
  // Timers may be a millisecond early.
  expect(performance.now() - start).toBeGreaterThan(58);
});
