// What an error of Google's services means for a reading.

import type { Cause, Unreadable, Unsupported } from '../../model/evidence.ts';
import { Interrupted, isThrottled, NoCredentials, statusOf, unreachableDetail } from '../errors.ts';
import type { Call } from '../provider.ts';

/** A refusal of one of Google's services, without the request that caused it: that one holds a token. */
export class GoogleError extends Error {
  override readonly name = 'GoogleError';
  readonly status: number;
  /** `forbidden`, `accountDisabled`, `SERVICE_DISABLED`; '' where the answer is not Google's. */
  readonly reason: string;
  readonly response: { readonly headers: { readonly 'retry-after'?: string } };

  constructor(status: number, reason: string, message: string, retryAfter: string | undefined) {
    super(message);
    this.status = status;
    this.reason = reason;
    this.response = { headers: { ...(retryAfter !== undefined && { 'retry-after': retryAfter }) } };
  }
}

/** A 200 that is no answer of this API at all: a sign-in page, a proxy's error. */
export class NotGoogle extends Error {
  override readonly name = 'NotGoogle';
}

/** The endpoint is not asked, and why. */
export class NotAsked extends Error {
  override readonly name = 'NotAsked';
}

/** https://cloud.google.com/storage/docs/json_api/v1/status-codes and https://cloud.google.com/apis/design/errors */
interface ErrorBody {
  readonly error?: {
    readonly message?: string;
    readonly errors?: readonly { readonly reason?: string }[];
    readonly details?: readonly { readonly reason?: string }[];
  };
}

/** What an answer says that is no 2xx; `data` is its JSON, where it is an object. */
export function googleErrorOf(
  status: number,
  data: object | undefined,
  retryAfter: string | undefined,
): GoogleError {
  const { error: told } = (data ?? {}) as ErrorBody;
  const detailed = told?.details?.find(({ reason }) => reason !== undefined)?.reason;
  const reason = detailed ?? told?.errors?.[0]?.reason ?? (told === undefined ? '' : 'unknown');
  // Some of Google's services say 403 to too many calls.
  const meant = /rateLimitExceeded$/i.test(reason) ? 429 : status;
  return new GoogleError(meant, reason, told?.message ?? '', retryAfter);
}

/** The reading of a call that failed. */
export function readingOf(error: unknown, { call, permission }: Call): Unreadable | Unsupported {
  const status = statusOf(error);
  const foreign = error instanceof GoogleError && error.reason === '';
  // A stand-in that does not know the call; Google's own 404 says what was not found.
  if (status === 501 || status === 405 || (status === 404 && foreign)) {
    return { status: 'unsupported', call, detail: 'this endpoint does not implement the call' };
  }
  const cause = causeOf(error);
  return {
    status: 'unreadable',
    cause,
    call,
    ...(cause === 'denied' && isForbidden(error) && { permission }),
    detail: detailOf(error, cause),
  };
}

/** True where the bucket's requesters pay and the caller named no project for it: this much is known then. */
export function wantsUserProject(error: unknown): boolean {
  return (
    error instanceof GoogleError && error.status === 400 && /requester pays|user project/i.test(error.message)
  );
}

/** A missing permission; the other refusals have reasons of their own. */
function isForbidden(error: unknown): boolean {
  return error instanceof GoogleError && error.status === 403 && refusalOf(error) === undefined;
}

function causeOf(error: unknown): Cause {
  if (error instanceof Interrupted) return 'interrupted';
  if (error instanceof NoCredentials) return 'credentials';
  if (error instanceof NotGoogle || error instanceof TypeError) return 'malformed';
  if (isThrottled(error)) return 'throttled';
  const status = statusOf(error);
  if (status === 401) return 'credentials';
  if (status === 403 || wantsUserProject(error)) return 'denied';
  return status === 404 ? 'absent' : 'unreachable';
}

function detailOf(error: unknown, cause: Cause): string {
  switch (cause) {
    case 'denied':
      return (error instanceof GoogleError ? refusalOf(error) : undefined) ?? 'access denied';
    case 'credentials':
      return error instanceof NoCredentials ? error.message : credentialsDetail(error);
    case 'absent':
      return 'the bucket does not exist';
    case 'throttled':
      return `still throttled after several tries (${statusOf(error)}); lower --concurrency or try later`;
    case 'malformed':
      return error instanceof NotGoogle ? error.message : 'the answer is not the document of this API';
    case 'interrupted':
      return 'the run was interrupted before this was read';
    case 'unreachable':
      return error instanceof NotAsked ? error.message : unreachableDetail(error);
  }
}

/** A refusal that no permission would change. */
function refusalOf({ reason, message, status }: GoogleError): string | undefined {
  if (status === 400) return 'requesters pay for this bucket, and the caller has no project to bill';
  if (reason === 'accountDisabled')
    return "the billing account of the bucket's project is absent or disabled";
  if (/vpcServiceControls/i.test(message) || reason === 'SECURITY_POLICY_VIOLATED')
    return 'VPC Service Controls of the organization forbid the call from here';
  if (reason === 'accessNotConfigured' || reason === 'SERVICE_DISABLED')
    return "the API is not enabled in the caller's project (`gcloud services enable`)";
  if (reason === 'insufficientPermissions' || reason === 'ACCESS_TOKEN_SCOPE_INSUFFICIENT')
    return 'the scopes of the credentials do not allow it: the scope cloud-platform is needed';
  return undefined;
}

function credentialsDetail(error: unknown): string {
  return error instanceof GoogleError && error.reason === 'required'
    ? 'no credentials: run `gcloud auth application-default login` or set GOOGLE_APPLICATION_CREDENTIALS'
    : 'Google does not accept the credentials (401): they have expired or were revoked; sign in again';
}
