// What an error means whatever SDK threw it: its status, whether trying again helps, whether the endpoint is there at all.

/** The members of an SDK's or node's error that decide. */
interface Failure {
  readonly name?: string;
  /** Node's code, Azure's word, Google's status. */
  readonly code?: string | number;
  /** Amazon's word. */
  readonly Code?: string;
  readonly cause?: unknown;
  /** Azure. */
  readonly statusCode?: number;
  /** Google. */
  readonly status?: number | string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  /** Azure, Google. */
  readonly response?: { readonly headers?: Headed };
  /** Amazon. */
  readonly $response?: { readonly headers?: Headed };
}

/** The headers of an answer: an object with `get`, or names in lower case. */
type Headed = { get?: (name: string) => string | null | undefined } & Readonly<Record<string, unknown>>;

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

/** An answer without end, or longer than any that its API gives. */
export class AnswerTooLong extends Error {
  override readonly name = 'AnswerTooLong';
  override readonly message = 'the answer is longer than any of this API';
}

/** The connection broke within the answer; as good a reason to try again as one that broke before it. */
export class AnswerBrokenOff extends Error {
  override readonly name = 'AnswerBrokenOff';
  override readonly message = 'the answer broke off';
  readonly code = 'ECONNRESET';
}

const THROTTLED: readonly string[] = [
  'SlowDown',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'ServiceUnavailable',
];
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/;
const NO_WAY = /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/;
const BROKEN = /^(ECONNRESET|EPIPE)$/;
const NO_TUNNEL = 'ERR_PROXY_TUNNEL';

/** Words of one language or several, one short number among them: `XAmzContentSHA256Mismatch`, `invalid_grant`. */
const WORD = /^[A-Za-z_.-]*(\d{1,4}[A-Za-z_.-]*)?$/;
const LONGEST_WORD = 64;

/** A service's code for an error, which reports show. What is no word may be a key that an answer gives back. */
export function codeWord(code: unknown): string {
  const isWord = typeof code === 'string' && code.length <= LONGEST_WORD && WORD.test(code);
  return isWord ? code : 'code withheld';
}

/** Pages of the longest list there is (the 50,000 grants of a key, 100 a page), twice: a list that goes on beyond has no end. */
export const MOST_PAGES = 1000;

/** The error's own code, wherever the SDK put it. */
export function codeOf(error: unknown): string {
  const { name = '', Code: code } = error as Failure;
  return codeWord(code ?? name);
}

/** The HTTP status of the answer; 0 where none came: what a proxy answers that opens no tunnel is no answer of the service. */
export function statusOf(error: unknown): number {
  if (reasonOf(error) === NO_TUNNEL) return 0;
  const { $metadata, statusCode, status, code } = error as Failure;
  const told = [$metadata?.httpStatusCode, statusCode, status, code];
  return told.find((value) => typeof value === 'number') ?? 0;
}

export function isThrottled(error: unknown): boolean {
  const status = statusOf(error);
  return THROTTLED.includes(codeOf(error)) || status === 429 || status === 503;
}

/** Milliseconds that the service asks to be left alone (`Retry-After`, seconds or a date); undefined where it does not. */
export function retryAfterOf(error: unknown): number | undefined {
  const { response, $response } = error as Failure;
  const headers = response?.headers ?? $response?.headers;
  const told = headers?.get?.('retry-after') ?? headers?.['retry-after'];
  if (typeof told !== 'string') return undefined;
  const ms = /^\d+$/.test(told.trim()) ? Number(told) * 1000 : Date.parse(told) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
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

/** Node's own code, where the SDK wrapped the error. */
function reasonOf(error: unknown): string {
  const { code, cause } = error as Failure;
  const told = typeof code === 'string' ? code : (cause as Failure | undefined)?.code;
  return typeof told === 'string' ? told : '';
}

/** One clear line about an endpoint that gave no usable answer. */
export function unreachableDetail(error: unknown): string {
  if (error instanceof CaFileError) return error.message;
  const status = statusOf(error);
  const reason = reasonOf(error);
  if (CERTIFICATE.test(reason)) {
    return `the endpoint's certificate is not trusted (${reason}): name its authority in \`caFile\` or NODE_EXTRA_CA_CERTS`;
  }
  if (reason === 'ENOTFOUND' || reason === 'EAI_AGAIN')
    return `the endpoint's name does not resolve (${reason})`;
  if (reason === 'ECONNREFUSED') return 'the endpoint refuses connections (ECONNREFUSED)';
  if (reason === NO_TUNNEL)
    return 'the proxy of HTTPS_PROXY lets no connection through (ERR_PROXY_TUNNEL): name the host in NO_PROXY where it needs none';
  if (reason === 'ERR_INVALID_URL') return 'the endpoint is no URL (ERR_INVALID_URL)';
  // By class: the SDK names resets TimeoutError, too.
  if (error instanceof TimeoutError || reason === 'ETIMEDOUT') return 'no answer in time (--timeout)';
  if (status >= 300 && status < 400) return `the store redirects without end (${status})`;
  if (status >= 500) return `the service fails (${status})`;
  if (status === 404)
    return 'the endpoint answers 404, and with no error of this API: is it the address of the store?';
  return reason === ''
    ? `the call failed (${status === 0 ? codeOf(error) : status})`
    : `the connection broke (${reason})`;
}
