// Files in an S3 bucket: read whole, written whole or not at all.

import type { S3Client } from '@aws-sdk/client-s3';
import { ATTEMPTS, bucketStore, REQUEST_TIMEOUT_MS } from './store.ts';
import type { Env, ObjectStore, Written } from './store.ts';

/**
 * A bucket in whatever region, the one of the environment being asked first, with its keys or the SDK's own credential
 * chain. `s3:PutObject`; `s3:AbortMultipartUpload` to ask whether it can be written; `s3:GetObject` to read, with
 * `s3:ListBucket` to be told that an object is missing instead of being refused.
 */
export async function s3Store(
  bucket: string,
  env: Env,
  requestTimeoutMs = REQUEST_TIMEOUT_MS,
): Promise<ObjectStore> {
  const { S3Client } = await import('@aws-sdk/client-s3');
  const [accessKeyId, secretAccessKey, sessionToken, region, endpoint] = [
    ['AWS_ACCESS_KEY_ID'],
    ['AWS_SECRET_ACCESS_KEY'],
    ['AWS_SESSION_TOKEN'],
    ['AWS_REGION', 'AWS_DEFAULT_REGION'],
    ['AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL'],
    // Empty variables are none.
  ].map((names) => names.map((name) => env[name]).find((value) => value !== undefined && value !== ''));
  const client = new S3Client({
    region: region ?? 'us-east-1',
    followRegionRedirects: true,
    maxAttempts: ATTEMPTS,
    // Without the second the SDK only warns, and waits on.
    requestHandler: { requestTimeout: requestTimeoutMs, throwOnRequestTimeout: true },
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    ...(accessKeyId !== undefined &&
      secretAccessKey !== undefined && {
        credentials: {
          accessKeyId,
          secretAccessKey,
          ...(sessionToken !== undefined && { sessionToken }),
        },
      }),
  });
  const place = (Key: string): Place => ({ Bucket: bucket, Key });
  return bucketStore({
    name: `s3://${bucket}`,
    get: (key) => getObject(client, place(key)),
    putWhole: (key, ContentType, body) => putObject(client, { ...place(key), ContentType }, body),
    putParts: (key, ContentType, bodies, written) =>
      putParts(client, { ...place(key), ContentType }, bodies, written),
    assertWritable: (key) => assertUploads(client, place(key)),
    close: () => client.destroy(),
  });
}

interface Place {
  readonly Bucket: string;
  readonly Key: string;
}

async function getObject(client: S3Client, place: Place): Promise<string | undefined> {
  const { GetObjectCommand } = await import('@aws-sdk/client-s3');
  try {
    const { Body } = await client.send(new GetObjectCommand(place));
    return await Body?.transformToString('utf-8');
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
}

async function putObject(
  client: S3Client,
  place: Place & { readonly ContentType: string },
  Body: Buffer,
): Promise<void> {
  const { PutObjectCommand } = await import('@aws-sdk/client-s3');
  await client.send(new PutObjectCommand({ ...place, Body }));
}

/** Begins an upload and aborts it: needs what writing needs, and no reader ever sees an object. */
async function assertUploads(client: S3Client, place: Place): Promise<void> {
  const sdk = await import('@aws-sdk/client-s3');
  const { UploadId } = await client.send(new sdk.CreateMultipartUploadCommand(place));
  await client.send(new sdk.AbortMultipartUploadCommand({ ...place, UploadId }));
}

async function putParts(
  client: S3Client,
  { ContentType, ...place }: Place & { readonly ContentType: string },
  bodies: Iterable<Buffer>,
  written: Written,
): Promise<void> {
  const sdk = await import('@aws-sdk/client-s3');
  const { UploadId } = await written(
    client.send(new sdk.CreateMultipartUploadCommand({ ...place, ContentType })),
  );
  try {
    const Parts: { ETag: string | undefined; PartNumber: number }[] = [];
    for (const Body of bodies) {
      const PartNumber = Parts.length + 1;
      const part = new sdk.UploadPartCommand({ ...place, UploadId, PartNumber, Body });
      const { ETag } = await written(client.send(part));
      Parts.push({ ETag, PartNumber });
    }
    const MultipartUpload = { Parts };
    const complete = new sdk.CompleteMultipartUploadCommand({ ...place, UploadId, MultipartUpload });
    await written(client.send(complete));
  } catch (error) {
    // Parts that never become an object cost money; the bucket's lifecycle ends those that stay.
    await client.send(new sdk.AbortMultipartUploadCommand({ ...place, UploadId })).catch(() => undefined);
    throw error;
  }
}
