// Files in a Google Cloud Storage bucket: read whole, written whole or not at all.
// The JSON API over the auth library: the storage SDK cannot be ended and takes its endpoint from the process.

import type { AuthClient } from 'google-auth-library';
import { googleStorageOf } from '../../model/google-storage.ts';
import { attempted, bucketStore, refusable, REQUEST_TIMEOUT_MS } from './store.ts';
import type { Env, ObjectStore, Written } from './store.ts';

const SCOPE = 'https://www.googleapis.com/auth/devstorage.read_write';

/** How requests are sent. */
interface Reach {
  readonly url: string;
  readonly bucket: string;
  readonly timeoutMs: number;
  readonly client: AuthClient;
  /** Without credentials: the address of an upload lets whoever has it write, and is not always Google's own. */
  readonly open: AuthClient;
}

/**
 * A bucket, with the application's default credentials. `storage.objects.create`, to replace an object
 * `storage.objects.delete`, to read `storage.objects.get` and `storage.objects.list`.
 * https://cloud.google.com/storage/docs/access-control/iam-json
 */
export async function gcsStore(
  bucket: string,
  env: Env,
  timeoutMs = REQUEST_TIMEOUT_MS,
): Promise<ObjectStore> {
  const { PassThroughClient } = await import('google-auth-library');
  const name = `gs://${bucket}`;
  const { url, emulated } = googleStorageOf(env);
  const open = new PassThroughClient();
  const client = emulated ? open : await refusable('write', name, applicationDefault(env, timeoutMs));
  const reach: Reach = { url, bucket, timeoutMs, client, open };
  return bucketStore({
    name,
    get: (key) => getObject(reach, key),
    putWhole: (key, type, body) => putObject(reach, key, type, body),
    putParts: (key, type, bodies, written) => putParts(reach, { key, type }, bodies, written),
    assertWritable: (key) => assertUploads(reach, key),
  });
}

async function applicationDefault(env: Env, timeoutMs: number): Promise<AuthClient> {
  const { GoogleAuth } = await import('google-auth-library');
  const clientOptions = { transporterOptions: { timeout: timeoutMs } };
  const auth = new GoogleAuth({ scopes: SCOPE, clientOptions });
  const { GOOGLE_APPLICATION_CREDENTIALS: file = '' } = env;
  if (file === '') return auth.getClient();
  try {
    return await auth._getApplicationCredentialsFromFilePath(file, clientOptions);
  } catch {
    // Without the parser's message: it quotes the file, which holds a key.
    throw new Error(`GOOGLE_APPLICATION_CREDENTIALS ${file} cannot be read as a file of Google credentials`);
  }
}

interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** Statuses that are no failure, beside those of success. */
  readonly also?: readonly number[];
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** One request, again where the service is busy. */
function send(client: AuthClient, timeoutMs: number, request: Request): Promise<Answer> {
  const { method, url, headers = {}, body, also = [] } = request;
  return attempted(timeoutMs, async (signal) => {
    const {
      status,
      headers: answered,
      data,
    } = await client.request<string>({
      method,
      url,
      headers: { ...headers },
      ...(body !== undefined && { data: body }),
      // What goes wrong is told in JSON.
      responseType: method === 'GET' ? 'text' : 'json',
      retry: false,
      // It looks for secrets in each byte of the body, seconds for a part; what it makes safe is told to nobody.
      errorRedactor: false,
      signal,
      validateStatus: (status) => (status >= 200 && status < 300) || also.includes(status),
    });
    return { status, headers: answered, text: data };
  });
}

/** https://cloud.google.com/storage/docs/json_api/v1/objects/get */
async function getObject(
  { url, bucket, timeoutMs, client }: Reach,
  key: string,
): Promise<string | undefined> {
  const { status, text } = await send(client, timeoutMs, {
    method: 'GET',
    url: `${url}/storage/v1/b/${bucket}/o/${encodeURIComponent(key)}?alt=media`,
    also: [404],
  });
  return status === 404 ? undefined : text;
}

function uploadUrl({ url, bucket }: Reach, type: 'media' | 'resumable', key: string): string {
  return `${url}/upload/storage/v1/b/${bucket}/o?uploadType=${type}&name=${encodeURIComponent(key)}`;
}

/** https://cloud.google.com/storage/docs/uploading-objects#rest-upload-objects; whole objects may be written twice. */
async function putObject(reach: Reach, key: string, type: string, body: Buffer): Promise<void> {
  await send(reach.client, reach.timeoutMs, {
    method: 'POST',
    url: uploadUrl(reach, 'media', key),
    headers: { 'content-type': type },
    body,
  });
}

/** The address of an upload that becomes an object with its last part: https://cloud.google.com/storage/docs/resumable-uploads */
async function begin(reach: Reach, key: string, type: string): Promise<string> {
  const { headers } = await send(reach.client, reach.timeoutMs, {
    method: 'POST',
    url: uploadUrl(reach, 'resumable', key),
    headers: { 'x-upload-content-type': type },
    body: Buffer.alloc(0),
  });
  const session = headers.get('location');
  if (session === null) throw new Error('the endpoint begins no upload: it is not Google');
  return session;
}

/** Answers 499. What stays begun holds nothing and ends after a week. */
async function cancel({ open, timeoutMs }: Reach, session: string): Promise<void> {
  const signal = AbortSignal.timeout(timeoutMs);
  await open
    .request({ method: 'DELETE', url: session, signal, validateStatus: () => true })
    .catch(() => undefined);
}

/** Begins an upload and cancels it: needs what making an object needs, and no reader ever sees one. */
async function assertUploads(reach: Reach, key: string): Promise<void> {
  await cancel(reach, await begin(reach, key, 'application/octet-stream'));
}

async function putParts(
  reach: Reach,
  { key, type }: { readonly key: string; readonly type: string },
  bodies: Iterable<Buffer>,
  written: Written,
): Promise<void> {
  const session = await written(begin(reach, key, type));
  try {
    let offset = 0;
    let current: Buffer | undefined;
    for (const next of bodies) {
      if (current !== undefined) {
        await written(putPart(reach, session, { body: current, offset, total: '*' }));
        offset += current.length;
      }
      current = next;
    }
    const last = current ?? Buffer.alloc(0);
    await written(putPart(reach, session, { body: last, offset, total: `${offset + last.length}` }));
  } catch (error) {
    await cancel(reach, session);
    throw error;
  }
}

interface Part {
  readonly body: Buffer;
  /** Of its first byte. */
  readonly offset: number;
  /** Of the object, in bytes; `*` for all parts but the last. */
  readonly total: string;
}

/** Sends a part until the service has kept all of it; bytes that it has already it passes over. */
async function putPart({ open, timeoutMs }: Reach, session: string, part: Part): Promise<void> {
  const { body, offset, total } = part;
  const end = offset + body.length;
  for (let from = offset; ;) {
    const { status, headers } = await send(open, timeoutMs, {
      method: 'PUT',
      url: session,
      headers: { 'content-range': `bytes ${from}-${end - 1}/${total}` },
      body: body.subarray(from - offset),
      also: [308],
    });
    if (status !== 308) return;
    const kept = keptOf(headers);
    if (kept >= end && total === '*') return;
    if (kept <= from) throw new Error('the endpoint keeps nothing of what it is sent');
    from = kept;
  }
}

/** Bytes that the service has: `range: bytes=0-8388607`. */
function keptOf(headers: Headers): number {
  const last = /-(\d+)$/.exec(headers.get('range') ?? '')?.[1];
  return last === undefined ? 0 : Number(last) + 1;
}
