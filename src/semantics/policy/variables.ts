// Policy variables: `${aws:username}`, `${key, 'default'}`, and the literal `${*} ${?} ${$}`.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html

import type { ContextReader } from './context.ts';

/** Marks a character that came out of a variable: wildcards among them are literal. */
const LITERAL: Readonly<Record<string, string>> = { '*': '\uE000', '?': '\uE001' };

/** Characters; AWS stores 32 KB of policy at most. What variables blow up beyond it is not worth the time. */
const LONGEST = 40_000;

export interface Resolved {
  /** Wildcards out of variables are replaced by private characters; see {@link literalText}. */
  readonly pattern: string;
}

/** The pattern with its variables filled in; `unknown` where a value is not known, undefined where it cannot be resolved. */
export function resolveVariables(
  text: string,
  version: string,
  context: ContextReader,
): Resolved | 'unknown' | undefined {
  if (version < '2012-10-17' || !text.includes('${')) return { pattern: text };
  let unknown = false;
  let failed = false;
  const pattern = text.replace(/\$\{([^}]*)(\}|$)/g, (written, inner: string, closed: string) => {
    // One that never ends is literal text, and is read once.
    if (closed === '') return written;
    if (inner === '*' || inner === '?') return LITERAL[inner] ?? inner;
    if (inner === '$') return '$';
    const [, key = '', fallback] = /^([^,']+)(?:,\s*'([^']*)'\s*)?$/.exec(inner.trim()) ?? [];
    // Tag keys may hold blanks.
    const value = context(key.trim());
    if (value === 'unknown') unknown = true;
    else if (value === 'absent' || value.length !== 1) {
      if (value === 'absent' && fallback !== undefined) return literal(fallback);
      failed = true;
    } else return literal(value[0] ?? '');
    return '';
  });
  if (failed) return undefined;
  return unknown || pattern.length > LONGEST ? 'unknown' : { pattern };
}

/** The pattern with a star for every variable: it covers whatever the values are. */
export function widest(text: string): string {
  return text.replace(/\$\{[^}]*(\}|$)/g, '*');
}

/** A text in which wildcards are ordinary characters, comparable with a resolved pattern. */
export function literalText(text: string): string {
  return literal(text);
}

function literal(text: string): string {
  return text.replace(/[*?]/g, (c) => LITERAL[c] ?? c);
}
