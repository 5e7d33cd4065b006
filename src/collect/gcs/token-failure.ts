// Why Google gave no token, in one line without secrets.

import type { AuthClient } from 'google-auth-library';
import { codeWord, NoCredentials } from '../errors.ts';

/** https://www.rfc-editor.org/rfc/rfc6749#section-5.2, and the form of Google's other services */
interface Refusal {
  readonly response?: {
    readonly status: number;
    readonly data?: { readonly error?: string | { readonly status?: string } };
  };
}

/** The error of a token that was not given, as {@link NoCredentials} where the credentials are at fault. */
export function tokenFailure(error: unknown, client: AuthClient): unknown {
  const { response } = error as Refusal;
  if (response === undefined) {
    // Without a request nothing was asked: a key that does not sign, a file that is gone.
    const asked = typeof error === 'object' && error !== null && 'config' in error;
    return asked
      ? error
      : new NoCredentials('the credentials are not usable: no token can be asked for with them');
  }
  if (response.status >= 500 || response.status === 429) return error;
  const told = response.data?.error;
  const reason = codeWord(typeof told === 'string' ? told : (told?.status ?? String(response.status)));
  return new NoCredentials(
    reason === 'invalid_grant' ? invalidGrant(client) : `Google gives no token (${reason})`,
  );
}

/** A service account has an e-mail, a user's sign-in has not. */
function invalidGrant(client: AuthClient): string {
  const { email } = client as { email?: string };
  return email === undefined
    ? 'the sign-in has expired or was revoked: run `gcloud auth application-default login` (invalid_grant)'
    : `Google does not accept the key of ${email}: the service account is deleted or disabled, or its key is (invalid_grant)`;
}
