// What a condition of a Google IAM binding says of a bucket or its objects, for the few forms that can be decided from outside.
// Source: https://cloud.google.com/iam/docs/conditions-overview, https://cloud.google.com/iam/docs/conditions-resource-attributes

import type { Truth } from './policy/truth.ts';
import { all, any, not } from './policy/truth.ts';

/** What a permission is checked against: a bucket, or every object whose name begins with `name`. */
export interface IamResource {
  /** `projects/_/buckets/NAME`, `projects/_/buckets/NAME/objects/PREFIX` */
  readonly name: string;
  readonly type: 'storage.googleapis.com/Bucket' | 'storage.googleapis.com/Object';
}

type Token = { readonly kind: 'text' | 'word' | 'sign'; readonly value: string };

/** One resource of those asked about. */
type Judge = (atom: readonly Token[]) => Truth;

const TOKEN =
  /\s*(?:("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|([A-Za-z_][\w.]*|\d[\w.]*)|(&&|\|\||[=!<>]=|[!<>()[\],?:+*/%-]))/y;

/**
 * True where the condition holds for all of the resource, false where it fails for any of it, unknown where it rests on
 * something else than `resource.name`, `resource.type` and `resource.service` (the time, tags, request attributes).
 */
export function judgeIamCondition(expression: string, resource: IamResource): Truth {
  return all(judgeEach(expression, resource));
}

/** The same where one of what the resource takes in is enough: true where the condition holds for any of it. */
export function mayHold(expression: string, resource: IamResource): Truth {
  return any(judgeEach(expression, resource));
}

function judgeEach(expression: string, resource: IamResource): readonly Truth[] {
  const tokens = tokensOf(expression);
  if (tokens === undefined) return ['unknown'];
  return witnessesOf(tokens, resource).map((name) =>
    evaluate(tokens, (atom) => judgeAtom(atom, resource, name)),
  );
}

/**
 * Names that stand for all the resource takes in. Literals of the expression cut the names that begin with the prefix into
 * classes that no comparison tells apart: a name of each class decides for the class.
 */
function witnessesOf(tokens: readonly Token[], { name, type }: IamResource): readonly string[] {
  if (type === 'storage.googleapis.com/Bucket') return [name];
  const literals = tokens.filter(({ kind }) => kind === 'text').map(({ value }) => value);
  const longer = literals.filter((text) => text.startsWith(name));
  return [name, ...longer].flatMap((start) => [
    `${start}\u0001`,
    start,
    ...literals.map((end) => `${start}\u0001${end}`),
  ]);
}

function tokensOf(expression: string): Token[] | undefined {
  const tokens: Token[] = [];
  const end = expression.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const found = TOKEN.exec(expression);
    if (found === null) return undefined;
    const [, text, word, sign = ''] = found;
    if (text !== undefined)
      tokens.push({ kind: 'text', value: text.slice(1, -1).replaceAll(/\\(.)/g, '$1') });
    else if (word === undefined) tokens.push({ kind: 'sign', value: sign });
    else tokens.push({ kind: 'word', value: word });
  }
  return tokens;
}

/** `||` of `&&` of `!` of groups and atoms, in this order of precedence. A choice (`a ? b : c`) is not told. */
function evaluate(tokens: readonly Token[], judge: Judge): Truth {
  if (tokens.length === 0 || tokens.some((token) => isSign(token, '?'))) return 'unknown';
  const alternatives = split(tokens, '||');
  if (alternatives.length > 1) return any(alternatives.map((part) => evaluate(part, judge)));
  const parts = split(tokens, '&&');
  if (parts.length > 1) return all(parts.map((part) => evaluate(part, judge)));
  const [first] = tokens;
  if (isSign(first, '!')) return not(evaluate(tokens.slice(1), judge));
  if (isSign(first, '(') && depths(tokens).indexOf(0) === tokens.length - 1)
    return evaluate(tokens.slice(1, -1), judge);
  return judge(tokens);
}

function isSign(token: Token | undefined, value: string): boolean {
  return token?.kind === 'sign' && token.value === value;
}

/** At the top level only: what stands in brackets is left whole. */
function split(tokens: readonly Token[], sign: string): (readonly Token[])[] {
  const depth = depths(tokens);
  const cuts = tokens.flatMap((token, at) => (depth[at] === 0 && isSign(token, sign) ? [at] : []));
  return [...cuts, tokens.length].map((end, part) =>
    tokens.slice(part === 0 ? 0 : (cuts[part - 1] ?? 0) + 1, end),
  );
}

/** How many brackets are open behind each token. */
function depths(tokens: readonly Token[]): number[] {
  let depth = 0;
  return tokens.map((token) => {
    if (isSign(token, '(') || isSign(token, '[')) depth++;
    if (isSign(token, ')') || isSign(token, ']')) depth--;
    return depth;
  });
}

function judgeAtom(atom: readonly Token[], { type }: IamResource, name: string): Truth {
  const shape = atom.map(({ kind, value }) => (kind === 'text' ? 'TEXT' : value)).join(' ');
  const text = atom.find(({ kind }) => kind === 'text')?.value ?? '';
  const attributes: Readonly<Record<string, string>> = {
    'resource.name': name,
    'resource.type': type,
    'resource.service': 'storage.googleapis.com',
  };
  if (shape === 'true' || shape === 'false') return shape === 'true';
  const call = /^(resource\.\w+)\.(startsWith|endsWith) \( TEXT \)$/.exec(shape);
  if (call !== null) {
    const value = attributes[call[1] ?? ''];
    if (value === undefined) return 'unknown';
    return call[2] === 'startsWith' ? value.startsWith(text) : value.endsWith(text);
  }
  const [, key = '', sign] = /^(resource\.\w+) (==|!=) TEXT$/.exec(shape) ?? [];
  const value = attributes[key];
  if (value === undefined) return 'unknown';
  return sign === '==' ? value === text : value !== text;
}
