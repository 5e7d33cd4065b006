// What is said of wrong use and of bugs, without the secrets that the command line or the environment put into it.

import { decoded } from '../fleet/address-parts.ts';

/** Variables that hold a secret itself, not the name of a file with one. */
const SECRET_NAME =
  /SECRET|TOKEN|PASSW|PRIVATE|ACCESS_KEY|ACCOUNT_KEY|STORAGE_KEY|API_KEY|CONNECTION_STRING|_SAS|_NOTIFY_(SLACK|WEBHOOK)/i;
const FILE_NAME = /_(FILE|PATH|ARN|URI)$/i;
/** Shorter values are no secrets and stand in ordinary words. */
const SHORTEST = 8;

const REDACTED = '[redacted]';

/**
 * Addresses lose what stands before their `@`, behind a colon that no port follows, and their query; values of variables
 * whose names say that they are secrets are taken out as they are and percent-encoded. A last resort: messages are written
 * without secrets in the first place, but those of others (the argument parser's, an SDK's in a bug) quote what they got.
 */
export function withoutSecrets(text: string, env: Readonly<Record<string, string | undefined>>): string {
  let shown = text
    .replace(/\b(s3|cw|gs|az|ftp|https?):\/\/[^\s'"]*@/gi, `$1://${REDACTED}@`)
    .replace(/\b(s3|cw|gs|az):\/\/[^\s'"/@[]*:(?!\d{1,5}\b)[^\s'"]*/gi, `$1://${REDACTED}`)
    .replace(/\b((?:s3|cw|gs|az|https?):\/\/[^\s'"?]*)\?[^\s'"]*/gi, `$1?${REDACTED}`);
  for (const secret of secretsOf(env)) {
    for (const form of [secret, encodeURIComponent(secret)]) shown = shown.replaceAll(form, REDACTED);
  }
  return shown;
}

/** The longest first: one may be part of another. */
function secretsOf(env: Readonly<Record<string, string | undefined>>): string[] {
  const values = Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && SECRET_NAME.test(name) && !FILE_NAME.test(name) ? [value, decoded(value)] : [],
  );
  return [...new Set(values)]
    .filter((value) => value.length >= SHORTEST)
    .toSorted((a, b) => b.length - a.length);
}
