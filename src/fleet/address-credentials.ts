// The credentials part of a storage address: where it ends, and whether it is percent-encoded.

import type { AddressFault } from '../model/target.ts';

/**
 * Splits `user:secret@behind`. The last `@` ends the credentials, so that a raw `@` inside a secret or a service
 * account's e-mail stays with them; an `@` in a path of a plain name (`bucket/a@b`) begins none.
 */
export function splitCredentials(rest: string): { user?: string; secret?: string; behind: string } {
  const at = rest.lastIndexOf('@');
  if (at === -1) return { behind: rest };
  const before = rest.slice(0, at);
  const behind = rest.slice(at + 1);
  const colon = before.indexOf(':');
  const slash = before.indexOf('/');
  // A slash before any colon: the bucket's path, not a key.
  if (slash !== -1 && (colon === -1 || slash < colon)) return { behind: rest };
  if (colon === -1) return { user: before, behind };
  return { user: before.slice(0, colon), secret: before.slice(colon + 1), behind };
}

/** Characters that must be percent-encoded in a secret; GCS and Azure document it for `+` and `=`, too. */
const RAW: Readonly<Record<string, RegExp>> = {
  s3: /[/@:?#\s]/,
  cw: /[/@:?#\s]/,
  gs: /[/@:?#+=\s]/,
  az: /[/@:?#+=\s]/,
};

/** What is wrong with the way a secret is written; never says any of it. */
export function faultsOfCredentials(scheme: string, secret: string): AddressFault[] {
  const raw = RAW[scheme]?.test(secret) === true || /%(?![0-9a-f]{2})/i.test(secret);
  return raw
    ? [{ kind: 'credentialsNotEncoded', detail: 'the secret holds characters that must be percent-encoded' }]
    : [];
}
