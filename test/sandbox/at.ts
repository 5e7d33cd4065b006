// A sandbox for one test, and the real clients pointed at it.

import { Agent } from 'node:http';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterEach } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox, SandboxBucket, SandboxWorld } from '../../src/sandbox/sandbox.ts';

export const REGION = 'eu-west-1';
export const BUCKET: SandboxBucket = { name: 'acme-wandb', region: REGION };
export const KEY_ARN = `arn:aws:kms:${REGION}:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface Via {
  readonly region?: string;
  readonly credentials?: Credentials;
  /** Instead of the sandbox's own address, e.g. `http://localhost:PORT`. */
  readonly endpoint?: string;
  readonly pathStyle?: boolean;
  readonly followRegionRedirects?: boolean;
}

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

/** Starts a sandbox that ends with the test. */
export async function sandboxOf(world: Partial<SandboxWorld>): Promise<Sandbox> {
  const sandbox = await startSandbox({ buckets: [BUCKET], ...world });
  closing.push(sandbox.close);
  return sandbox;
}

/** Every name is loopback here: `bucket.localhost` does not resolve everywhere. */
const httpAgent = new Agent({
  lookup: (_host, options, done) =>
    options.all === true ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4),
});

function settingsOf(sandbox: Sandbox, { region = REGION, credentials, endpoint = sandbox.url }: Via) {
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = sandbox.env;
  return {
    endpoint,
    region,
    credentials: credentials ?? { accessKeyId, secretAccessKey },
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({ httpAgent }),
  };
}

function closed<T extends { destroy: () => void }>(client: T): T {
  closing.push(() => client.destroy());
  return client;
}

export function s3At(sandbox: Sandbox, via: Via = {}): S3Client {
  const { pathStyle: forcePathStyle = true, followRegionRedirects = false } = via;
  return closed(new S3Client({ ...settingsOf(sandbox, via), forcePathStyle, followRegionRedirects }));
}

export function kmsAt(sandbox: Sandbox, via: Via = {}): KMSClient {
  return closed(new KMSClient(settingsOf(sandbox, via)));
}

export function stsAt(sandbox: Sandbox, via: Via = {}): STSClient {
  return closed(new STSClient(settingsOf(sandbox, via)));
}

/** The SDK puts the account id before the host, which no address can bear: a name it must be. */
export function controlAt(sandbox: Sandbox): S3ControlClient {
  return closed(new S3ControlClient(settingsOf(sandbox, { endpoint: localhostOf(sandbox) })));
}

export function localhostOf({ url }: Sandbox): string {
  return url.replace('127.0.0.1', 'localhost');
}

/** An `Authorization` header that nobody verifies where no secret is declared. */
export function unverified(service: string): string {
  const credential = `AKIAANY/20261125/${REGION}/${service}/aws4_request`;
  return `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=00`;
}

/** What an SDK throws, as far as the tests look at it. */
export interface Thrown {
  readonly name: string;
  readonly message: string;
  readonly Code?: string;
  readonly Region?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers: Readonly<Record<string, string>> };
}

/** The error of a call that must fail. */
export async function errorOf(call: Promise<unknown>): Promise<Thrown> {
  return call.then(
    () => {
      throw new Error('the call did not fail');
    },
    (error: unknown) => error as Thrown,
  );
}

/** The members of an SDK's answer, without its metadata. */
export function membersOf(output: object): Record<string, unknown> {
  const { $metadata: _, ...members } = output as Record<string, unknown>;
  return JSON.parse(JSON.stringify(members)) as Record<string, unknown>;
}

/** A command of an SDK by its name, under the type of one that takes the same input. */
export function commandOf<T>(sdk: object, operation: string): T {
  return (sdk as Record<string, T>)[`${operation}Command`] as T;
}
