// What an error of the AWS SDK means for a reading.

import type { Cause, Reading, Unreadable } from '../../model/evidence.ts';
import { codeOf, Interrupted, isThrottled, NoCredentials, statusOf, unreachableDetail } from '../errors.ts';
import type { Call } from '../provider.ts';

/** The members of the AWS SDK's errors that tell more. */
interface Failure {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly Region?: string;
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

const CREDENTIALS: readonly string[] = [
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidAccessKeyId',
  'InvalidToken',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'CredentialsProviderError',
  'TokenProviderError',
  'RequestTimeTooSkewed',
  'RequestExpired',
  'AuthFailure',
];
const NOT_OFFERED: readonly string[] = [
  'NotImplemented',
  'MethodNotAllowed',
  'UnsupportedOperation',
  'UnsupportedArgument',
  'UnknownOperationException',
];
/** The region a bucket is really in, where the error tells. */
export function regionOf(error: unknown): string | undefined {
  const { Region: region, $response: response } = error as Failure;
  const status = statusOf(error);
  const redirected = status === 301 || status === 307 || (status === 400 && codeOf(error) !== 'ExpiredToken');
  return redirected ? (response?.headers?.['x-amz-bucket-region'] ?? region) : undefined;
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
  if (code === 'NoSuchBucket' || code === 'NotFoundException') return 'absent';
  // The SDK's word for a 404 without one, as HeadBucket's; a page is some other server's.
  if (status === 404 && code === 'NotFound' && !isPage(error)) return 'absent';
  if (isThrottled(error)) return 'throttled';
  if (status === 403 || status === 401 || code === 'AccessDenied' || code === 'AccessDeniedException')
    return 'denied';
  // A body that broke off or is no XML: the SDK's parser throws without a status of failure.
  if (name === 'SyntaxError' || (status >= 200 && status < 300 && nodeCode === undefined)) return 'malformed';
  return 'unreachable';
}

function isPage(error: unknown): boolean {
  const { $response: response } = error as Failure;
  return /^text\/html/i.test(response?.headers?.['content-type'] ?? '');
}

function detailOf(error: unknown, cause: Cause): string {
  const code = codeOf(error);
  switch (cause) {
    case 'denied':
      return 'access denied';
    case 'credentials':
      return error instanceof NoCredentials ? error.message : credentialsDetail(error);
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

function credentialsDetail(error: unknown): string {
  if (isSkewed(error)) return 'the clock of this machine differs from the service by more than it allows';
  const code = codeOf(error);
  switch (code) {
    case 'CredentialsProviderError':
    case 'TokenProviderError':
      return 'no credentials: set AWS_PROFILE or AWS_ACCESS_KEY_ID, or `profile`, `roleArn` or `credentials` of the bucket';
    case 'ExpiredToken':
    case 'ExpiredTokenException':
    case 'RequestExpired':
      return 'the credentials have expired: sign in again (`aws sso login`)';
    default:
      return `the service does not accept the credentials (${code})`;
  }
}

/**
 * A wrong clock: S3 has a code for it, KMS and STS say it in the message of a signature that they do not accept.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html
 */
function isSkewed(error: unknown): boolean {
  const { message = '' } = error as Failure;
  return codeOf(error) === 'RequestTimeTooSkewed' || /^Signature (expired|not yet current)\b/.test(message);
}
