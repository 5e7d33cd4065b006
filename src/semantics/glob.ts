// Patterns with `*` (any run) and `?` (one character), as IAM has them: matching, containment and overlap.

/** Steps per character after which greedy matching gives way to the automaton: only patterns made to be slow get there. */
const PATIENCE = 16;

/** True where the pattern matches the whole text. Hostile pairs of 20 KB each take tens of milliseconds, all others far less. */
export function globMatches(
  pattern: string,
  text: string,
  options: { readonly ignoreCase?: boolean } = {},
): boolean {
  const [p, t] = options.ignoreCase === true ? [pattern.toLowerCase(), text.toLowerCase()] : [pattern, text];
  let [i, j, star, mark] = [0, 0, -1, 0];
  let patience = PATIENCE * (p.length + t.length + 1);
  while (j < t.length) {
    if (patience-- === 0) return matchesByPositions(p, t);
    if (p[i] === '*') {
      star = i++;
      mark = j;
    } else if (i < p.length && (p[i] === '?' || p[i] === t[j])) {
      i++;
      j++;
    } else if (star === -1) {
      return false;
    } else {
      // Only the last star ever has to give way: greedy from the left is enough.
      i = star + 1;
      j = ++mark;
    }
  }
  while (p[i] === '*') i++;
  return i === p.length;
}

/**
 * True where every text that `inner` matches is matched by `outer`: exact, in |outer| x |inner| / 64 word steps.
 *
 * A `?` of `inner` may be a character that `outer` does not name, so only a wildcard of `outer` takes it. A `*` of `inner`
 * may be a long run of such characters, so only a run of wildcards with a `*` takes it; and it may be empty, so it never
 * counts as one of the characters that the `?` of that run ask for. These demands are sufficient, too: whatever stands for
 * the wildcards of `inner`, the same wildcards of `outer` take it.
 */
export function globContains(outer: string, inner: string): boolean {
  if (outer === inner || outer === '*') return true;
  const { start, end, stars, waits, step } = positionsOf(outer);
  let at = start;
  for (const symbol of inner.split('')) {
    if (symbol === '*') at = skip(at & (stars | waits), stars);
    else at = step(at, symbol === '?' ? undefined : symbol);
    if (at === 0n) return false;
  }
  return (at & end) !== 0n;
}

/** True where some text is matched by both: exact, in |a| x |b| / 64 word steps. */
export function globsOverlap(a: string, b: string): boolean {
  const { start, end, stars, step } = positionsOf(a);
  const all = (end << 1n) - 1n;
  let at = start;
  for (const symbol of b.split('')) {
    // Some run of characters leads from a position to each later one.
    if (symbol === '*') at = all ^ (all & ((at & -at) - 1n));
    else if (symbol === '?') at = skip((at & stars) | ((at & ~stars & ~end) << 1n), stars);
    else at = step(at, symbol);
    if (at === 0n) return false;
  }
  return (at & end) !== 0n;
}

function matchesByPositions(pattern: string, text: string): boolean {
  const { start, end, step } = positionsOf(pattern);
  let at = start;
  for (const letter of text.split('')) {
    at = step(at, letter);
    if (at === 0n) return false;
  }
  return (at & end) !== 0n;
}

/** A pattern as an automaton. A set of positions is a number whose bit i says that the first i symbols are matched. */
interface Positions {
  readonly start: bigint;
  readonly end: bigint;
  /** Positions before a `*`. */
  readonly stars: bigint;
  /** Positions before a `?` that stands in one run with a `*`: `?*` is "at least one". */
  readonly waits: bigint;
  /** The positions after one character; undefined: one that the pattern does not name. */
  readonly step: (at: bigint, letter: string | undefined) => bigint;
}

function positionsOf(pattern: string): Positions {
  // Within a run of wildcards the order says nothing: `*?*` is `?*`.
  const symbols = pattern.replace(/[*?]*\*[*?]*/g, (run) => `${run.replaceAll('*', '')}*`);
  const named = new Map<string, bigint>();
  let [one, stars, waits, inRun] = [0n, 0n, 0n, false];
  for (let i = symbols.length - 1; i >= 0; i--) {
    const symbol = symbols[i] as string;
    const bit = 1n << BigInt(i);
    inRun = symbol === '*' || (symbol === '?' && inRun);
    if (symbol === '*') stars |= bit;
    else if (symbol === '?') one |= bit;
    else named.set(symbol, (named.get(symbol) ?? 0n) | bit);
    if (symbol === '?' && inRun) waits |= bit;
  }
  const step = (at: bigint, letter: string | undefined): bigint => {
    const taken = at & (letter === undefined ? one : one | (named.get(letter) ?? 0n));
    return skip((taken << 1n) | (at & stars), stars);
  };
  return { start: skip(1n, stars), end: 1n << BigInt(symbols.length), stars, waits, step };
}

/** A `*` may be empty; two never stand side by side. */
function skip(at: bigint, stars: bigint): bigint {
  return at | ((at & stars) << 1n);
}
