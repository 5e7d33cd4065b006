// The cloud of one sandbox: its buckets, which writes change, its keys and its accounts.

import { errorOf, refuse } from './answer.ts';
import type { Answer } from './answer.ts';
import { callersOf } from './callers.ts';
import type { Caller } from './callers.ts';
import { inputOf, kmsAnswer } from './kms.ts';
import { actionOf } from './operations.ts';
import type { Asked } from './request.ts';
import { bucketsAnswer, readAnswer } from './s3.ts';
import { createAnswer, writeAnswer } from './s3-writes.ts';
import type { Written } from './s3-writes.ts';
import { stsAnswer } from './sts.ts';
import { ACCOUNT, regionOf } from './world.ts';
import type { SandboxBucket, SandboxWorld } from './world.ts';
import { documentOf } from './xml.ts';

export interface Cloud {
  /** The real service's answer. */
  readonly answer: (asked: Asked) => Answer;
  /** The answer of a service that does not let the caller do it. */
  readonly deny: (asked: Asked) => Answer;
}

export function cloudOf(world: SandboxWorld): Cloud {
  const callers = callersOf(world.accessKeys);
  const buckets = new Map(world.buckets.map((bucket) => [bucket.name, settled(bucket)]));

  const store = ({ answer, bucket }: Written): Answer => {
    if (bucket !== undefined) buckets.set(bucket.name, settled(bucket));
    return answer;
  };
  const s3 = (asked: Asked, { account }: Caller): Answer => {
    const { operation, bucket: name = '' } = asked;
    if (operation === 'ListBuckets') {
      return bucketsAnswer(
        [...buckets.values()].filter((bucket) => bucket.account === account),
        asked.query,
      );
    }
    const bucket = buckets.get(name);
    if (operation === 'CreateBucket') return store(createAnswer(asked, account, bucket));
    if (bucket === undefined) {
      return errorOf('s3', 404, 'NoSuchBucket', 'The specified bucket does not exist', { BucketName: name });
    }
    const refused = elsewhere(asked, bucket) ?? notOwned(asked, bucket);
    if (refused !== undefined) return refused;
    const read = readAnswer(asked, bucket);
    if (read !== undefined) return read;
    const written = writeAnswer(asked, bucket);
    if (written !== undefined) return store(written);
    return operation.includes('?') ? refuse('notImplemented', asked) : methodNotAllowed(asked);
  };

  const denied = (asked: Asked, caller: Caller): Answer => {
    const answer = denial(asked, caller);
    const bucket = asked.operation === 'HeadBucket' ? buckets.get(asked.bucket ?? '') : undefined;
    // A refused HEAD has no body and still tells the region.
    return bucket === undefined
      ? answer
      : { ...answer, headers: { 'x-amz-bucket-region': regionOf(bucket) } };
  };
  return {
    answer(asked) {
      const caller = callers.identify(asked);
      if (typeof caller === 'string') return refuse(caller, asked);
      if (!mayAsk(asked, caller)) return denied(asked, caller);
      switch (asked.service) {
        case 's3':
          return s3(asked, caller);
        case 's3-control':
          return controlAnswer(asked, caller, world);
        case 'kms':
          return kmsAnswer(asked, caller, world.keys ?? []);
        case 'sts':
          return stsAnswer(asked, caller, callers);
      }
    },
    deny(asked) {
      const caller = callers.identify(asked);
      return typeof caller === 'string' ? refuse(caller, asked) : denied(asked, caller);
    },
  };
}

/** Who one is may always be asked: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
function mayAsk({ service, operation }: Asked, { granted }: Caller): boolean {
  if (granted === undefined || service === 'sts') return true;
  return granted.includes(service === 'kms' ? `kms:${operation}` : actionOf(operation));
}

function settled(bucket: SandboxBucket): SandboxBucket {
  return { region: 'us-east-1', account: ACCOUNT, ...bucket };
}

/** A bucket answers in its region only, but for its location. */
function elsewhere({ signature, operation, bucket: name }: Asked, bucket: SandboxBucket): Answer | undefined {
  const [here, signed] = [regionOf(bucket), signature?.region ?? ''];
  if (signed === here || operation === 'GetBucketLocation') return undefined;
  const headers = { 'x-amz-bucket-region': here };
  // The global endpoint, signed for us-east-1, finds the bucket but not the signature.
  if (signed === 'us-east-1') {
    const message = `The authorization header is malformed; the region '${signed}' is wrong; expecting '${here}'`;
    return errorOf('s3', 400, 'AuthorizationHeaderMalformed', message, { Region: here }, headers);
  }
  return redirectTo(here, name ?? '');
}

/** Sends the client to another region. */
export function redirectTo(region: string, bucket: string): Answer {
  const message =
    'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.';
  const more = { Endpoint: `${bucket}.s3.${region}.amazonaws.com`, Bucket: bucket };
  return errorOf('s3', 301, 'PermanentRedirect', message, more, { 'x-amz-bucket-region': region });
}

function notOwned({ headers }: Asked, bucket: SandboxBucket): Answer | undefined {
  const expected = headers['x-amz-expected-bucket-owner'];
  if (expected === undefined || expected === bucket.account) return undefined;
  return errorOf('s3', 403, 'AccessDenied', 'Access Denied', {}, { 'x-amz-bucket-region': regionOf(bucket) });
}

function methodNotAllowed({ method }: Asked): Answer {
  const message = 'The specified method is not allowed against this resource.';
  return errorOf('s3', 405, 'MethodNotAllowed', message, { Method: method, ResourceType: 'BUCKET' });
}

/** The SDK puts the account before the host and into a header; a host on loopback may lack it. */
function controlAnswer(asked: Asked, { account }: Caller, world: SandboxWorld): Answer {
  if (asked.operation !== 'GetAccountPublicAccessBlock') return refuse('notImplemented', asked);
  const of =
    asked.headers['x-amz-account-id'] ?? /^\d{12}(?=\.)/.exec(asked.headers['host'] ?? '')?.[0] ?? '';
  if (of !== account) return errorOf('s3-control', 403, 'AccessDenied', 'Access Denied');
  const block = world.accountPublicAccess?.[of];
  const message = 'The public access block configuration was not found';
  return block === undefined
    ? errorOf('s3-control', 404, 'NoSuchPublicAccessBlockConfiguration', message, { AccountId: of })
    : { status: 200, body: documentOf('PublicAccessBlockConfiguration', block) };
}

/** The wording of a missing permission: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
function denial(asked: Asked, { arn }: Caller): Answer {
  const { service, operation, bucket } = asked;
  const refused = (action: string, resource: string, kind: string): string =>
    `User: ${arn} is not authorized to perform: ${action} on resource: ${resource} because no ${kind} policy allows the ${action} action`;
  if (service === 'kms') {
    const key = inputOf(asked)?.KeyId ?? '*';
    const message = refused(`kms:${operation}`, key, 'resource-based');
    return errorOf('kms', 400, 'AccessDeniedException', message);
  }
  const action = service === 'sts' ? `sts:${operation}` : actionOf(operation);
  const resource =
    service === 'sts'
      ? (new URLSearchParams(asked.body).get('RoleArn') ?? '*')
      : bucket === undefined
        ? '*'
        : `"arn:aws:s3:::${bucket}"`;
  return errorOf(service, 403, 'AccessDenied', refused(action, resource, 'identity-based'));
}
