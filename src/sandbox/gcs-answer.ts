// An answer of Google's services on the wire, and how they word an error.

import type { ServerResponse } from 'node:http';

export interface GoogleAnswer {
  readonly status: number;
  /** JSON, or text as it is. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Puts an answer on the wire; `end` writes the body. */
export function respondAsGoogle(
  { status, body, headers }: GoogleAnswer,
  response: ServerResponse,
  end: (text: string) => void = (text) => response.end(text),
): void {
  const json = typeof body !== 'string';
  response.writeHead(status, {
    'content-type': json ? 'application/json; charset=UTF-8' : 'text/html; charset=UTF-8',
    'cache-control': 'private, max-age=0, must-revalidate, no-transform',
    server: 'UploadServer',
    vary: 'Origin, X-Origin',
    ...headers,
  });
  end(json ? JSON.stringify(body) : body);
}

/** An error of Cloud Storage: https://cloud.google.com/storage/docs/json_api/v1/status-codes */
export function storageError(
  status: number,
  reason: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): GoogleAnswer {
  // What is wrong with the credentials is placed.
  const place = status === 401 && { locationType: 'header', location: 'Authorization' };
  const error = { message, domain: 'global', reason, ...place };
  return { status, body: { error: { code: status, message, errors: [error] } }, headers };
}

/** An error of the other services: https://cloud.google.com/apis/design/errors */
export function rpcError(
  status: number,
  word: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): GoogleAnswer {
  return { status, body: { error: { code: status, message, status: word } }, headers };
}

/** An error of the token endpoint: https://www.rfc-editor.org/rfc/rfc6749#section-5.2 */
export function tokenError(error: string, description: string): GoogleAnswer {
  return { status: 400, body: { error, error_description: description } };
}
