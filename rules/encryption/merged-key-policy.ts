// The key policy put right: W&B's statement in its place, administration kept, what stands there for others untouched.

import type { Key } from '../../src/model/evidence.ts';
import { isJsonObject } from '../../src/model/json.ts';
import type { JsonObject, JsonValue } from '../../src/model/json.ts';
import type { RemediationContext } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import { judgeConditions } from '../../src/semantics/policy/condition.ts';
import { readerOf } from '../../src/semantics/policy/context.ts';
import { parsePolicy, textsOf } from '../../src/semantics/policy/document.ts';
import type { Statement } from '../../src/semantics/policy/document.ts';
import { accountOf, isEveryone, matchesPrincipal } from '../../src/semantics/policy/principal.ts';
import { KMS_ACTIONS, KMS_ESSENTIAL_ACTIONS } from '../../src/wandb/actions.ts';
import { exempted } from '../views/exempted.ts';
import { administrators, askedKey, decideKey, isVerdict } from '../views/kms-request.ts';
import type { AskedKey } from '../views/kms-request.ts';
import { wandbIdentity } from '../views/wandb-identity.ts';

const VERSION = '2012-10-17';

/** The Sids of W&B's guide. */
const WANDB_SID = 'External';
const OWNER_SID = 'Internal';

function administration(account: string, taken: readonly JsonValue[]): JsonObject {
  return {
    Sid: freeSid(OWNER_SID, taken),
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: 'kms:*',
    Resource: '*',
  };
}

/** A Sid stands once in a policy: IAM refuses a second. */
function freeSid(wanted: string, taken: readonly JsonValue[]): string {
  const sids = new Set(taken.flatMap((one) => (isJsonObject(one) ? textsOf(one['Sid']) : [])));
  let sid = wanted;
  for (let count = 2; sids.has(sid); count++) sid = `${wanted}${count}`;
  return sid;
}

/** The key policy of W&B's guide for a key of `account`. */
export function guideKeyPolicy(target: Target, account: string): JsonObject {
  const identity = wandbIdentity(target);
  const principal = identity.kind === 'known' ? identity.principals[0] : undefined;
  const owner = administration(account, []);
  const statements = principal === undefined ? [owner] : [owner, statementFor(principal, [owner])];
  return { Version: VERSION, Statement: statements };
}

function statementFor(principal: JsonValue, others: readonly JsonValue[], condition?: JsonValue): JsonObject {
  return {
    Sid: freeSid(WANDB_SID, others),
    Effect: 'Allow',
    Principal: { AWS: principal },
    Action: [...KMS_ACTIONS],
    Resource: '*',
    ...(condition !== undefined && { Condition: condition }),
  };
}

/** What a merge starts from; `key` is null only where nothing was read. */
interface Configured {
  readonly document: JsonObject;
  readonly statements: readonly JsonValue[];
  readonly key: Key | null;
}

function configured({ readings: { key, keyPolicy } }: RemediationContext): Configured {
  const value = keyPolicy?.status === 'known' ? keyPolicy.value?.document : undefined;
  const document = isJsonObject(value) ? value : { Version: VERSION };
  const { Statement: written } = document;
  const statements = Array.isArray(written)
    ? (written as readonly JsonValue[])
    : written === undefined
      ? []
      : [written];
  return { document, statements, key: key?.status === 'known' ? key.value : null };
}

/** The document with these statements. KMS refuses a policy by which nobody can change it: then the account may. */
function withStatements({ document, key }: Configured, statements: readonly JsonValue[]): JsonObject {
  const merged = { ...document, Statement: [...statements] };
  if (key !== null && administrators(parsePolicy(merged), key).length > 0) return merged;
  const owner = administration(key?.account ?? '<your account id>', statements);
  return { ...merged, Statement: [owner, ...statements] };
}

/** Whether a finding is about the statement. */
function isFaulty({ path }: Statement, { violations }: RemediationContext): boolean {
  return violations.some(({ facet, path: at }) => facet === 'keyPolicy' && at === `/document${path}`);
}

function askedIn(context: RemediationContext, { document, key }: Configured): AskedKey | undefined {
  const { encryption = { status: 'unsupported' } } = context.readings;
  const asked = askedKey({ key, keyPolicy: { document }, encryption }, context.target);
  return isVerdict(asked) ? undefined : asked;
}

/**
 * W&B's statement with the five actions, in the place of those that stood for W&B. A condition that may hold is kept; a
 * Deny that a finding is about goes on to hold for everybody but W&B.
 */
