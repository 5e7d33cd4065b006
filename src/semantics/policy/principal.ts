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
  const aws = textsOf(principal['AWS']).map((text) => isSame(text, asking, excepted));
  const coreweave = textsOf(principal['CW']).map((text): Truth => text === '*' || globMatches(text, asking));
  return any([...aws, ...coreweave]);
}

function isSame(text: string, asking: string, excepted: boolean): Truth {
  if (text === '*' || text === asking) return true;
  const account = accountOf(text);
  if (account === undefined || account !== accountOf(asking)) return false;
  // The account speaks for all in it; as an exception it spares the account only together with the identity.
  if (ACCOUNT.test(text) || ARN.exec(text)?.[2] === 'root')
    return excepted && !isRoot(asking) ? 'unknown' : true;
  // Which identity of the account asks is not known: it may be this one.
  if (isRoot(asking)) return 'unknown';
  return sessionOf(asking, text);
}

function isRoot(asking: string): boolean {
  return ACCOUNT.test(asking) || ARN.exec(asking)?.[2] === 'root';
}

/** A role speaks for all its sessions; the role's path is not in a session's ARN. */
function sessionOf(asking: string, role: string): boolean {
  const session = /^assumed-role\/([^/]+)\//.exec(ARN.exec(asking)?.[2] ?? '')?.[1];
  const resource = ARN.exec(role)?.[2] ?? '';
  return session !== undefined && resource.startsWith('role/') && resource.split('/').at(-1) === session;
}
