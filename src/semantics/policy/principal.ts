// Whether a statement is about the one who asks.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html

import { isJsonObject } from '../../model/json.ts';
import type { JsonObject, JsonValue } from '../../model/json.ts';
import { globMatches } from '../glob.ts';
import { textsOf } from './document.ts';
import type { Truth } from './truth.ts';
import { any, not } from './truth.ts';

const ACCOUNT = /^\d{12}$/;
const ARN = /^arn:[^:]+:(?:iam|sts)::([^:]*):(.*)$/;

/** The account of a principal's ARN; `wandb` for CoreWeave's. */
export function accountOf(principal: string): string | undefined {
  return ACCOUNT.test(principal) ? principal : ARN.exec(principal)?.[1];
}

/** Matches Principal or NotPrincipal of a statement; a statement of a resource policy without either matches nobody. */
export function matchesPrincipal({ Principal, NotPrincipal }: JsonObject, asking: string): Truth {
  if (Principal !== undefined) return named(Principal, asking);
  if (NotPrincipal !== undefined) return not(named(NotPrincipal, asking, true));
  return false;
}

/** True where Principal is `*` or `{"AWS": "*"}`. */
export function isEveryone(principal: JsonValue | undefined): boolean {
  if (principal === '*') return true;
  return isJsonObject(principal) && ['AWS', 'CW'].some((kind) => textsOf(principal[kind]).includes('*'));
}

function named(principal: JsonValue, asking: string, excepted = false): Truth {
  if (principal === '*') return true;
  if (!isJsonObject(principal)) return false;
  // Service, Federated and CanonicalUser are never the one who asks.
  const aws = textsOf(principal['AWS']);
  const identity = any(aws.map((text) => isIdentity(text, asking)));
  const account = aws.some((text) => isRoot(text) && accountOf(text) === accountOf(asking));
  return any([
    aws.includes('*'),
    textsOf(principal['CW']).some((text) => globMatches(text, asking)),
    excepted ? isSpared(identity, account, asking) : any([identity, account]),
  ]);
}

/**
 * NotPrincipal is checked for the account, then for the role in it: one without the other may be denied. A user named alone
 * is spared, as other implementations have it.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
function isSpared(identity: Truth, account: boolean, asking: string): Truth {
  const isRole = /:(assumed-)?role\//.test(asking);
  if (identity === account || (identity === true && !isRole)) return identity;
  return 'unknown';
}

/** The very identity, or a role for its sessions. AWS refuses wildcards in part of an ARN: they match nobody. */
function isIdentity(text: string, asking: string): Truth {
  if (text === asking) return !isRoot(text);
  const account = accountOf(text);
  if (account === undefined || account !== accountOf(asking) || isRoot(text) || /[*?]/.test(text))
    return false;
  // Which identity of the account asks is not known: it may be this one.
  if (isRoot(asking)) return 'unknown';
  return isSessionOf(asking, text);
}

/** The account itself, by its id or its root's ARN. */
function isRoot(principal: string): boolean {
  return ACCOUNT.test(principal) || ARN.exec(principal)?.[2] === 'root';
}

/** A role speaks for all its sessions; the role's path is not in a session's ARN. */
function isSessionOf(asking: string, role: string): boolean {
  const session = /^assumed-role\/([^/]+)\//.exec(ARN.exec(asking)?.[2] ?? '')?.[1];
  const resource = ARN.exec(role)?.[2] ?? '';
  return session !== undefined && resource.startsWith('role/') && resource.split('/').at(-1) === session;
}
