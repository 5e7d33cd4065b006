// CORS as W&B's front end meets it: which rule answers its browser, and a configuration repaired for it.

import type { Cors, CorsRule } from '../../src/model/evidence.ts';
import type { RemediationContext, Verdict, Violation } from '../../src/model/rule.ts';
import { notApplicable, open } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import {
  answeringRule,
  exposesHeader,
  isUndecided,
  ruleMatchesOrigin,
  shadowedRules,
} from '../../src/semantics/cors.ts';
import type { CorsDialect } from '../../src/semantics/cors-dialects.ts';
import { corsDialectOf } from '../../src/semantics/cors-dialects.ts';
import { originFault, representativeOrigins } from '../../src/semantics/cors-origins.ts';
import { CORS_EXPOSED_HEADER, CORS_METHODS } from '../../src/wandb/browser.ts';
import { corsRulesOf, wandbCorsRule } from './cors-documents.ts';

export const CORS_REFERENCES = [
  'https://docs.wandb.ai/platform/hosting/data-security/secure-storage-connector',
  'https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html',
  'https://cloud.google.com/storage/docs/cross-origin',
  'https://learn.microsoft.com/en-us/rest/api/storageservices/cross-origin-resource-sharing--cors--support-for-the-azure-storage-services',
] as const;

/** The origin browsers send, and how to name it in a message. */
export interface FrontEnd {
  readonly origin: string;
  readonly name: string;
  /** Of the bucket's cloud. */
  readonly dialect: CorsDialect;
}

/** The declared origin as a browser sends it, or undefined where none was declared. */
export function declaredOrigin({ deployment: { origin } }: Target): string | undefined {
  if (origin === undefined) return undefined;
  return URL.canParse(origin) ? new URL(origin).origin : origin;
}

/** The declared front end, or one for every answer that the rules can give. */
export function frontEnds(cors: Cors, target: Target): FrontEnd[] {
  const declared = declaredOrigin(target);
  const dialect = corsDialectOf(target.provider);
  if (declared !== undefined) return [{ origin: declared, name: declared, dialect }];
  return representativeOrigins(cors.rules, dialect).map((origin) => ({
    origin,
    name: "W&B's front end",
    dialect,
  }));
}

/**
 * Judges for the declared front end. Without one the verdict stands only where it is the same for every origin: all
 * pass, or all fail (every violation once); else it is open.
 */
export function judgeOrigins(cors: Cors, target: Target, judge: (frontEnd: FrontEnd) => Verdict): Verdict {
  if (cors.rules.length === 0) return notApplicable('no CORS is configured: see cors-configured');
  const [first, ...rest] = frontEnds(cors, target).map((frontEnd) =>
    isUndecided(cors.rules, frontEnd.origin, CORS_METHODS, frontEnd.dialect)
      ? open(UNDECIDED)
      : judge(frontEnd),
  );
  if (first === undefined) return [];
  if (rest.every((verdict) => kindOf(verdict) === kindOf(first))) {
    return kindOf(first) === 'fail' ? distinct([first, ...rest].flat() as Violation[]) : first;
  }
  return open(
    "declare --origin (`origin` in the fleet file): not every front end's origin is answered alike",
  );
}

const UNDECIDED =
  "an allowed origin with * as a part of it comes before the rules that surely answer the front end, and the cloud's documents do not settle whether it matches: write the front end's origin in full";

/** As {@link judgeOrigins}, for front ends that some rule allows; the others are cors-origin-allowed's. */
export function judgeFrontEnd(cors: Cors, target: Target, judge: (frontEnd: FrontEnd) => Verdict): Verdict {
  return judgeOrigins(cors, target, (frontEnd) =>
    cors.rules.some((rule) => ruleMatchesOrigin(rule, frontEnd.origin, frontEnd.dialect))
      ? judge(frontEnd)
      : notApplicable(`no CORS rule allows ${frontEnd.name}: see cors-origin-allowed`),
  );
}

function kindOf(verdict: Verdict): string {
  return 'kind' in verdict ? verdict.kind : verdict.length === 0 ? 'pass' : 'fail';
}

function distinct(violations: readonly Violation[]): Violation[] {
  return [...new Map(violations.map((violation) => [JSON.stringify(violation), violation])).values()];
}

/** `https://<your-host>` and its like, as placeholders-replaced finds them: no other rule reports them. */
export function isPlaceholder(pattern: string): boolean {
  return /<[A-Za-z][\w -]*>|\$\{[A-Z][A-Z0-9_]*\}|\[YOUR[-_A-Z]*\]/.test(pattern);
}

