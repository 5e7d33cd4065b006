// How the clouds answer CORS requests: the first rule that matches, in the dialect of the cloud.

import type { CorsRule } from '../model/evidence.ts';
import type { CorsDialect } from './cors-dialects.ts';
import { originContains, originFault, originMatches, originMayMatch } from './cors-origins.ts';
import { containsOneStar, matchesOneStar } from './one-star.ts';

export interface CorsRequest {
  /** As a browser sends it: `https://acme.wandb.io`. */
  readonly origin: string;
  readonly method: string;
  /** Headers a preflight asks for; absent: no preflight, or the request after it, where headers are not checked. */
  readonly headers?: readonly string[];
}

/** True where an allowed header covers a header, case not significant. */
export function headerMatches(pattern: string, header: string, { partialHeaders }: CorsDialect): boolean {
  return coversHeader(pattern, header, partialHeaders);
}

function coversHeader(pattern: string, header: string, partial: boolean): boolean {
  const [p, h] = [pattern.toLowerCase(), header.toLowerCase()];
  return partial ? matchesOneStar(p, h) : p === '*' || p === h;
}

export function ruleMatchesOrigin(rule: CorsRule, origin: string, dialect: CorsDialect): boolean {
  return rule.origins.some((pattern) => originMatches(pattern, origin, dialect));
}

/** True where a rule allows a method; `*` (Google) allows all. */
export function allowsMethod({ methods }: CorsRule, method: string): boolean {
  return methods.includes(method) || methods.includes('*');
}

/** The headers that a rule does not allow. */
export function refusedHeaders(
  rule: CorsRule,
  headers: readonly string[],
  dialect: CorsDialect,
): readonly string[] {
  return headers.filter((header) => !rule.allowedHeaders.some((a) => headerMatches(a, header, dialect)));
}

/** The index of the rule that answers, or undefined where the request is refused. */
export function answeringRule(
  rules: readonly CorsRule[],
  { origin, method, headers = [] }: CorsRequest,
  dialect: CorsDialect,
): number | undefined {
  const allowed = (rule: CorsRule): boolean => refusedHeaders(rule, headers, dialect).length === 0;
  const index = rules.findIndex(
    (rule) =>
      allowsMethod(rule, method) &&
      ruleMatchesOrigin(rule, origin, dialect) &&
      (!dialect.headersSelect || allowed(rule)),
  );
  const rule = rules[index];
  return rule !== undefined && allowed(rule) ? index : undefined;
}

/** True where it depends on something undocumented which rule answers an origin one of the methods. */
export function isUndecided(
  rules: readonly CorsRule[],
  origin: string,
  methods: readonly string[],
  dialect: CorsDialect,
): boolean {
  return methods.some((method) => {
    const answering = rules.filter((rule) => allowsMethod(rule, method));
    const sure = answering.findIndex((rule) => ruleMatchesOrigin(rule, origin, dialect));
    const before = sure === -1 ? answering : answering.slice(0, sure);
    return before.some((rule) => rule.origins.some((pattern) => originMayMatch(pattern, origin, dialect)));
  });
}

/** True where a script may read a response header. `*` counts: W&B's requests carry no credentials. */
export function exposesHeader(rule: CorsRule, header: string, dialect: CorsDialect): boolean {
  return rule.exposedHeaders.some((name) => coversHeader(name, header, dialect.partialExposed));
}

/** A rule that never answers, and the earlier ones that answer in its place. */
export interface ShadowedRule {
  readonly index: number;
  readonly by: readonly number[];
}

/**
 * Rules of which every origin and method is answered by an earlier rule (where headers select the rule: by one that allows
 * at least the same headers). Rules whose origins can never match are left out: nothing shadows them.
 */
export function shadowedRules(rules: readonly CorsRule[], dialect: CorsDialect): ShadowedRule[] {
  return rules.flatMap((rule, index) => {
    const origins = rule.origins.filter((pattern) => originFault(pattern, dialect) === undefined);
    if (origins.length === 0 || rule.methods.length === 0) return [];
    const by = new Set<number>();
    for (const origin of origins) {
      for (const method of rule.methods) {
        const earlier = rules.findIndex(
          (other, i) => i < index && covers(other, origin, method, rule, dialect),
        );
        if (earlier === -1) return [];
        by.add(earlier);
      }
    }
    return [{ index, by: [...by].toSorted((a, b) => a - b) }];
  });
}

function covers(
  other: CorsRule,
  origin: string,
  method: string,
  rule: CorsRule,
  dialect: CorsDialect,
): boolean {
  if (!allowsMethod(other, method)) return false;
  if (!other.origins.some((outer) => originContains(outer, origin, dialect))) return false;
  return (
    !dialect.headersSelect ||
    rule.allowedHeaders.every((inner) =>
      other.allowedHeaders.some((outer) => containsOneStar(outer.toLowerCase(), inner.toLowerCase())),
    )
  );
}