export function withWandb(context: RemediationContext): JsonObject {
  const from = configured(context);
  const asked = askedIn(context, from);
  if (asked === undefined) {
    return from.key === null ? guideKeyPolicy(context.target, '<your account id>') : from.document;
  }
  const ours = asked.policy.statements.filter((statement) => entriesOf(statement, asked).length > 0);
  const kept = ours.find((statement) => mayHold(statement, asked));
  const condition = kept?.raw['Condition'];
  const replaced = ours.filter(
    (statement) =>
      kept === undefined ||
      isFaulty(statement, context) ||
      !mayHold(statement, asked) ||
      JSON.stringify(statement.raw['Condition']) === JSON.stringify(condition),
  );
  const denies = asked.policy.statements.filter((one) => one.effect === 'Deny' && isFaulty(one, context));
  const rest = from.statements.map((statement, index): JsonValue | undefined => {
    if (!isJsonObject(statement)) return statement;
    if (denies.some((deny) => deny.index === index)) {
      return { ...statement, Condition: exempted(statement['Condition'], asked.principal) };
    }
    const gone = replaced.find((one) => one.index === index);
    return gone === undefined ? statement : without(statement, entriesOf(gone, asked));
  });
  const others = rest.filter((statement) => statement !== undefined);
  const [only = asked.principal, ...more] = new Set(replaced.flatMap((one) => entriesOf(one, asked)));
  const wandb = statementFor(more.length === 0 ? only : [only, ...more], others, condition);
  const at = replaced[0]?.index ?? from.statements.length;
  const before = rest.slice(0, at).filter((statement) => statement !== undefined);
  return withStatements(from, [...before, wandb, ...others.slice(before.length)]);
}

/** W&B's principals in an Allow. The key's own account is the owner's delegation to IAM, not W&B's. */
function entriesOf({ raw: { Principal: principal }, effect }: Statement, asked: AskedKey): string[] {
  if (effect !== 'Allow' || isEveryone(principal) || !isJsonObject(principal)) return [];
  return textsOf(principal['AWS']).filter(
    (text) =>
      matchesPrincipal({ Principal: { AWS: text } }, asked.principal) !== false &&
      (text === asked.principal || accountOf(text) !== asked.key.account),
  );
}

/** Whether an Allow names W&B's principal. */
export function namesWandb(statement: Statement, asked: AskedKey): boolean {
  if (isEveryone(statement.raw['Principal'])) return statement.effect === 'Allow';
  return entriesOf(statement, asked).length > 0;
}

function mayHold({ raw, path }: Statement, { policy, context }: AskedKey): boolean {
  return judgeConditions(raw, path, policy.version, readerOf(context)).every(({ truth }) => truth !== false);
}

/** The statement for the others it names; undefined where it named W&B alone. */
function without(statement: JsonObject, gone: readonly string[]): JsonObject | undefined {
  const { Principal: principal } = statement;
  if (!isJsonObject(principal)) return statement;
  const { AWS: named, ...kinds } = principal;
  const left = textsOf(named).filter((text) => !gone.includes(text));
  if (left.length > 0) return { ...statement, Principal: { ...kinds, AWS: left } };
  return Object.keys(kinds).length > 0 ? { ...statement, Principal: kinds } : undefined;
}

/** A statement for the owner's account beside what stands there. */
export function withOwner(context: RemediationContext): JsonObject {
  const from = configured(context);
  const { document, statements, key } = from;
  const owner = administration(key?.account ?? '<your account id>', statements);
  return { ...document, Statement: [owner, ...statements] };
}

/** Without the statements a finding is about; W&B gets one of its own where it had its access from those. */
export function withoutFaulty(context: RemediationContext): JsonObject {
  const from = configured(context);
  const { statements } = parsePolicy(from.document);
  const faulty = new Set(statements.filter((one) => isFaulty(one, context)).map(({ index }) => index));
  const left = withStatements(
    from,
    from.statements.filter((_, index) => !faulty.has(index)),
  );
  const before = askedIn(context, from);
  const after = askedIn(context, { ...from, document: left });
  if (before === undefined || after === undefined) return left;
  const lost = KMS_ESSENTIAL_ACTIONS.some(
    (action) => decideKey(before, action).allows.length > 0 && decideKey(after, action).allows.length === 0,
  );
  if (!lost) return left;
  const keyPolicy = { status: 'known', call: 'kms:GetKeyPolicy', value: { document: left } } as const;
  return withWandb({ ...context, readings: { ...context.readings, keyPolicy }, violations: [] });
}
