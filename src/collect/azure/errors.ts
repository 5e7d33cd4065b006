// What an error of the Azure SDKs means for a reading.

import type { Cause, Unreadable } from '../../model/evidence.ts';
import { codeWord, Interrupted, isThrottled, NoCredentials, statusOf, unreachableDetail } from '../errors.ts';
import type { Call } from '../provider.ts';

/** A 200 that is no answer of this API: a sign-in page, a page list that leads elsewhere. */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer';
}

interface Failure {
  readonly name?: string;
  readonly code?: string | number;
  readonly details?: { readonly errorCode?: string };
}

/** Azure's own word for the error: `AuthorizationFailed`; '' where it gave none. */
export function wordOf(error: unknown): string {
  const { code, details } = error as Failure;
  return codeWord(details?.errorCode ?? (typeof code === 'string' ? code : ''));
}

/** The reading of a call that failed. */
export function readingOf(error: unknown, { call, permission }: Call): Unreadable {
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
  const status = statusOf(error);
  const word = wordOf(error);
  if (error instanceof UnexpectedAnswer) return 'malformed';
  if (error instanceof Interrupted) return 'interrupted';
  // The data plane answers 403 to a signature it does not accept.
  if (error instanceof NoCredentials || status === 401 || word === 'AuthenticationFailed')
    return 'credentials';
  if (isThrottled(error)) return 'throttled';
  if (status === 403) return 'denied';
  if (status === 404) return 'absent';
  // The SDKs' parsers: a body that broke off or is no JSON or XML.
  if (word === 'PARSE_ERROR' || (error as Failure).name === 'SyntaxError') return 'malformed';
  return status >= 200 && status < 300 ? 'malformed' : 'unreachable';
}

const ABSENT: Readonly<Record<string, string>> = {
  ContainerNotFound: 'the container does not exist',
  ResourceGroupNotFound: 'the resource group of `accountResourceId` does not exist',
  SubscriptionNotFound: 'the subscription does not exist or is not in reach of these credentials',
};

function detailOf(error: unknown, cause: Cause): string {
  const word = wordOf(error);
  switch (cause) {
    case 'denied':
      return deniedDetail(word);
    case 'credentials':
      return error instanceof NoCredentials ? error.message : credentialsDetail(word, statusOf(error));
    case 'absent':
      return ABSENT[word] ?? `the storage account does not exist (${word === '' ? '404' : word})`;
    case 'throttled':
      return `still throttled after several tries (${word}); lower --concurrency or try later`;
    case 'malformed':
      return error instanceof UnexpectedAnswer
        ? error.message
        : 'the answer broke off or is not the document of this API';
    case 'interrupted':
      return 'the run was interrupted before this was read';
    case 'unreachable':
      return statusOf(error) >= 400 && statusOf(error) < 500 && word !== ''
        ? `the service refuses the call (${word})`
        : unreachableDetail(error);
  }
}

/** The account turns every access key away, good or bad. */
export const KEYS_REFUSED = 'the account does not accept access keys';

/** What the data plane refuses for: https://learn.microsoft.com/en-us/rest/api/storageservices/common-rest-api-error-codes */
function deniedDetail(word: string): string {
  switch (word) {
    case 'KeyBasedAuthenticationNotPermitted':
      return KEYS_REFUSED;
    case 'AuthorizationFailure':
      return 'the account refuses this machine or this key, most likely by its network rules';
    default:
      return 'access denied';
  }
}

function credentialsDetail(word: string, status: number): string {
  if (status === 403) return `the account does not accept the address's access key (${word})`;
  switch (word) {
    case 'ExpiredAuthenticationToken':
      return 'the token has expired: sign in again (`az login`)';
    case 'InvalidAuthenticationTokenTenant':
      return 'the token is of another tenant than the subscription: declare `tenantId` of the bucket';
    default:
      return `the service does not accept the token (${word === '' ? '401' : word})`;
  }
}
