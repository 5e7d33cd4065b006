// A place for files by key, and what the stores of all clouds share.

import { setTimeout as wait } from 'node:timers/promises';
import { oneLine } from '../one-line.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** A place for files by key; keys use `/`. Its methods reject with {@link StoreError}. */
export interface ObjectStore {
  /** For people: `s3://acme-reports/nightly`, or a folder's path. */
  readonly name: string;
  /** An object's address, for people. */
  readonly at: (key: string) => string;
  /** Undefined where there is no such object. */
  readonly get: (key: string) => Promise<string | undefined>;
  /**
   * Replaces the object once all chunks are there; readers see the old one until then, and for good where it rejects.
   * Rejects with what `chunks` throws, too.
   */
  readonly put: (key: string, chunks: Iterable<string>, contentType?: string) => Promise<void>;
  /** Adds a line at the end of a text, which is made where it is not there. Buckets replace it: one writer at a time. */
  readonly append: (key: string, line: string) => Promise<void>;
  /** Rejects where the key could not be written; leaves no object. */
  readonly assertWritable: (key: string) => Promise<void>;
  /** Deletes the files of a folder whose name is stale. Absent where it would take rights over all that lies there. */
  readonly prune?: (folder: string, isStale: (name: string) => boolean) => Promise<void>;
  readonly close: () => void;
}

/** What a store or its file system refused, in one line: `cannot write s3://reports/report.html: AccessDenied: no`. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

/** Milliseconds until a request is given up, if no other is named. */
export const REQUEST_TIMEOUT_MS = 60_000;
export const ATTEMPTS = 5;
/** Milliseconds between attempts, half of it by chance so that writers of one minute part. */
const BACKOFF = [500, 1000, 2000, 4000] as const;

/** Rejects with the {@link StoreError} of what the SDK says. */
export async function refusable<T>(verb: 'read' | 'write', place: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    // Without its cause: the SDKs' errors hold the request, and with it the token.
    throw new StoreError(`cannot ${verb} ${place}: ${reasonOf(error)}`);
  }
}

/** The service's own word for it and its first line: Azure's others are ids of the request. */
function reasonOf(error: unknown): string {
  const { name = '', message = '', code, statusCode, status = statusCode } = error as Partial<Fault>;
  const words = [status, typeof code === 'string' ? code : name].filter(
    (word) => word !== undefined && word !== '' && word !== 'Error' && word !== String(status),
  );
  // The address of a Google upload lets whoever has it write.
  const text = oneLine((message.split('\n')[0] ?? '').replace(/(https?:\/\/[^\s?]*)\?\S*/g, '$1'));
  return [words.join(' '), text].filter((part) => part !== '').join(': ');
}

/** Errors of the SDKs: Azure has `statusCode`, Google `status`. */
interface Fault extends Error {
  readonly code: unknown;
  readonly status: number;
  readonly statusCode: number;
}

/**
 * Calls again where the service is busy, fails or cannot be reached; each call is ended after `timeoutMs`. For SDKs that do
 * not end a request by themselves.
 */
export async function attempted<T>(timeoutMs: number, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      return await call(signal);
    } catch (error) {
      const failure = signal.aborted ? new Error(`no answer in ${timeoutMs} ms`) : error;
      if (attempt === ATTEMPTS || !(signal.aborted || isTransient(error as Fault))) throw failure;
      await wait((BACKOFF[attempt - 1] ?? BACKOFF[3]) * (0.5 + Math.random() / 2));
    }
  }
}

function isTransient({ code, statusCode, status = statusCode }: Partial<Fault>): boolean {
  if (status !== undefined) return status === 408 || status === 429 || status >= 500;
  return typeof code === 'string' && /^(E[A-Z]+$|ERR_STREAM|REQUEST_SEND_ERROR)/.test(code);
}

/** Of all but the last: S3 takes none below 5 MiB, Google multiples of 256 KiB; both and Azure thousands of them. */
const PART_BYTES = 8 * 1024 * 1024;

