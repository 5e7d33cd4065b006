// Patterns with at most one `*`, as CORS rules have them: matching and containment.

/** True where the pattern matches the text; one with two stars matches nothing. */
export function matchesOneStar(pattern: string, text: string): boolean {
  const [prefix = '', suffix, more] = pattern.split('*');
  if (more !== undefined) return false;
  if (suffix === undefined) return pattern === text;
  return text.length >= prefix.length + suffix.length && text.startsWith(prefix) && text.endsWith(suffix);
}

/** True where every text that `inner` matches, `outer` matches, too. */
export function containsOneStar(outer: string, inner: string): boolean {
  if (!inner.includes('*')) return matchesOneStar(outer, inner);
  const [outerPrefix = '', outerSuffix, more] = outer.split('*');
  if (outerSuffix === undefined || more !== undefined) return false;
  const star = inner.indexOf('*');
  return inner.slice(0, star).startsWith(outerPrefix) && inner.slice(star + 1).endsWith(outerSuffix);
}
