// Files in an S3 bucket: read whole, written whole or not at all.

import type { S3Client } from '@aws-sdk/client-s3';

/** A place for files by key; keys use `/`. */
export interface ObjectStore {
  /** For people: `s3://acme-reports`. */
  readonly name: string;
  /** Undefined where there is no such object. */
  readonly get: (key: string) => Promise<string | undefined>;
  /** Replaces the object once all chunks are there; readers see the old one until then. */
  readonly put: (key: string, chunks: Iterable<string>, contentType?: string) => Promise<void>;
  /** Rejects where the key could not be written; leaves no object. */
  readonly assertWritable: (key: string) => Promise<void>;
  readonly close: () => void;
}

/** S3 refuses smaller parts but the last, and more than 10,000: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const PART_BYTES = 8 * 1024 * 1024;
const REQUEST_TIMEOUT_MS = 60_000;
const ATTEMPTS = 5;

type Env = Readonly<Record<string, string | undefined>>;

/** A bucket in the region of the environment, with the SDK's own credential chain. Its methods reject with the SDK's errors. */
export async function s3Store(
  bucket: string,
  env: Env,
  requestTimeoutMs = REQUEST_TIMEOUT_MS,
): Promise<ObjectStore> {
  const { S3Client } = await import('@aws-sdk/client-s3');
  const endpoint = env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL'];
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN } = env;
  const client = new S3Client({
    region: env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? 'us-east-1',
    maxAttempts: ATTEMPTS,
    // Without the second the SDK only warns, and waits on.
    requestHandler: { requestTimeout: requestTimeoutMs, throwOnRequestTimeout: true },
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    ...(accessKeyId !== undefined &&
      secretAccessKey !== undefined && {
        credentials: {
          accessKeyId,
          secretAccessKey,
          ...(AWS_SESSION_TOKEN !== undefined && { sessionToken: AWS_SESSION_TOKEN }),
        },
      }),
  });
  return {
    name: `s3://${bucket}`,
    get: (key) => getObject(client, bucket, key),
    put: (key, chunks, contentType = 'application/octet-stream') =>
      putObject(client, { Bucket: bucket, Key: key }, parts(chunks), contentType),
    assertWritable: (key) => assertUploads(client, { Bucket: bucket, Key: key }),
    close: () => client.destroy(),
  };
}

async function getObject(client: S3Client, Bucket: string, Key: string): Promise<string | undefined> {
  const { GetObjectCommand } = await import('@aws-sdk/client-s3');
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
    return await Body?.transformToString('utf-8');
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
}

interface Place {
  readonly Bucket: string;
  readonly Key: string;
}

/** One request where it fits into one, else several parts that become the object together. */
async function putObject(
  client: S3Client,
  place: Place,
  bodies: Iterator<Buffer>,
  ContentType: string,
): Promise<void> {
  const { PutObjectCommand } = await import('@aws-sdk/client-s3');
  const first = bodies.next();
  const second = bodies.next();
  if (second.done === true) {
    const Body = first.done === true ? Buffer.alloc(0) : first.value;
    await client.send(new PutObjectCommand({ ...place, Body, ContentType }));
    return;
  }
  await putParts(client, place, prepended([first.value as Buffer, second.value], bodies), ContentType);
}

/** Begins an upload and aborts it: needs what writing needs, and no reader ever sees an object. */
async function assertUploads(client: S3Client, place: Place): Promise<void> {
  const sdk = await import('@aws-sdk/client-s3');
  const { UploadId } = await client.send(new sdk.CreateMultipartUploadCommand(place));
  await client.send(new sdk.AbortMultipartUploadCommand({ ...place, UploadId }));
}

async function putParts(
  client: S3Client,
  place: Place,
  bodies: Iterable<Buffer>,
  ContentType: string,
): Promise<void> {
  const sdk = await import('@aws-sdk/client-s3');
  const { UploadId } = await client.send(new sdk.CreateMultipartUploadCommand({ ...place, ContentType }));
  try {
    const Parts: { ETag: string | undefined; PartNumber: number }[] = [];
    for (const Body of bodies) {
      const PartNumber = Parts.length + 1;
      const { ETag } = await client.send(new sdk.UploadPartCommand({ ...place, UploadId, PartNumber, Body }));
      Parts.push({ ETag, PartNumber });
    }
    const MultipartUpload = { Parts };
    await client.send(new sdk.CompleteMultipartUploadCommand({ ...place, UploadId, MultipartUpload }));
  } catch (error) {
    // Parts that never become an object cost money; the bucket's lifecycle ends those that stay.
    await client.send(new sdk.AbortMultipartUploadCommand({ ...place, UploadId })).catch(() => undefined);
    throw error;
  }
}

function* prepended(first: readonly Buffer[], rest: Iterator<Buffer>): Generator<Buffer> {
  yield* first;
  for (let next = rest.next(); next.done !== true; next = rest.next()) yield next.value;
}

/** The text in pieces of the size of a part. */
function* parts(chunks: Iterable<string>): Generator<Buffer> {
  let pending: Buffer[] = [];
  let size = 0;
  for (const chunk of chunks) {
    const bytes = Buffer.from(chunk);
    pending.push(bytes);
    size += bytes.length;
    if (size < PART_BYTES) continue;
    yield Buffer.concat(pending, size);
    pending = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(pending, size);
}
