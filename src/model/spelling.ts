// The name that somebody probably meant.

/** The closest of `names`, where it takes a third of its letters at most to get there, or two; case, `-`, `_` and blanks aside. */
export function closest(word: string, names: readonly string[]): string | undefined {
  // Longer than any name here: not a misspelt word.
  if (word.length > 64) return undefined;
  const plain = (text: string): string => text.toLowerCase().replace(/[-_\s]/g, '');
  const [best] = names
    .map((name) => ({ name, changes: changesBetween(plain(word), plain(name)) }))
    .toSorted((a, b) => a.changes - b.changes);
  if (best === undefined || best.changes > Math.max(2, Math.floor(best.name.length / 3))) return undefined;
  return best.name;
}

/** Letters missing, added or changed (Levenshtein). */
function changesBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of a.split('').entries()) {
    const next = [i + 1];
    for (const [j, other] of b.split('').entries()) {
      next.push(
        Math.min((row[j] ?? 0) + (letter === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1),
      );
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
