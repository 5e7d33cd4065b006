// Which CORS rule would answer a browser, as S3 decides it.
// Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html

import type { CorsRule } from '../model/evidence.ts';

export interface CorsRequest {
  /** Scheme, host and port, as the browser's `Origin` header has it. */
  readonly origin: string;
  readonly method: string;
  /** Of `Access-Control-Request-Headers`; none for a simple request. */
  readonly headers: readonly string[];
}

export interface Answering {
  readonly index: number;
  readonly rule: CorsRule;
}

/** The first rule whose origin, method and every header match; later rules never help. */
export function answeringRule(
  rules: readonly CorsRule[],
  { origin, method, headers }: CorsRequest,
): Answering | undefined {
  const index = rules.findIndex(
    (rule) =>
      allowsOrigin(rule, origin) &&
      allowsMethod(rule, method) &&
      headers.every((header) => allowsHeader(rule, header)),
  );
  const rule = rules[index];
  return rule === undefined ? undefined : { index, rule };
}

export function allowsOrigin(rule: CorsRule, origin: string): boolean {
  return rule.origins.some((pattern) => matchesOneStar(pattern, origin));
}

export function allowsMethod(rule: CorsRule, method: string): boolean {
  return rule.methods.includes(method) || rule.methods.includes('*');
}

/** Header names are compared without regard to case. */
export function allowsHeader(rule: CorsRule, header: string): boolean {
  return rule.allowedHeaders.some((pattern) => matchesOneStar(pattern.toLowerCase(), header.toLowerCase()));
}

export function exposes(rule: CorsRule, header: string): boolean {
  return rule.exposedHeaders.some((name) => name === '*' || name.toLowerCase() === header.toLowerCase());
}

/** A pattern with at most one `*`; with more it is no pattern at all. */
export function matchesOneStar(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*');
  if (star === -1) return pattern === text;
  const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)];
  if (after.includes('*')) return false;
  return text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after);
}

/** True where every request that `rule` would answer is answered by an earlier rule already. */
export function isShadowed(rules: readonly CorsRule[], index: number): boolean {
  const rule = rules[index];
  if (rule === undefined) return false;
  return rules
    .slice(0, index)
    .some(
      (earlier) =>
        covers(earlier.origins, rule.origins) &&
        rule.methods.every((method) => allowsMethod(earlier, method)) &&
        covers(lower(earlier.allowedHeaders), lower(rule.allowedHeaders)),
    );
}

function covers(outer: readonly string[], inner: readonly string[]): boolean {
  // A pattern covers another one where it matches it as text: its star then spans the other's.
  return inner.every((text) => outer.some((pattern) => matchesOneStar(pattern, text)));
}

function lower(names: readonly string[]): string[] {
  return names.map((name) => name.toLowerCase());
}
