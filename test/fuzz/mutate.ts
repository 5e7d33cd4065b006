// Hostile variations of a text: pieces moved and repeated, values of JSON exchanged, words that break parsers put in.

/** Numbers from 0 to 1, the same for the same seed: https://en.wikipedia.org/wiki/Xorshift */
export function randomFrom(seed: number): () => number {
  let state = (seed | 0) === 0 ? 0x9e3779b9 : seed | 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 0x1_0000_0000;
  };
}

/** Values that parsers and checks stumble over. */
const VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  '',
  '*',
  [],
  {},
  [[]],
  [null],
  { constructor: { prototype: { polluted: 1 } } },
  'a'.repeat(300),
  '*'.repeat(60),
  '*a'.repeat(40),
  '\u001b[2J\u202e<img src=x onerror=alert(1)>',
  '=cmd|x',
  '::error::x',
  '9999-99-99',
  'arn:aws:iam::830241207209:root',
  '${aws:username}',
];
const WORDS: readonly string[] = [
  '__proto__',
  '"__proto__":{"polluted":1},',
  'constructor',
  'toString',
  '\u0000',
  '\u001b]0;x\u0007',
  '\u202e',
  '\ud800',
  '\r\n',
  '<script>alert(1)</script>',
  ']]>',
  '<!ENTITY x "y">',
  '&lol;',
  '%',
  '%00',
  '${NAME}',
  '${',
  '@',
  ':',
  '//',
  '?',
  '&x',
  '*x',
  '!!js/function',
  '../../',
  '::error::',
  '##vso[task]',
  '{{x}}',
  '- ',
  '\t',
  '"',
  "'",
  '`',
  '|',
  '[',
  '{',
  '1e999',
  '9'.repeat(30),
];

export const MOST_CHARACTERS = 20_000;

/** One to four changes of the text; `other` is a text to take pieces from. */
export function mutated(text: string, other: string, random: () => number): string {
  const below = (limit: number): number => Math.floor(random() * limit);
  const one = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  let changed = text;
  for (let times = 1 + below(4); times > 0; times--) {
    changed =
      (random() < 0.5 ? mutatedJson(changed, one, below) : undefined) ??
      mutatedText(changed, other, one, below);
  }
  return changed.slice(0, MOST_CHARACTERS);
}

type One = <T>(list: readonly T[]) => T;
type Below = (limit: number) => number;

function mutatedText(text: string, other: string, one: One, below: Below): string {
  const at = below(text.length + 1);
  const length = below(Math.min(200, text.length - at) + 1);
  const [before, piece, after] = [text.slice(0, at), text.slice(at, at + length), text.slice(at + length)];
  switch (below(6)) {
    case 0:
      return before + after;
    case 1:
      return before + piece.repeat(1 + below(30)) + after;
    case 2:
      return before + one(WORDS) + piece + after;
    case 3:
      return before + other.slice(below(other.length + 1)).slice(0, below(400)) + after;
    case 4:
      return before + String.fromCharCode(below(0x250)) + after.slice(1);
    default:
      return piece + before + after;
  }
}

/** A value somewhere in the text exchanged, removed, repeated or put deeper; undefined where the text is no JSON. */
function mutatedJson(text: string, one: One, below: Below): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const places: { readonly within: Record<string, unknown>; readonly key: string }[] = [];
  const visit = (within: unknown, depth: number): void => {
    if (typeof within !== 'object' || within === null || depth > 60) return;
    for (const [key, member] of Object.entries(within)) {
      places.push({ within: within as Record<string, unknown>, key });
      visit(member, depth + 1);
    }
  };
  visit(value, 0);
  if (places.length === 0) return JSON.stringify(one(VALUES));
  const { within, key } = one(places);
  switch (below(6)) {
    case 0:
      delete within[key];
      break;
    case 1:
      within[key] = [within[key], within[key]];
      break;
    case 2:
      within[one(WORDS)] = one(VALUES);
      break;
    case 3: {
      const { within: from, key: name } = one(places);
      within[key] = structuredClone(from[name]);
      break;
    }
    case 4:
      if (typeof within[key] === 'string') within[key] = `${one(WORDS)}${within[key]}${one(WORDS)}`;
      break;
    default:
      within[key] = one(VALUES);
  }
  return JSON.stringify(value);
}
