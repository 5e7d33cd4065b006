// How S3 answers CORS requests: the first rule whose origin, method and requested headers match.
// Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html

import type { CorsRule } from '../model/evidence.ts';

export interface CorsRequest {
  /** As a browser sends it: `https://acme.wandb.io`. */
  readonly origin: string;
  readonly method: string;
  /** Headers a preflight asks for; absent: no preflight, or the request after it, where headers are not checked. */
  readonly headers?: readonly string[];
}

/**
 * True where an allowed origin covers an origin. At most one `*`, which stands for any text; two never match. The rest
 * is compared as it is written, slashes and case included.
 */
export function originMatches(pattern: string, origin: string): boolean {
  return matchesOneStar(pattern, origin);
}

/** True where an allowed header (at most one `*`, case not significant) covers a header. */
export function headerMatches(pattern: string, header: string): boolean {
  return matchesOneStar(pattern.toLowerCase(), header.toLowerCase());
}

/** True where every origin that `inner` matches, `outer` matches, too. */
export function originContains(outer: string, inner: string): boolean {
  return containsOneStar(outer, inner);
}

/** True where a rule matches a request. */
function ruleAnswers(rule: CorsRule, { origin, method, headers = [] }: CorsRequest): boolean {
  return (
    rule.methods.includes(method) &&
    ruleMatchesOrigin(rule, origin) &&
    headers.every((header) => rule.allowedHeaders.some((allowed) => headerMatches(allowed, header)))
  );
}

export function ruleMatchesOrigin(rule: CorsRule, origin: string): boolean {
  return rule.origins.some((pattern) => originMatches(pattern, origin));
}

/** The index of the rule that answers, or undefined where the request is refused. */
export function answeringRule(rules: readonly CorsRule[], request: CorsRequest): number | undefined {
  const index = rules.findIndex((rule) => ruleAnswers(rule, request));
  return index === -1 ? undefined : index;
}

/** True where a script may read a response header. `*` counts: W&B's requests carry no credentials. */
export function exposesHeader(rule: CorsRule, header: string): boolean {
  return rule.exposedHeaders.some((name) => name === '*' || name.toLowerCase() === header.toLowerCase());
}

/** A rule that never answers, and the earlier ones that answer in its place. */
export interface ShadowedRule {
  readonly index: number;
  readonly by: readonly number[];
}

/**
 * Rules of which every origin and method is answered by an earlier rule that allows at least the same headers. Rules
 * whose origins can never match are left out: nothing shadows them.
 */
export function shadowedRules(rules: readonly CorsRule[]): ShadowedRule[] {
  return rules.flatMap((rule, index) => {
    const origins = rule.origins.filter((pattern) => originFault(pattern) === undefined);
    if (origins.length === 0 || rule.methods.length === 0) return [];
    const by = new Set<number>();
    for (const origin of origins) {
      for (const method of rule.methods) {
        const earlier = rules.findIndex((other, i) => i < index && covers(other, origin, method, rule));
        if (earlier === -1) return [];
        by.add(earlier);
      }
    }
    return [{ index, by: [...by].toSorted((a, b) => a - b) }];
  });
}

function covers(other: CorsRule, origin: string, method: string, rule: CorsRule): boolean {
  return (
    other.methods.includes(method) &&
    other.origins.some((outer) => originContains(outer, origin)) &&
    rule.allowedHeaders.every((inner) =>
      other.allowedHeaders.some((outer) => containsOneStar(outer.toLowerCase(), inner.toLowerCase())),
    )
  );
}

/** Why an allowed origin never equals an `Origin` header, with the origin that was probably meant. */
export interface OriginFault {
  readonly reason: string;
  readonly meant?: string;
}

/** The fault of an allowed origin that no browser's `Origin` ever matches, or undefined where one can. */
export function originFault(pattern: string): OriginFault | undefined {
  const fault = firstOriginFault(pattern);
  // What was meant may be faulty itself (`acme.wandb.io/`: slash, then scheme).
  const next = fault?.meant === undefined ? undefined : originFault(fault.meant);
  if (fault === undefined || next === undefined) return fault;
  return { reason: fault.reason, ...(next.meant !== undefined && { meant: next.meant }) };
}

function firstOriginFault(pattern: string): OriginFault | undefined {
  if (pattern.trim() === '') return { reason: 'empty' };
  if (pattern !== pattern.trim()) return { reason: 'blanks around it', meant: pattern.trim() };
  if (pattern.split('*').length > 2) return { reason: 'more than one *' };
  if (/[\s<>{}]/.test(pattern)) return { reason: 'characters that no origin has' };
  const [, origin = '', path = ''] = /^((?:[^/]*:\/\/)?[^/?#]*)(.*)$/s.exec(pattern) ?? [];
  if (origin === '' || origin.endsWith('://')) return { reason: 'no host' };
  if (path === '/') return { reason: 'a trailing slash', meant: origin };
  if (path !== '') return { reason: 'a path', meant: origin };
  if (!pattern.includes('://') && !pattern.includes('*') && pattern !== 'null') {
    return { reason: 'no scheme', meant: `https://${pattern}` };
  }
  // Browsers leave the default port out: https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin
  const port = /^(https:\/\/.+):443$|^(http:\/\/.+):80$/.exec(pattern);
  if (port !== null) return { reason: 'a default port', meant: port[1] ?? port[2] ?? '' };
  return undefined;
}

/**
 * One http or https origin for every set of rules that an origin can match: what holds for all of them holds for every
 * front end.
 */
export function representativeOrigins(rules: readonly CorsRule[]): string[] {
  const patterns = [...new Set(rules.flatMap((rule) => rule.origins))].filter(
    (pattern) => originFault(pattern) === undefined && pattern !== 'null',
  );
  const prefixes = new Set(['https://', 'http://']);
  const suffixes = new Set(['']);
  const origins = new Set<string>();
  for (const pattern of patterns) {
    const star = pattern.indexOf('*');
    if (star === -1) origins.add(pattern);
    else {
      if (/^https?:\/\//.test(pattern.slice(0, star))) prefixes.add(pattern.slice(0, star));
      suffixes.add(pattern.slice(star + 1));
    }
  }
  for (const prefix of prefixes) for (const suffix of suffixes) origins.add(`${prefix}any${suffix}`);
  return [...origins];
}

function matchesOneStar(pattern: string, text: string): boolean {
  const [prefix = '', suffix, more] = pattern.split('*');
  if (more !== undefined) return false;
  if (suffix === undefined) return pattern === text;
  return text.length >= prefix.length + suffix.length && text.startsWith(prefix) && text.endsWith(suffix);
}

function containsOneStar(outer: string, inner: string): boolean {
  if (!inner.includes('*')) return matchesOneStar(outer, inner);
  const [outerPrefix = '', outerSuffix, more] = outer.split('*');
  if (outerSuffix === undefined || more !== undefined) return false;
  const star = inner.indexOf('*');
  return inner.slice(0, star).startsWith(outerPrefix) && inner.slice(star + 1).endsWith(outerSuffix);
}
