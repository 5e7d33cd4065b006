// Allowed origins: which they match, which surely do not, and what was meant by those that never can.

import type { CorsRule } from '../model/evidence.ts';
import type { CorsDialect } from './cors-dialects.ts';
import { globMatches } from './glob.ts';
import { containsOneStar, matchesOneStar } from './one-star.ts';

/** True where an allowed origin surely covers an origin. The rest of it is compared as it is written, slashes and case included. */
export function originMatches(pattern: string, origin: string, dialect: CorsDialect): boolean {
  if (pattern === '*') return true;
  if (dialect.partialOrigins) return matchesOneStar(pattern, origin);
  return normalised(pattern, dialect) === normalised(origin, dialect);
}

/** True where it depends on something undocumented whether an allowed origin covers an origin. */
export function originMayMatch(pattern: string, origin: string, dialect: CorsDialect): boolean {
  return !dialect.partialOrigins && isPartial(pattern) && globMatches(pattern, origin);
}

/** True where every origin that `inner` matches, `outer` surely matches, too. */
export function originContains(outer: string, inner: string, dialect: CorsDialect): boolean {
  if (outer === '*') return true;
  if (dialect.partialOrigins) return containsOneStar(outer, inner);
  return normalised(outer, dialect) === normalised(inner, dialect);
}

function isPartial(pattern: string): boolean {
  return pattern !== '*' && pattern.includes('*');
}

/** Browsers leave default ports out. */
function normalised(origin: string, { defaultPorts }: CorsDialect): string {
  return defaultPorts ? withoutDefaultPort(origin) : origin;
}

function withoutDefaultPort(origin: string): string {
  const port = /^(https:\/\/.+):443$|^(http:\/\/.+):80$/.exec(origin);
  return port?.[1] ?? port?.[2] ?? origin;
}

/** Why an allowed origin never equals an `Origin` header, with the origin that was probably meant. */
export interface OriginFault {
  readonly reason: string;
  readonly meant?: string;
}

/** The fault of an allowed origin that no browser's `Origin` ever matches, or undefined where one can. */
export function originFault(pattern: string, dialect: CorsDialect): OriginFault | undefined {
  const fault = firstOriginFault(pattern, dialect);
  // What was meant may be faulty itself (`acme.wandb.io/`: slash, then scheme).
  const next = fault?.meant === undefined ? undefined : originFault(fault.meant, dialect);
  if (fault === undefined || next === undefined) return fault;
  return { reason: fault.reason, ...(next.meant !== undefined && { meant: next.meant }) };
}

function firstOriginFault(pattern: string, dialect: CorsDialect): OriginFault | undefined {
  if (pattern.trim() === '') return { reason: 'empty' };
  if (pattern !== pattern.trim()) return { reason: 'blanks around it', meant: pattern.trim() };
  if (dialect.partialOrigins && pattern.split('*').length > 2) return { reason: 'more than one *' };
  if (/[\s<>{}]/.test(pattern)) return { reason: 'characters that no origin has' };
  const [, origin = '', path = ''] = /^((?:[^/]*:\/\/)?[^/?#]*)(.*)$/s.exec(pattern) ?? [];
  if (origin === '' || origin.endsWith('://')) return { reason: 'no host' };
  if (path === '/') return { reason: 'a trailing slash', meant: origin };
  if (path !== '') return { reason: 'a path', meant: origin };
  if (!pattern.includes('://') && !pattern.includes('*') && pattern !== 'null') {
    return { reason: 'no scheme', meant: `https://${pattern}` };
  }
  if (dialect.exactCase && pattern !== pattern.toLowerCase()) {
    return { reason: 'upper-case letters', meant: pattern.toLowerCase() };
  }
  // Browsers leave the default port out: https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin
  if (!dialect.defaultPorts && withoutDefaultPort(pattern) !== pattern) {
    return { reason: 'a default port', meant: withoutDefaultPort(pattern) };
  }
  return undefined;
}

/**
 * One http or https origin for every set of rules that an origin can match: what holds for all of them holds for every
 * front end.
 */
export function representativeOrigins(rules: readonly CorsRule[], dialect: CorsDialect): string[] {
  const patterns = [...new Set(rules.flatMap((rule) => rule.origins))].filter(
    (pattern) => originFault(pattern, dialect) === undefined && pattern !== 'null',
  );
  const prefixes = new Set(['https://', 'http://']);
  const suffixes = new Set(['']);
  const origins = new Set<string>();
  for (const pattern of patterns) {
    const star = pattern.indexOf('*');
    if (star === -1) origins.add(withoutDefaultPort(pattern));
    else {
      if (/^https?:\/\//.test(pattern.slice(0, star))) prefixes.add(pattern.slice(0, star));
      suffixes.add(pattern.slice(star + 1));
    }
  }
  for (const prefix of prefixes) for (const suffix of suffixes) origins.add(`${prefix}any${suffix}`);
  return [...origins];
}