/** How a bucket of a cloud takes and gives objects; rejects as its SDK does. */
export interface Bucket {
  /** `s3://acme-reports` */
  readonly name: string;
  readonly get: (key: string) => Promise<string | undefined>;
  /** In one request. */
  readonly putWhole: (key: string, type: string, body: Buffer) => Promise<void>;
  /** In several requests, seen by nobody before the last; two parts or more. What it asks the service goes through `written`. */
  readonly putParts: (key: string, type: string, bodies: Iterable<Buffer>, written: Written) => Promise<void>;
  readonly assertWritable: (key: string) => Promise<void>;
  readonly close?: () => void;
}

/** Tells what the service refuses from what the text of an object throws. */
export type Written = <T>(call: Promise<T>) => Promise<T>;

/** A bucket as a store. */
export function bucketStore(bucket: Bucket): ObjectStore {
  const { name } = bucket;
  const at = (key: string): string => `${name}/${key}`;
  const get: ObjectStore['get'] = (key) => refusable('read', at(key), bucket.get(key));
  const put: ObjectStore['put'] = (key, chunks, type = 'application/octet-stream') => {
    const written: Written = (call) => refusable('write', at(key), call);
    return upload(
      chunks,
      (body) => written(bucket.putWhole(key, type, body)),
      (bodies) => bucket.putParts(key, type, bodies, written),
    );
  };
  return {
    name,
    at,
    get,
    put,
    append: (key, line) => appendByReplacing({ get, put }, key, line),
    assertWritable: (key) => refusable('write', at(key), bucket.assertWritable(key)),
    close: () => bucket.close?.(),
  };
}

/** One request where the text fits into one, else parts. */
async function upload(
  chunks: Iterable<string>,
  whole: (body: Buffer) => Promise<void>,
  inParts: (bodies: Iterable<Buffer>) => Promise<void>,
): Promise<void> {
  const bodies = parts(chunks);
  const first = bodies.next();
  const second = bodies.next();
  if (second.done === true) return whole(first.done === true ? Buffer.alloc(0) : first.value);
  await inParts(prepended([first.value as Buffer, second.value], bodies));
}

function* prepended(first: readonly Buffer[], rest: Iterable<Buffer>): Generator<Buffer> {
  yield* first;
  yield* rest;
}

/** The text in pieces of exactly the size of a part, and what is left. */
function* parts(chunks: Iterable<string>): Generator<Buffer> {
  let pending: Buffer[] = [];
  let size = 0;
  for (const chunk of chunks) {
    let bytes = Buffer.from(chunk);
    while (size + bytes.length >= PART_BYTES) {
      const cut = PART_BYTES - size;
      yield Buffer.concat([...pending, bytes.subarray(0, cut)], PART_BYTES);
      bytes = bytes.subarray(cut);
      pending = [];
      size = 0;
    }
    pending.push(bytes);
    size += bytes.length;
  }
  if (size > 0) yield Buffer.concat(pending, size);
}

/** Adds a line to a text that can only be replaced. */
async function appendByReplacing(
  { get, put }: Pick<ObjectStore, 'get' | 'put'>,
  key: string,
  line: string,
): Promise<void> {
  const before = (await get(key)) ?? '';
  await put(key, [before, gapAfter(before), line, '\n'], 'application/jsonl');
}

/** A line that was cut short stays alone. */
export function gapAfter(text: string): string {
  return text === '' || text.endsWith('\n') ? '' : '\n';
}

/** The part of a bucket below a prefix, `''` being all of it. */
export function below(prefix: string, store: ObjectStore): ObjectStore {
  if (prefix === '') return store;
  const full = (key: string): string => `${prefix}/${key}`;
  return {
    name: store.at(prefix),
    at: (key) => store.at(full(key)),
    get: (key) => store.get(full(key)),
    put: (key, ...rest) => store.put(full(key), ...rest),
    append: (key, line) => store.append(full(key), line),
    assertWritable: (key) => store.assertWritable(full(key)),
    close: store.close,
  };
}
