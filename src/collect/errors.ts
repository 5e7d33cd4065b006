// What an SDK's error means for a reading: the one place where causes are told apart.

import type { Cause, Reading, Unreadable } from '../model/evidence.ts';
import type { Call } from './readers.ts';

/** The members of an SDK's or node's error that decide. */
interface Failure {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly Code?: string;
  readonly Region?: string;
  readonly cause?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

/** A 200 that holds another document than the one asked for. */
export class UnexpectedDocument extends Error {
  override readonly name = 'UnexpectedDocument';
}

/** A 200 that is no answer of this API at all: a sign-in page, a proxy's error. */
export class UnexpectedContent extends Error {
  override readonly name = 'UnexpectedContent';
}

/** No usable credentials; the message says what to do and holds no secret. */
export class NoCredentials extends Error {
  override readonly name = 'NoCredentials';
}

/** The file of a certificate authority cannot be used. */
export class CaFileError extends Error {
  override readonly name = 'CaFileError';
}

/** The run was interrupted before or during the call. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** One call took longer than its time-out. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

const CREDENTIALS: readonly string[] = [
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidAccessKeyId',
  'InvalidToken',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'SignatureDoesNotMatch',
  'CredentialsProviderError',
  'TokenProviderError',
  'RequestTimeTooSkewed',
  'RequestExpired',
  'AuthFailure',
];
const THROTTLED: readonly string[] = [
  'SlowDown',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'ServiceUnavailable',
];
const NOT_OFFERED: readonly string[] = [
  'NotImplemented',
  'MethodNotAllowed',
  'UnsupportedOperation',
  'UnsupportedArgument',
  'UnknownOperationException',
];
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/;
const NO_WAY = /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/;
const BROKEN = /^(ECONNRESET|EPIPE)$/;

/** The error's own code, wherever the SDK put it. */
export function codeOf(error: unknown): string {
  const { name = '', Code: code } = error as Failure;
  return code ?? name;
}

export function statusOf(error: unknown): number {
  return (error as Failure).$metadata?.httpStatusCode ?? 0;
}

export function isThrottled(error: unknown): boolean {
  const status = statusOf(error);
  return THROTTLED.includes(codeOf(error)) || status === 429 || status === 503;
}

/** The region a bucket is really in, where the error tells. */
export function regionOf(error: unknown): string | undefined {
  const { Region: region, $response: response } = error as Failure;
  const status = statusOf(error);
  const redirected = status === 301 || status === 307 || (status === 400 && codeOf(error) !== 'ExpiredToken');
  return redirected ? (response?.headers?.['x-amz-bucket-region'] ?? region) : undefined;
}

/** True where the endpoint itself cannot be reached: further calls to it will fail alike. */
export function isDeadEndpoint(error: unknown): boolean {
  const reason = reasonOf(error);
  return statusOf(error) === 0 && (NO_WAY.test(reason) || CERTIFICATE.test(reason));
}

/** True where the connection broke off before a whole answer came. */
export function isBroken(error: unknown): boolean {
  return BROKEN.test(reasonOf(error));
}

/** True for the 404 of a configuration never made; `code` is Amazon's name for it, other stores vary it. */
export function isNotConfigured(error: unknown, code: string): boolean {
  const said = codeOf(error);
  return said === code || (statusOf(error) === 404 && /^NoSuch\w*Configuration$|NotFoundError$/.test(said));
}

/** What a refused AssumeRole means for the calls that wanted the role; anything else stays as it is. */
export function roleFailure(error: unknown, roleArn: string): unknown {
  const cause = causeOf(error);
  const status = statusOf(error);
  const refused = cause === 'denied' || (cause === 'unreachable' && status >= 400 && status < 500);
  if (!refused) return error;
  return new NoCredentials(
    `the role ${roleArn} cannot be assumed (${codeOf(error)}): its trust policy must name the caller and the external id`,
  );
}

/** Node's own code, where the SDK wrapped the error. */
function reasonOf(error: unknown): string {
  const { code, cause } = error as Failure;
  return code ?? (cause as Failure | undefined)?.code ?? '';
}

/**
 * The reading of a call that failed. `amazon`: asked of Amazon S3, which implements every call and answers 405 to callers
 * of another account than the bucket's: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html
 */
export function readingOf(
  error: unknown,
  { call, permission }: Call,
  amazon = false,
): Unreadable | Extract<Reading<never>, { status: 'unsupported' }> {
  const code = codeOf(error);
  const status = statusOf(error);
  if (amazon && status === 405) {
    const detail = 'Amazon S3 answers this only to the account that owns the bucket';
    return { status: 'unreadable', cause: 'denied', call, permission, detail };
  }
  if (error instanceof UnexpectedDocument) return { status: 'unsupported', call, detail: error.message };
  if (NOT_OFFERED.includes(code) || status === 501 || status === 405) {
    return { status: 'unsupported', call, detail: 'this store does not implement the call' };
  }
  const cause = causeOf(error);
  return {
    status: 'unreadable',
    cause,
    call,
    ...(cause === 'denied' && { permission }),
    detail: detailOf(error, cause),
  };
}

function causeOf(error: unknown): Cause {
  const code = codeOf(error);
  const status = statusOf(error);
  const { name, code: nodeCode } = error as Failure;
  if (error instanceof UnexpectedContent) return 'malformed';
  if (error instanceof Interrupted) return 'interrupted';
  if (error instanceof NoCredentials || CREDENTIALS.includes(code)) return 'credentials';
  if (code === 'NoSuchBucket' || code === 'NotFoundException' || (status === 404 && code === 'NotFound'))
    return 'absent';
  if (isThrottled(error)) return 'throttled';
  if (status === 403 || status === 401 || code === 'AccessDenied' || code === 'AccessDeniedException')
    return 'denied';
  // A body that broke off or is no XML: the SDK's parser throws without a status of failure.
  if (name === 'SyntaxError' || (status >= 200 && status < 300 && nodeCode === undefined)) return 'malformed';
  return 'unreachable';
}

function detailOf(error: unknown, cause: Cause): string {
  const code = codeOf(error);
  switch (cause) {
    case 'denied':
      return 'access denied';
    case 'credentials':
      return error instanceof NoCredentials ? error.message : credentialsDetail(code);
    case 'absent':
      return code === 'NotFoundException' ? 'the key does not exist' : 'the bucket does not exist';
    case 'throttled':
      return `still throttled after several tries (${code}); lower --concurrency or try later`;
    case 'malformed':
      return error instanceof UnexpectedContent
        ? error.message
        : 'the answer broke off or is not the document of this API';
    case 'interrupted':
      return 'the run was interrupted before this was read';
    case 'unreachable':
      return unreachableDetail(error);
  }
}

function credentialsDetail(code: string): string {
  switch (code) {
    case 'CredentialsProviderError':
    case 'TokenProviderError':
      return 'no credentials: set AWS_PROFILE or AWS_ACCESS_KEY_ID, or `profile`, `roleArn` or `credentials` of the bucket';
    case 'RequestTimeTooSkewed':
      return 'the clock of this machine differs from the service by more than 15 minutes';
    case 'ExpiredToken':
    case 'ExpiredTokenException':
    case 'RequestExpired':
      return 'the credentials have expired: sign in again (`aws sso login`)';
    default:
      return `the service does not accept the credentials (${code})`;
  }
}

function unreachableDetail(error: unknown): string {
  if (error instanceof CaFileError) return error.message;
  const status = statusOf(error);
  const reason = reasonOf(error);
  if (CERTIFICATE.test(reason)) {
    return `the endpoint's certificate is not trusted (${reason}): name its authority in \`caFile\` or NODE_EXTRA_CA_CERTS`;
  }
  if (reason === 'ENOTFOUND' || reason === 'EAI_AGAIN')
    return `the endpoint's name does not resolve (${reason})`;
  if (reason === 'ECONNREFUSED') return 'the endpoint refuses connections (ECONNREFUSED)';
  // By class: the SDK names resets TimeoutError, too.
  if (error instanceof TimeoutError || reason === 'ETIMEDOUT') return 'no answer in time (--timeout)';
  if (status >= 300 && status < 400) return `the store redirects without end (${status})`;
  if (status >= 500) return `the service fails (${status})`;
  return reason === ''
    ? `the call failed (${status === 0 ? codeOf(error) : status})`
    : `the connection broke (${reason})`;
}
