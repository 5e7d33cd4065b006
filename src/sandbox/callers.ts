// Who calls: access keys and the accounts behind them, signatures, and roles that were assumed.

import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Refusal } from './answer.ts';
import type { Asked } from './request.ts';
import { ACCOUNT } from './world.ts';
import type { SandboxAccessKey } from './world.ts';

export interface Caller {
  readonly account: string;
  readonly arn: string;
  readonly userId: string;
  /** The only actions that the caller has; without, all. */
  readonly granted?: readonly string[];
}

/** Credentials of an assumed role. */
interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

export interface Callers {
  /** The caller, or why it is turned away. */
  readonly identify: (asked: Asked) => Caller | Refusal;
  /** Makes credentials that belong to the role's account. */
  readonly assume: (roleArn: string, session: string) => { credentials: RoleCredentials; caller: Caller };
}

interface Known {
  readonly caller: Caller;
  readonly secret?: string;
  readonly token?: string;
}

/** The callers of a world; without declared keys every key is its owner's. */
export function callersOf(declared: readonly SandboxAccessKey[] | undefined): Callers {
  const known = new Map<string, Known>();
  for (const { id, secret, account = ACCOUNT, granted } of declared ?? []) {
    const caller = { ...userOf(account, id), ...(granted !== undefined && { granted }) };
    known.set(id, { caller, ...(secret !== undefined && { secret }) });
  }
  return {
    identify(asked) {
      const { signature, token } = asked;
      if (signature === undefined) return 'anonymous';
      const { accessKeyId } = signature;
      const key =
        known.get(accessKeyId) ??
        (declared === undefined ? { caller: userOf(ACCOUNT, accessKeyId) } : undefined);
      if (key === undefined) return 'unknownKey';
      if (key.token !== undefined && key.token !== token) return 'badToken';
      if (key.secret !== undefined && signatureFor(asked, key.secret) !== signature.value)
        return 'badSignature';
      return key.caller;
    },
    assume(roleArn, session) {
      const [, , , , account = '', resource = ''] = roleArn.split(':');
      const id = randomBytes(8).toString('hex').toUpperCase();
      const credentials = {
        accessKeyId: `ASIA${id}`,
        secretAccessKey: randomBytes(30).toString('base64'),
        sessionToken: randomBytes(48).toString('base64'),
      };
      const caller = {
        account,
        // A role's path is not part of its sessions' names.
        arn: `arn:aws:sts::${account}:assumed-role/${resource.split('/').at(-1)}/${session}`,
        userId: `AROA${id}:${session}`,
      };
      const { secretAccessKey: secret, sessionToken: token } = credentials;
      known.set(credentials.accessKeyId, { caller, secret, token });
      return { credentials, caller };
    },
  };
}

function userOf(account: string, accessKeyId: string): Caller {
  const userId = `AIDA${accessKeyId.slice(4)}`;
  return { account, arn: `arn:aws:iam::${account}:user/auditor`, userId };
}

/** The signature a request must bear: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function signatureFor(asked: Asked, secret: string): string {
  const { signature, date } = asked;
  const scope = signature?.scope ?? '';
  const toSign = ['AWS4-HMAC-SHA256', date, scope, sha256(canonicalRequest(asked))].join('\n');
  const key = scope
    .split('/')
    .reduce<string | Buffer>(
      (from, part) => createHmac('sha256', from).update(part).digest(),
      `AWS4${secret}`,
    );
  return createHmac('sha256', key).update(toSign).digest('hex');
}

function canonicalRequest({ method, path, queryString, headers, signature, body }: Asked): string {
  const names = signature?.signedHeaders ?? [];
  const lines = names.map((name) => `${name}:${(headers[name] ?? '').trim().replace(/ +/g, ' ')}\n`);
  const payload = headers['x-amz-content-sha256'] ?? sha256(body);
  return [method, path, canonicalQuery(queryString), lines.join(''), names.join(';'), payload].join('\n');
}

/** By name, then by value, in whatever order they were sent. */
function canonicalQuery(queryString: string): string {
  return queryString
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => pair.split(/=(.*)/s))
    .map(([name = '', value = '']) => [name, value] as const)
    .toSorted(([a, v], [b, w]) => (a === b ? order(v, w) : order(a, b)))
    .map((pair) => pair.join('='))
    .join('&');
}

/** Of code points: percent-encoded text is ASCII. */
function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
