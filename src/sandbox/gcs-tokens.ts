// Google's token endpoint and the tokens it gave.

import { randomBytes } from 'node:crypto';
import { rpcError, storageError, tokenError } from './gcs-answer.ts';
import type { GoogleAnswer } from './gcs-answer.ts';
import type { GoogleAsked } from './gcs-request.ts';
import type { SandboxGoogle } from './gcs-world.ts';

const LIFETIME_SECONDS = 3599;

export interface Tokens {
  /** Who holds the token of a request: '' without one, undefined where it is none of ours. */
  readonly holderOf: (asked: GoogleAsked) => string | undefined;
  /** A token for a signed assertion or a refresh token. */
  readonly exchange: (asked: GoogleAsked) => GoogleAnswer;
  /** A token for another service account. */
  readonly actAs: (asked: GoogleAsked) => GoogleAnswer;
}

export function tokensOf({ deletedAccounts = [], actAs }: SandboxGoogle): Tokens {
  const holders = new Map<string, string>();
  const give = (account: string): string => {
    const token = `ya29.${randomBytes(16).toString('hex')}`;
    holders.set(token, account);
    return token;
  };
  return {
    holderOf: ({ token }) => (token === undefined ? '' : holders.get(token)),
    exchange({ body }) {
      const form = new URLSearchParams(body);
      const account =
        form.get('grant_type') === 'refresh_token' ? userOf(form) : issuerOf(form.get('assertion') ?? '');
      if (account === undefined) return tokenError('invalid_grant', 'Token has been expired or revoked.');
      if (deletedAccounts.includes(account))
        return tokenError('invalid_grant', 'Invalid grant: account not found');
      const answer = { access_token: give(account), expires_in: LIFETIME_SECONDS, token_type: 'Bearer' };
      return { status: 200, body: answer };
    },
    actAs({ of: account }) {
      if (actAs?.includes(account) !== true) {
        const message = `Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist).`;
        return rpcError(403, 'PERMISSION_DENIED', message);
      }
      const expireTime = new Date(Date.now() + LIFETIME_SECONDS * 1000).toISOString();
      return { status: 200, body: { accessToken: give(account), expireTime } };
    },
  };
}

/** A user's refresh token; `revoked` is one that is no longer good. */
function userOf(form: URLSearchParams): string | undefined {
  const token = form.get('refresh_token');
  return token === null || token === 'revoked' ? undefined : 'user';
}

/** The account that a JWT says it is from. Its signature is not looked at. */
function issuerOf(jwt: string): string | undefined {
  const [, payload = ''] = jwt.split('.');
  try {
    const { iss } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { iss?: string };
    return iss;
  } catch {
    return undefined;
  }
}

/** The answer to a token that is not good. */
export function badToken(): GoogleAnswer {
  return storageError(401, 'authError', 'Invalid Credentials', {
    'www-authenticate': 'Bearer realm="https://accounts.google.com/", error="invalid_token"',
  });
}