/**
 * The allowed origins that were probably meant for the front end but never match a browser's `Origin`, where no rule
 * allows it: the cause of cors-origin-allowed's finding, not one of cors-origins-wellformed.
 */
export function missedOrigins(cors: Cors, target: Target): string[] {
  const dialect = corsDialectOf(target.provider);
  const patterns = cors.rules.flatMap((rule) => rule.origins);
  const origins = frontEnds(cors, target);
  const isAllowed = ({ origin }: FrontEnd): boolean =>
    cors.rules.some((rule) => ruleMatchesOrigin(rule, origin, dialect));
  if (origins.some(isAllowed)) return [];
  return patterns.filter((pattern) => {
    const fault = originFault(pattern, dialect);
    if (fault?.meant === undefined) return false;
    const repaired: CorsRule = { ...EMPTY_RULE, origins: [fault.meant] };
    return (
      declaredOrigin(target) === undefined ||
      origins.some(({ origin }) => ruleMatchesOrigin(repaired, origin, dialect))
    );
  });
}

const EMPTY_RULE: CorsRule = { origins: [], methods: [], allowedHeaders: [], exposedHeaders: [] };

/** The rules that answer the front end's requests without exposing ETag, and for which methods. */
export function rulesHidingEtag(
  rules: readonly CorsRule[],
  origin: string,
  dialect: CorsDialect,
): { readonly index: number; readonly methods: readonly string[] }[] {
  const answers = CORS_METHODS.map((method) => ({
    method,
    index: answeringRule(rules, { origin, method }, dialect),
  }));
  return rules.flatMap((rule, index) => {
    const methods = answers.filter((answer) => answer.index === index).map(({ method }) => method);
    return methods.length === 0 || exposesHeader(rule, CORS_EXPOSED_HEADER, dialect)
      ? []
      : [{ index, methods }];
  });
}

/** `2 (site)`: the number people count from 1, and the id where it has one. */
export function nameOfRule({ rules }: Cors, index: number): string {
  const id = rules[index]?.id;
  return id === undefined ? `${index + 1}` : `${index + 1} (${id})`;
}

export function pathOfRule(index: number): string {
  return `/rules/${index}`;
}

/** The indexes of the rules that violations are about. */
function rulesAtFault(violations: readonly Violation[]): Set<number> {
  return new Set(
    violations.flatMap(({ path }) => (path?.startsWith('/rules/') ? [Number(path.slice(7))] : [])),
  );
}

/** The rules that were read, with the ones at fault repaired in place; a repair that gives undefined removes the rule. */
export function repairRules(
  { readings, violations, target }: RemediationContext,
  repair: (rule: CorsRule) => CorsRule | undefined,
): CorsRule[] {
  const rules = corsRulesOf(readings);
  const faulty = rulesAtFault(violations);
  return withoutNewlyDead(
    rules,
    rules.flatMap((rule, index) => (faulty.has(index) ? (repair(rule) ?? []) : rule)),
    target,
  );
}

/**
 * The rules that were read, with one for W&B's front end before them, so that it answers first. It exposes what the rules it
 * precedes exposed; without a declared origin it is for every origin, as in W&B's guide.
 */
export function withFrontEndRule({ readings, target }: RemediationContext): CorsRule[] {
  const rules = corsRulesOf(readings);
  const origin = declaredOrigin(target);
  const dialect = corsDialectOf(target.provider);
  const before = rules.filter((rule) => origin === undefined || ruleMatchesOrigin(rule, origin, dialect));
  const exposed = new Set([CORS_EXPOSED_HEADER, ...before.flatMap((rule) => rule.exposedHeaders)]);
  const frontEnd = { ...wandbCorsRule(target), origins: [origin ?? '*'], exposedHeaders: [...exposed] };
  return withoutNewlyDead(rules, [frontEnd, ...rules], target);
}

/** Leaves out rules that a repair made unreachable; they would only be cors-rules-reachable's next finding. */
export function withoutNewlyDead(
  before: readonly CorsRule[],
  after: readonly CorsRule[],
  { provider }: Target,
): CorsRule[] {
  const dialect = corsDialectOf(provider);
  // By content: a repair may copy a rule that it leaves as it was.
  const deadBefore = new Set(
    shadowedRules(before, dialect).map(({ index }) => JSON.stringify(before[index])),
  );
  const dead = new Set(shadowedRules(after, dialect).map(({ index }) => index));
  return after.filter((rule, index) => !dead.has(index) || deadBefore.has(JSON.stringify(rule)));
}
