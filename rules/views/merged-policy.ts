// The bucket policy with W&B's statement put right: what stands there for others is kept.

import { isJsonObject } from '../../src/model/json.ts';
import type { JsonObject, JsonValue } from '../../src/model/json.ts';
import type { RemediationContext } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import { globContains } from '../../src/semantics/glob.ts';
import { judgeConditions } from '../../src/semantics/policy/condition.ts';
import { readerOf } from '../../src/semantics/policy/context.ts';
import { textsOf } from '../../src/semantics/policy/document.ts';
import type { Statement } from '../../src/semantics/policy/document.ts';
import { isEveryone, matchesPrincipal } from '../../src/semantics/policy/principal.ts';
import { S3_ACTIONS } from '../../src/wandb/actions.ts';
import { isFaulty, statementsOf } from './bucket-policy.ts';
import { exempted } from './exempted.ts';
import { isDead, isPublished } from './grantees.ts';
import { askedOf, bucketArn, contextOf, isVerdict, objectsArn, organizationOf } from './wandb-request.ts';
import type { Asked } from './wandb-request.ts';

/** The Sid of W&B's statement in W&B's own Terraform. */
const WANDB_SID = 'WandbAccountAccess';

/** What CoreWeave's statement for W&B cannot be made without. */
export const DECLARE_ORGANIZATION =
  'Declare organizationId (Multi-tenant) or customerNamespace to have the policy made here.';

/** A statement that stands for W&B, and the principals in it that do. */
interface Ours {
  readonly statement: Statement;
  readonly entries: readonly string[];
}

/**
 * The statements with one for W&B: the eleven actions for its current principal. It takes the place of W&B's statements
 * with the same condition, of those that never hold, and of those a finding is about; a condition that may hold is kept
 * unless `unconditional`. Undefined where W&B's principal or, on CoreWeave, its organization is not known.
 */
export function withWandb(context: RemediationContext, unconditional = false): JsonValue[] | undefined {
  const { target, readings, violations } = context;
  const policy = readings.policy?.status === 'known' ? readings.policy.value : { document: null };
  const asked = askedOf({ document: policy.document }, target);
  if (isVerdict(asked)) return undefined;
  const ours = asked.policy.statements.flatMap((statement): Ours[] => {
    const entries = entriesOf(statement, asked, target, isFaulty(statement, violations));
    return entries.length === 0 ? [] : [{ statement, entries }];
  });
  const first = unconditional ? undefined : ours.find(({ statement }) => mayHold(statement, asked, target));
  const replaced = ours.filter(
    ({ statement }) =>
      first === undefined ||
      isFaulty(statement, violations) ||
      !mayHold(statement, asked, target) ||
      sameCondition(statement, first.statement),
  );
  const condition = conditionOf(first, replaced, target);
  if (condition === undefined) return undefined;
  return merge(statementsOf(readings), replaced, {
    Effect: 'Allow',
    Principal: { [target.provider === 'coreweave' ? 'CW' : 'AWS']: principalOf(replaced, asked, target) },
    Action: S3_ACTIONS.map(({ action }) => action),
    Resource: resourcesOf(replaced, target),
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  });
}

/** W&B's principals in an Allow; in a statement at fault also deleted ones and other deployments'. */
function entriesOf({ raw, effect }: Statement, asked: Asked, target: Target, faulty: boolean): string[] {
  const { Principal: principal } = raw;
  if (effect !== 'Allow' || isEveryone(principal) || !isJsonObject(principal)) return [];
  const { principals, former } = asked.identity;
  return ['AWS', 'CW'].flatMap((kind) =>
    textsOf(principal[kind]).filter((text) => {
      // A pattern that takes in others than W&B is theirs as well.
      if (/[*?]/.test(text) && !text.startsWith('arn:aws:iam::wandb:')) return false;
      const own = [...principals, ...former].some(
        (one) => matchesPrincipal({ Principal: { [kind]: text } }, one) !== false,
      );
      return own || (faulty && (isDead(text) || isPublished(text, target)));
    }),
  );
}

function mayHold({ raw, path }: Statement, asked: Asked, target: Target): boolean {
  const reader = readerOf(contextOf(asked, target));
  return judgeConditions(raw, path, asked.policy.version, reader).every(({ truth }) => truth !== false);
}

function sameCondition(a: Statement, b: Statement): boolean {
  const text = ({ raw: { Condition: condition } }: Statement): string => JSON.stringify(condition ?? {});
  return text(a) === text(b);
}

/** The spellings that stood there where they are right (account id, root, one role of the account), else the documented one. */
function principalOf(replaced: readonly Ours[], { identity }: Asked, target: Target): JsonValue {
  const [documented = ''] = identity.principals;
  if (target.provider === 'coreweave') return documented;
  const right = replaced
    .flatMap(({ entries }) => entries)
    .filter((text) =>
      identity.principals.some((one) => matchesPrincipal({ Principal: { AWS: text } }, one) !== false),
    );
  const [only = documented, ...more] = new Set(right);
  return more.length === 0 ? only : [only, ...more];
}

