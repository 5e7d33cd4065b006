// The YAML of a fleet file as a plain value, with the place of everything in it and `${ENV}` replaced.

import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { Alias, Document, Node, Pair, YAMLMap } from 'yaml';
import type { Position } from '../model/target.ts';
import type { Report } from './problem.ts';

export type Path = readonly (string | number)[];

export interface Source {
  readonly value: unknown;
  /** Place of the value at a path, or of its key; of the nearest thing above where there is none. */
  readonly at: (path: Path, key?: boolean) => Position;
  /** The text of the value at a path as the file has it, before `${ENV}` was replaced. */
  readonly raw: (path: Path) => string | undefined;
  /** Whether a variable of the value at a path is not set: the value is not to be judged. */
  readonly unset: (path: Path) => boolean;
}

/** 1 MiB holds a fleet of 10,000 buckets; more is a mistake or an attack. */
const MAX_BYTES = 1024 * 1024;
/** Uses of anchors, multiplied by what they hold: plenty for settings shared by every bucket, far too few for a bomb. */
const MAX_ALIASES = 10_000;

/** The library looks each alias up from the start of the document: many of them cost the square of their number. */
const MOST_ALIASES = 2000;

/** Faults whose message in the library quotes the file, which may be a secret. */
const QUOTING: Readonly<Record<string, string>> = {
  UNEXPECTED_TOKEN: 'this is not YAML',
  TAG_RESOLVE_FAILED: 'tags (!name) are not read (quote a text that begins with !)',
  BAD_DIRECTIVE: 'directives (%NAME) are not read (quote a text that begins with %)',
};

const START: Position = { line: 1, column: 1 };

/** Parses a fleet file; undefined, with the problems reported, where it is no YAML at all. */
export function readSource(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
  report: Report,
): Source | undefined {
  if (Buffer.byteLength(text) > MAX_BYTES) {
    report(START, 'larger than 1 MiB: split the fleet into several files');
    return undefined;
  }
  try {
    return parse(text, env, report);
  } catch (error) {
    if (error instanceof RangeError) {
      report(START, 'nested too deeply for a fleet file');
    } else if (error instanceof ReferenceError) {
      report(START, 'aliases expand to too much: write the settings out');
    } else {
      throw error;
    }
    return undefined;
  }
}

function parse(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
  report: Report,
): Source | undefined {
  const lines = new LineCounter();
  const place = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  // Without its warnings, which the library hands to the process and which quote the file.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const faults = [...document.errors, ...document.warnings];
  for (const { code, message, pos } of faults) {
    report(place(pos[0]), QUOTING[code] ?? message.split('\n')[0] ?? message);
  }
  if (faults.length > 0) return undefined;
  const { aliases, isSound } = resolveAliases(document, (offset, message) => report(place(offset), message));
  if (!isSound) return undefined;
  if (aliases.size > MOST_ALIASES) {
    report(START, `more than ${MOST_ALIASES} aliases (*name): write the settings out, or split the file`);
    return undefined;
  }
  const written = expandEnv(document, env, (offset, message) => report(place(offset), message));
  const find = finder(document, aliases);
  return {
    value: document.toJS({ maxAliasCount: MAX_ALIASES }),
    at: (path, key = false) => {
      for (let length = path.length; length >= 0; length--) {
        const found = find(path.slice(0, length));
        const node = key ? (found?.key ?? found?.node) : found?.node;
        if (node?.range) return place(node.range[0]);
      }
      return START;
    },
    raw: (path) => {
      const node = target(find(path)?.node, aliases);
      if (!isScalar(node)) return undefined;
      return written.get(node)?.text ?? String(node.value);
    },
    unset: (path) => {
      const node = target(find(path)?.node, aliases);
      return node !== undefined && written.get(node)?.unset === true;
    },
  };
}

/** Every alias with the node it stands for; an alias without its anchor is reported. */
function resolveAliases(
  document: Document,
  report: (offset: number, message: string) => void,
): { aliases: ReadonlyMap<Alias, Node>; isSound: boolean } {
  const anchors = new Map<string, Node>();
  const aliases = new Map<Alias, Node>();
  let isSound = true;
  visit(document, {
    Node(_, node) {
      if (isAlias(node)) {
        const anchor = anchors.get(node.source);
        if (anchor !== undefined) aliases.set(node, anchor);
        else {
          isSound = false;
          report(
            node.range?.[0] ?? 0,
            'this alias has no anchor before it (quote a text that begins with *)',
          );
        }
      } else if ('anchor' in node && typeof node.anchor === 'string') anchors.set(node.anchor, node);
    },
  });
  return { aliases, isSound };
}

interface Written {
  readonly text: string;
  readonly unset: boolean;
}

/** Replaces `${ENV}` inside scalars, after parsing, so that no value can change the file's structure. */
function expandEnv(
  document: Document,
  env: Readonly<Record<string, string | undefined>>,
  report: (offset: number, message: string) => void,
): ReadonlyMap<Node, Written> {
  const written = new Map<Node, Written>();
  visit(document, {
    Scalar(key, node) {
      if (key === 'key' || typeof node.value !== 'string' || !node.value.includes('${')) return;
      const text = node.value;
      let unset = false;
      node.value = text.replace(/\$\{([^{}]*)(\}?)/g, (whole, name: string, end: string) => {
        const isName = end !== '' && /^[A-Za-z_]\w*$/.test(name);
        const value = isName ? env[name] : undefined;
        if (typeof value === 'string') return value;
        unset = true;
        report(
          node.range?.[0] ?? 0,
          isName
            ? `\${${name}} is not set in the environment`
            : 'write a variable of the environment as ${NAME}',
        );
        return whole;
      });
      written.set(node, { text, unset });
    },
  });
  return written;
}

function target(node: Node | undefined, aliases: ReadonlyMap<Alias, Node>): Node | undefined {
  return isAlias(node) ? aliases.get(node) : node;
}

function finder(document: Document, aliases: ReadonlyMap<Alias, Node>) {
  const indexes = new Map<YAMLMap, ReadonlyMap<string, Pair>>();
  // Looked up once for every fault: a search each time would take its square.
  const pairsOf = (map: YAMLMap): ReadonlyMap<string, Pair> => {
    const index =
      indexes.get(map) ??
      new Map(map.items.flatMap((pair) => (isScalar(pair.key) ? [[String(pair.key.value), pair]] : [])));
    indexes.set(map, index);
    return index;
  };
  return (path: Path): { node?: Node; key?: Node } | undefined => {
    let found: { node?: Node; key?: Node } = isNode(document.contents) ? { node: document.contents } : {};
    for (const part of path) {
      const parent = target(found.node, aliases);
      if (isMap(parent)) {
        const pair = pairsOf(parent).get(String(part));
        if (pair === undefined) return undefined;
        found = {
          ...(isNode(pair.key) && { key: pair.key }),
          ...(isNode(pair.value) && { node: pair.value }),
        };
      } else if (isSeq(parent)) {
        const item = parent.items[Number(part)];
        if (!isNode(item)) return undefined;
        found = { node: item };
      } else return undefined;
    }
    return found;
  };
}
