// Patterns with `*` (any run) and `?` (one character), as IAM has them: matching, containment and overlap.

/** True where the pattern matches the whole text. Linear in practice and at worst |pattern| x |text|: never exponential. */
export function globMatches(
  pattern: string,
  text: string,
  options: { readonly ignoreCase?: boolean } = {},
): boolean {
  const [p, t] = options.ignoreCase === true ? [pattern.toLowerCase(), text.toLowerCase()] : [pattern, text];
  let [i, j, star, mark] = [0, 0, -1, 0];
  while (j < t.length) {
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

/** Stands for any character that neither pattern names. */
const OTHER = '\u0000';

/**
 * True where every text that `inner` matches is matched by `outer`. Runs `inner` through the set of positions `outer` may be
 * in; each `*` of `inner` is followed until no new set appears. Beyond {@link MOST_STATES} the answer is false: not proven.
 */
export function globContains(outer: string, inner: string): boolean {
  if (outer === inner || /^\*+$/.test(outer)) return true;
  if (!/[*?]/.test(inner)) return globMatches(outer, inner);
  const [o, n] = [squeeze(outer), squeeze(inner)];
  const letters = [...new Set(`${o}${n}`.split('').filter((c) => c !== '*' && c !== '?')), OTHER];
  const seen = new Set<string>();
  const queue: [number, readonly number[]][] = [[0, closure(o, [0])]];
  while (queue.length > 0) {
    const [at, positions] = queue.pop() as [number, readonly number[]];
    const key = `${at}:${positions.join()}`;
    if (seen.has(key)) continue;
    if (seen.size > MOST_STATES) return false;
    seen.add(key);
    if (at === n.length) {
      if (!positions.includes(o.length)) return false;
      continue;
    }
    const symbol = n[at] as string;
    if (symbol === '*') queue.push([at + 1, positions]);
    const next = symbol === '*' ? at : at + 1;
    for (const letter of symbol === '*' || symbol === '?' ? letters : [symbol])
      queue.push([next, step(o, positions, letter)]);
  }
  return true;
}

const MOST_STATES = 20_000;

/** True where some text is matched by both. */
export function globsOverlap(a: string, b: string): boolean {
  const [p, q] = [squeeze(a), squeeze(b)];
  const width = q.length + 1;
  const seen = new Set<number>();
  const stack: number[] = [0];
  while (stack.length > 0) {
    const state = stack.pop() as number;
    if (seen.has(state)) continue;
    seen.add(state);
    const [i, j] = [Math.floor(state / width), state % width];
    if (i === p.length && j === q.length) return true;
    const [x, y] = [p[i], q[j]];
    if (x === '*') stack.push((i + 1) * width + j);
    if (y === '*') stack.push(i * width + j + 1);
    if (x !== undefined && y !== undefined && (x === y || x === '*' || x === '?' || y === '*' || y === '?')) {
      stack.push((x === '*' ? i : i + 1) * width + (y === '*' ? j : j + 1));
    }
  }
  return false;
}

/** `**` is `*`. */
function squeeze(pattern: string): string {
  return pattern.replace(/\*+/g, '*');
}

function closure(pattern: string, positions: readonly number[]): number[] {
  const all = new Set<number>();
  for (let at of positions) {
    all.add(at);
    while (pattern[at] === '*') all.add(++at);
  }
  return [...all].toSorted((a, b) => a - b);
}

function step(pattern: string, positions: readonly number[], letter: string): number[] {
  const next: number[] = [];
  for (const at of positions) {
    const symbol = pattern[at];
    if (symbol === '*') next.push(at);
    else if (symbol === '?' || symbol === letter) next.push(at + 1);
  }
  return closure(pattern, next);
}
