// The parts that all storage addresses share: credentials, host or name, path and query.

import type { AddressFault } from '../model/target.ts';
import { FleetError } from './problem.ts';

export interface AddressParts {
  /** Before the colon; as written. */
  readonly user?: string;
  /** Behind the colon; as written. */
  readonly secret?: string;
  /** What stands between the credentials and the first slash: a host or a name. */
  readonly first: string;
  /** All behind it, with its leading slash, without the query. */
  readonly path: string;
  readonly query?: string;
}

/**
 * Splits what stands behind `scheme://`. The last `@` ends the credentials, whatever stands before it: a raw `@`, `:`, `/`
 * or `?` inside a secret stays with the secret, so no part of one is ever taken for a host, a path or a query.
 */
export function splitAddress(rest: string): AddressParts {
  const at = rest.lastIndexOf('@');
  const before = at === -1 ? undefined : rest.slice(0, at);
  const behind = rest.slice(at + 1);
  const colon = before?.indexOf(':') ?? -1;
  const mark = behind.indexOf('?');
  const place = mark === -1 ? behind : behind.slice(0, mark);
  const slash = place.indexOf('/');
  return {
    ...(before !== undefined && { user: colon === -1 ? before : before.slice(0, colon) }),
    ...(before !== undefined && colon !== -1 && { secret: before.slice(colon + 1) }),
    first: slash === -1 ? place : place.slice(0, slash),
    path: slash === -1 ? '' : place.slice(slash),
    ...(mark !== -1 && { query: behind.slice(mark + 1) }),
  };
}

/** The credentials of an address as written, or undefined where it has none: what must not stand in a file literally. */
export function secretPart(text: string): string | undefined {
  const { user, secret } = splitAddress(text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, ''));
  const part = secret ?? (user !== undefined && !isEmail(user) ? user : undefined);
  return part === '' ? undefined : part;
}

/** Characters that must be percent-encoded in credentials; GCS and Azure document it for `+` and `=`, too. */
const RAW: Readonly<Record<string, RegExp>> = {
  s3: /[/@:?#\s]/,
  cw: /[/@:?#\s]/,
  gs: /[/@:?#+=\s]/,
  az: /[/@:?#+=\s]/,
};
const BAD_PERCENT = /%(?![0-9a-f]{2})/i;

/** What is wrong with the way credentials are written; never says any of it. */
export function encodingFaults(scheme: string, { user = '', secret = '' }: AddressParts): AddressFault[] {
  const wrong = (part: string): boolean => RAW[scheme]?.test(part) === true || BAD_PERCENT.test(part);
  if (wrong(secret)) return [{ kind: 'credentialsNotEncoded', detail: 'the secret' }];
  // A service account's e-mail may hold its raw `@`, as in W&B's guide.
  return scheme !== 'gs' && wrong(user) ? [{ kind: 'credentialsNotEncoded', detail: 'the access key' }] : [];
}

const PARAMETERS: readonly string[] = ['region', 'tls', 'forcePathStyle'];
const WORD = /^[\w.-]{0,64}$/;

export interface AddressQuery {
  readonly region?: string;
  readonly tls?: boolean;
  readonly forcePathStyle?: boolean;
  readonly faults: readonly AddressFault[];
}

/** Reads `region=…&tls=…&forcePathStyle=…`; names are W&B's, https://github.com/wandb/operator/tree/main/internal/controller/infra/objectstore */
export function readQuery(query: string | undefined): AddressQuery {
  const faults: AddressFault[] = [];
  // Old documentation wrote `?region=x?tls=true`; W&B reads a region named `x?tls=true` there, and no tls.
  if (query?.includes('?') === true) faults.push({ kind: 'secondQuestionMark', detail: '?' });
  const found: Record<string, string> = {};
  for (const pair of (query ?? '').split(/[?&]/).filter((part) => part !== '')) {
    const [name = '', ...value] = pair.split('=');
    const text = decoded(value.join('='));
    const isFlag = name === 'tls' || name === 'forcePathStyle';
    if (PARAMETERS.includes(name) && WORD.test(text) && (!isFlag || /^(true|false)$/i.test(text))) {
      found[name] = text;
    } else {
      faults.push({
        kind: 'unknownParameter',
        detail: /^[A-Za-z]{1,24}$/.test(name) ? name : 'without a name',
      });
    }
  }
  const { region, tls, forcePathStyle } = found;
  return {
    ...(region !== undefined && region !== '' && { region }),
    ...(tls !== undefined && { tls: tls.toLowerCase() === 'true' }),
    ...(forcePathStyle !== undefined && { forcePathStyle: forcePathStyle.toLowerCase() === 'true' }),
    faults,
  };
}

/** The address as written with everything that is or may be a secret replaced. */
export function shownAddress(scheme: string, { user, secret, first, path, query }: AddressParts): string {
  const shownUser =
    user === undefined || user === '' || (scheme === 'gs' && isEmail(user)) ? (user ?? '') : '[redacted]';
  const credentials =
    user === undefined
      ? ''
      : `${shownUser}${secret === undefined ? '' : secret === '' ? ':' : ':[redacted]'}@`;
  return `${scheme}://${credentials}${first}${path}${query === undefined ? '' : `?${shownQuery(query)}`}`;
}

function shownQuery(query: string): string {
  return query.replace(/[^?&]+/g, (pair) => {
    const [name = '', ...value] = pair.split('=');
    const isPlain = PARAMETERS.includes(name) && WORD.test(value.join('='));
    return isPlain ? pair : `${/^[A-Za-z]{1,24}$/.test(name) ? name : ''}=[redacted]`;
  });
}

/** True for what can only be the name of a service account: https://cloud.google.com/iam/docs/service-account-types */
export function isEmail(text: string): boolean {
  return /^[\w.-]{1,128}(@|%40)([a-z0-9-]{1,63}\.){1,4}gserviceaccount\.com$/i.test(text);
}

export function subpathOf(path: string): { subpath: string; declaredSubpath?: string } {
  const declared = path.replace(/^\//, '');
  return { subpath: trimSlashes(declared), ...(declared !== '' && { declaredSubpath: declared }) };
}

/** Takes leading and trailing slashes off. */
export function trimSlashes(path: string): string {
  let start = 0;
  let end = path.length;
  while (path[start] === '/') start++;
  while (end > start && path[end - 1] === '/') end--;
  return path.slice(start, end);
}

/** Percent-decoded; as it is where it cannot be decoded (a fault that {@link encodingFaults} tells). */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Ends the parsing of an address; the place is filled in by who knows it. */
export function refuse(message: string): never {
  throw new FleetError([{ file: 'address', line: 1, column: 1, message }]);
}
