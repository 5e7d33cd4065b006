// A small S3, S3 Control, KMS and STS on loopback, faithful for the calls an audit makes, with scripted faults.

import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerFault, faultPicker } from './faults.ts';
import { kmsAnswer, kmsOperation, stsAnswer } from './kms-and-sts.ts';
import { answerOf, errorAnswer, operationOf } from './s3.ts';
import type { Answer } from './s3.ts';
import { ACCOUNT } from './world.ts';
import type { SandboxWorld } from './world.ts';
import { documentOf } from './xml.ts';

export type { Fault, SandboxBucket, SandboxKey, SandboxWorld } from './world.ts';

export interface SandboxCall {
  readonly operation: string;
  readonly bucket?: string;
  readonly accessKeyId?: string;
  readonly region?: string;
  readonly status: number;
}

export interface Sandbox {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Points the SDKs here, and gives them credentials. */
  readonly env: Readonly<Record<string, string>>;
  /** Every call answered so far. */
  readonly calls: readonly SandboxCall[];
  readonly close: () => Promise<void>;
}

interface Asked {
  readonly operation: string;
  readonly bucket?: string;
  readonly accessKeyId?: string;
  /** Region of the signature. */
  readonly region?: string;
  readonly json: boolean;
  readonly answer: (account: string) => Answer;
}

/** Starts the sandbox on a free port of 127.0.0.1. */
export async function startSandbox(world: SandboxWorld): Promise<Sandbox> {
  const calls: SandboxCall[] = [];
  const pick = faultPicker(world.faults ?? []);
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      setTimeout(() => respond(Buffer.concat(chunks).toString(), request, response), world.delayMs ?? 0);
    });
  });
  const respond = (body: string, request: IncomingMessage, response: ServerResponse): void => {
    const asked = ask(body, request, world);
    const fault = pick(asked.operation, asked.bucket);
    const answer = fault === undefined ? authorised(asked, world) : answerFault(fault, asked.json, response);
    const { operation, bucket, accessKeyId, region } = asked;
    calls.push({
      operation,
      ...(bucket !== undefined && { bucket }),
      ...(accessKeyId !== undefined && { accessKeyId }),
      ...(region !== undefined && { region }),
      status: answer?.status ?? 0,
    });
    if (answer !== undefined) send(answer, request.method === 'HEAD', response);
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    env: {
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: 'AKIASANDBOX',
      AWS_SECRET_ACCESS_KEY: 'sandbox',
      AWS_REGION: 'us-east-1',
    },
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send({ status, body, headers }: Answer, head: boolean, response: ServerResponse): void {
  response.writeHead(status, {
    'content-type': 'application/xml',
    'x-amz-request-id': '236A8905248E5A01',
    ...headers,
    ...(!head && { 'content-length': String(Buffer.byteLength(body)) }),
  });
  response.end(head ? undefined : body);
}

/** Which service and operation a request is for. */
function ask(body: string, request: IncomingMessage, world: SandboxWorld): Asked {
  const { headers, method = 'GET', url = '/' } = request;
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
  const [, accessKeyId, , region] =
    /Credential=([^/]+)\/([^/]+)\/([^/]+)/.exec(headers.authorization ?? '') ?? [];
  const signed = {
    ...(accessKeyId !== undefined && { accessKeyId }),
    ...(region !== undefined && { region }),
  };
  const target = headers['x-amz-target'];
  if (typeof target === 'string') {
    const operation = kmsOperation(target);
    return {
      ...signed,
      operation,
      json: true,
      answer: () => kmsAnswer(operation, JSON.parse(body) as object, world),
    };
  }
  if (method === 'POST') {
    const form = new URLSearchParams(body);
    return {
      ...signed,
      operation: form.get('Action') ?? '',
      json: false,
      answer: (account) => stsAnswer(form, account),
    };
  }
  if (pathname.startsWith('/v20180820/configuration/publicAccessBlock')) {
    const of = headers['x-amz-account-id'];
    return {
      ...signed,
      operation: 'GetAccountPublicAccessBlock',
      json: false,
      answer: () => accountBlock(world, of),
    };
  }
  const bucket = decodeURIComponent(pathname.split('/')[1] ?? '');
  const operation = operationOf(method, searchParams);
  const expected = headers['x-amz-expected-bucket-owner'];
  return {
    ...signed,
    operation: operation ?? method,
    bucket,
    json: false,
    answer: () =>
      bucketAnswer(operation, bucket, region, typeof expected === 'string' ? expected : undefined, world),
  };
}

function accountBlock(world: SandboxWorld, account: string | string[] | undefined): Answer {
  const block = typeof account === 'string' ? world.accountPublicAccess?.[account] : undefined;
  return block === undefined
    ? errorAnswer(
        404,
        'NoSuchPublicAccessBlockConfiguration',
        'The public access block configuration was not found',
      )
    : { status: 200, body: documentOf('PublicAccessBlockConfiguration', block) };
}

function authorised({ accessKeyId, answer }: Asked, world: SandboxWorld): Answer {
  if (accessKeyId === undefined) return errorAnswer(403, 'AccessDenied', 'Access Denied');
  const assumed = /^ASIA(\d{12})$/.exec(accessKeyId)?.[1];
  if (assumed !== undefined) return answer(assumed);
  if (world.accessKeys === undefined) return answer(ACCOUNT);
  const account = world.accessKeys[accessKeyId];
  return account === undefined
    ? errorAnswer(
        403,
        'InvalidAccessKeyId',
        'The AWS Access Key Id you provided does not exist in our records.',
      )
    : answer(account);
}

function bucketAnswer(
  operation: string | undefined,
  name: string,
  signedFor: string | undefined,
  expectedOwner: string | undefined,
  world: SandboxWorld,
): Answer {
  const bucket = world.buckets.find((b) => b.name === name);
  if (operation === undefined) return errorAnswer(405, 'MethodNotAllowed', 'The sandbox only reads');
  if (bucket === undefined) {
    return errorAnswer(404, 'NoSuchBucket', 'The specified bucket does not exist', { BucketName: name });
  }
  const { region = 'us-east-1', account = ACCOUNT } = bucket;
  const here = { 'x-amz-bucket-region': region };
  // Only GetBucketLocation answers in every region.
  if (signedFor !== region && operation !== 'GetBucketLocation') {
    const message = 'The bucket you are attempting to access must be addressed using the specified endpoint.';
    return errorAnswer(
      301,
      'PermanentRedirect',
      message,
      { Endpoint: `${name}.s3.${region}.amazonaws.com`, Bucket: name },
      here,
    );
  }
  if (expectedOwner !== undefined && expectedOwner !== account) {
    return errorAnswer(403, 'AccessDenied', 'Access Denied', {}, here);
  }
  const answer = answerOf(operation, bucket);
  return { ...answer, headers: { ...here, ...answer.headers } };
}