/** The bucket, the sub-path, and what of this bucket W&B was granted for other sub-paths. */
function resourcesOf(replaced: readonly Ours[], target: Target): string[] {
  const bucket = bucketArn(target);
  const granted = replaced
    .flatMap(({ statement }) => textsOf(statement.raw['Resource']))
    .filter((text) => text.startsWith(`${bucket}/`));
  const all = [...new Set([bucket, objectsArn(target), ...granted])];
  return all.filter((one) => !all.some((other) => other !== one && globContains(other, one)));
}

/** The condition that stood there; on CoreWeave with the organization, undefined where that is not known. */
function conditionOf(
  first: Ours | undefined,
  replaced: readonly Ours[],
  target: Target,
): JsonObject | undefined {
  const written = first?.statement.raw['Condition'];
  const condition = isJsonObject(written) ? written : {};
  if (target.provider !== 'coreweave') return condition;
  const declared = organizationOf(target);
  const named = replaced.flatMap(({ statement }) => organizationsIn(statement.raw)).filter(isConcrete);
  const values = declared === undefined || named.includes(declared) ? [...new Set(named)] : [declared];
  if (values.length === 0) return undefined;
  const others = Object.entries(condition).flatMap(([operator, keys]): [string, JsonObject][] => {
    const rest = Object.entries(isJsonObject(keys) ? keys : {}).filter(([key]) => !isOrganization(key));
    return rest.length === 0 ? [] : [[operator, Object.fromEntries(rest)]];
  });
  const kept = Object.fromEntries(others);
  return { ...kept, StringLike: { ...kept['StringLike'], 'wandb:OrgID': values } };
}

function isOrganization(key: string): boolean {
  return key.toLowerCase() === 'wandb:orgid';
}

/** The values that a statement's conditions limit `wandb:OrgID` to; a negated operator limits to none. */
export function organizationsIn({ Condition: condition }: JsonObject): string[] {
  return Object.entries(isJsonObject(condition) ? condition : {})
    .filter(([operator]) =>
      /^(ForAnyValue:)?(StringEquals|StringEqualsIgnoreCase|StringLike)$/i.test(operator),
    )
    .flatMap(([, keys]) => Object.entries(isJsonObject(keys) ? keys : {}))
    .filter(([key]) => isOrganization(key))
    .flatMap(([, value]) => textsOf(value));
}

/** One organization: neither empty nor a pattern nor a placeholder. */
export function isConcrete(value: string): boolean {
  return value.trim() !== '' && !/[*?<>]/.test(value);
}

/** W&B's statement where its first one stood; statements it shared with others keep the others. */
function merge(
  statements: readonly JsonValue[],
  replaced: readonly Ours[],
  statement: JsonObject,
): JsonValue[] {
  const entries = new Map(replaced.map((ours) => [ours.statement.index, ours.entries]));
  const kept = statements.map((written, index) => {
    const own = entries.get(index);
    return own === undefined || !isJsonObject(written) ? written : withoutPrincipals(written, own);
  });
  const taken = new Set(kept.map((one) => (isJsonObject(one) ? one['Sid'] : undefined)));
  let sid = WANDB_SID;
  for (let n = 2; taken.has(sid); n++) sid = `${WANDB_SID}${n}`;
  const at = replaced[0]?.statement.index ?? statements.length;
  return [...kept.slice(0, at), { Sid: sid, ...statement }, ...kept.slice(at)].filter(
    (one) => one !== undefined,
  );
}

/** The statement for those that remain, undefined where nobody does. */
function withoutPrincipals(statement: JsonObject, gone: readonly string[]): JsonObject | undefined {
  const { Principal: principal } = statement;
  if (!isJsonObject(principal)) return statement;
  const rest = Object.entries(principal).flatMap(([kind, value]): [string, JsonValue][] => {
    const texts = textsOf(value).filter((text) => !(kind === 'AWS' || kind === 'CW') || !gone.includes(text));
    return texts.length === 0 ? [] : [[kind, texts]];
  });
  return rest.length === 0 ? undefined : { ...statement, Principal: Object.fromEntries(rest) };
}

/**
 * The statements with W&B exempted from each Deny a finding is about, which goes on to hold for everybody else. Undefined
 * where W&B's principal is not known, and on CoreWeave, which does not document condition keys that name the caller.
 */
export function withWandbExempt({
  target,
  readings,
  violations,
}: RemediationContext): JsonValue[] | undefined {
  const policy = readings.policy?.status === 'known' ? readings.policy.value : { document: null };
  const asked = askedOf({ document: policy.document }, target);
  if (isVerdict(asked) || target.provider === 'coreweave') return undefined;
  const faulty = new Set(
    asked.policy.statements.filter((statement) => isFaulty(statement, violations)).map(({ index }) => index),
  );
  return statementsOf(readings).map((statement, index) =>
    faulty.has(index) && isJsonObject(statement)
      ? { ...statement, Condition: asked.identity.principals.reduce(exempted, statement['Condition']) }
      : statement,
  );
}
