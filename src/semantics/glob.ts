// Patterns with `*` (any run) and `?` (one character), as IAM has them: matching, containment and overlap.

/** Steps per character after which greedy matching gives way to the automaton: only patterns made to be slow get there. */
const PATIENCE = 16;

/** Steps after which it is given up to compare one pattern with several: only patterns made for it get there. */
const EFFORT = 4096;

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
  // To all but a `?`, the wildcards of `inner` are characters that `outer` does not name.
  if (!outer.includes('?')) return globMatches(outer, inner);
  const { start, end, stars, waits, step } = positionsOf([outer]);
  let at = start;
  for (const symbol of inner.split('')) {
    if (symbol === '*') at = skip(at & (stars | waits), stars);
    else at = step(at, symbol === '?' ? undefined : symbol);
    if (at === 0n) return false;
  }
  return (at & end) !== 0n;
}

/**
 * True where every text that `inner` matches is matched by one or another of `outers`; undefined where that is not found out
 * within {@link EFFORT}.
 *
 * Together they contain what none contains alone only where one has a `?`, as `b/` and `b/?*` do. Without any: let a
 * character that none of them names stand for each wildcard of `inner`; the pattern that matches that text has a `*` there
 * each time, and so takes whatever else stands there.
 */
export function globsContain(outers: readonly string[], inner: string): boolean | undefined {
  if (outers.some((outer) => globContains(outer, inner))) return true;
  if (!outers.some((outer) => outer.includes('?'))) return false;
  const { start, end, rests, letters, step } = positionsOf(outers);
  const seen = new Set<string>();
  const ways: { readonly from: number; readonly at: bigint }[] = [{ from: 0, at: start }];
  let patience = inner.length + EFFORT;
  for (let way = ways.pop(); way !== undefined; way = ways.pop()) {
    const { from, at } = way;
    const symbol = inner[from];
    if ((at & rests) !== 0n) continue;
    if (at === 0n || (symbol === undefined && (at & end) === 0n)) return false;
    if (symbol === undefined) continue;
    const isWild = symbol === '*' || symbol === '?';
    const state = isWild ? `${from} ${at.toString(16)}` : '';
    if (seen.has(state)) continue;
    if (isWild) seen.add(state);
    for (const letter of isWild ? letters : [symbol]) {
      if (patience-- <= 0) return undefined;
      ways.push({ from: symbol === '*' ? from : from + 1, at: step(at, letter) });
    }
    // Looked at first: what is not contained shows in short texts.
    if (symbol === '*') ways.push({ from: from + 1, at });
  }
  return true;
}

/** True where some text is matched by both: exact, in |a| x |b| / 64 word steps. */
export function globsOverlap(a: string, b: string): boolean {
  const { start, end, stars, step } = positionsOf([a]);
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
  const { start, end, step } = positionsOf([pattern]);
  let at = start;
  for (const letter of text.split('')) {
    at = step(at, letter);
    if (at === 0n) return false;
  }
  return (at & end) !== 0n;
}

/** Patterns as one automaton. A set of positions is a number whose bit i says that all before symbol i is matched. */
interface Positions {
  readonly start: bigint;
  readonly end: bigint;
  /** Positions before a `*`. */
  readonly stars: bigint;
  /** Positions before a `?` that stands in one run with a `*`: `?*` is "at least one". */
  readonly waits: bigint;
  /** Positions before a `*` that ends its pattern: whatever follows is matched. */
  readonly rests: bigint;
  /** The characters that are named; undefined stands for all others. */
  readonly letters: readonly (string | undefined)[];
  /** The positions after one character; undefined: one that no pattern names. */
  readonly step: (at: bigint, letter: string | undefined) => bigint;
}

/** The patterns stand one behind the other; no symbol leads from the end of one into the next. */
function positionsOf(patterns: readonly string[]): Positions {
  // Within a run of wildcards the order says nothing: `*?*` is `?*`.
  const symbols = patterns.flatMap((pattern) => [
    ...pattern
      .replace(/[*?]+/g, (run) => (run.includes('*') ? `${run.replaceAll('*', '')}*` : run))
      .split(''),
    undefined,
  ]);
  const named = new Map<string, bigint>();
  let [start, end, one, stars, waits, rests, inRun] = [0n, 0n, 0n, 0n, 0n, 0n, false];
  for (let i = symbols.length - 1; i >= 0; i--) {
    const symbol = symbols[i];
    const bit = 1n << BigInt(i);
    inRun = symbol === '*' || (symbol === '?' && inRun);
    if (i === 0 || symbols[i - 1] === undefined) start |= bit;
    if (symbol === undefined) end |= bit;
    else if (symbol === '*') stars |= bit;
    else if (symbol === '?') one |= bit;
    else named.set(symbol, (named.get(symbol) ?? 0n) | bit);
    if (symbol === '?' && inRun) waits |= bit;
    if (symbol === '*' && symbols[i + 1] === undefined) rests |= bit;
  }
  const step = (at: bigint, letter: string | undefined): bigint => {
    const taken = at & (letter === undefined ? one : one | (named.get(letter) ?? 0n));
    return skip((taken << 1n) | (at & stars), stars);
  };
  const letters = [...named.keys(), undefined];
  return { start: skip(start, stars), end, stars, waits, rests, letters, step };
}

/** A `*` may be empty; two never stand side by side. */
function skip(at: bigint, stars: bigint): bigint {
  return at | ((at & stars) << 1n);
}
