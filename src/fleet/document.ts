// A fleet file as a checked value with the place of everything in it.

import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject } from 'ajv/dist/2020.js';
import { isNode, isPair, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { Document } from 'yaml';
import schema from '../../schema/fleet.schema.json' with { type: 'json' };
import type { Position } from '../model/target.ts';
import type { Problem } from './problem.ts';

type Path = readonly (string | number)[];

export interface FleetDocument {
  readonly value: unknown;
  /** Place of the value at a path, of its key with `key`; of the nearest thing above where there is none. */
  readonly at: (path: Path, key?: boolean) => Position;
  /** Whether the value at a path was written with `${ENV}` in it. */
  readonly fromEnv: (path: Path) => boolean;
}

/** A fleet of 10,000 buckets is under 1 MiB; more is a mistake or an attack. */
const MAX_BYTES = 4 * 1024 * 1024;
/** Anchors are for a handful of repeated settings; a bomb needs many. */
const MAX_ALIASES = 1000;

/** Parses and checks; problems are added to `problems`, and nothing is returned where the file is no fleet at all. */
export function parseFleetDocument(
  text: string,
  file: string,
  env: Readonly<Record<string, string | undefined>>,
  problems: Problem[],
): FleetDocument | undefined {
  const report = ({ line, column }: Position, message: string): void =>
    void problems.push({ file, line, column, message });
  if (text.length > MAX_BYTES) {
    report({ line: 1, column: 1 }, `larger than ${MAX_BYTES / 1024 / 1024} MiB: split the fleet`);
    return undefined;
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  for (const { message, pos } of document.errors)
    report(place(lines, pos[0]), message.split('\n')[0] ?? message);
  if (document.errors.length > 0) return undefined;
  const expanded = expandEnv(document, env, (offset, message) => report(place(lines, offset), message));
  const at = locator(document, lines);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch {
    report({ line: 1, column: 1 }, 'aliases expand to too much: write the settings out');
    return undefined;
  }
  const before = problems.length;
  if (!validate(value)) {
    for (const error of relevant(validate.errors ?? []))
      report(at(pathOf(error), isKeyError(error)), describe(error));
  }
  if (problems.length > before) return undefined;
  return { value, at, fromEnv: (path) => expanded.has(document.getIn(path, true)) };
}

const validate = new Ajv2020({
  allErrors: true,
  strict: true,
  verbose: true,
  formats: { uri: (text: string) => URL.canParse(text) },
}).compile(schema);

function place(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

/** Replaces `${ENV}` inside scalars, after parsing, so that no value can change the file's structure. */
function expandEnv(
  document: Document,
  env: Readonly<Record<string, string | undefined>>,
  report: (offset: number, message: string) => void,
): ReadonlySet<unknown> {
  const expanded = new Set<unknown>();
  visit(document, {
    Scalar(key, node) {
      if (key === 'key' || typeof node.value !== 'string' || !node.value.includes('${')) return;
      expanded.add(node);
      node.value = node.value.replace(/\$\{([^}]*)\}/g, (whole, name: string) => {
        const value = /^[A-Za-z_]\w*$/.test(name) ? env[name] : undefined;
        if (value === undefined) report(node.range?.[0] ?? 0, `${whole} is not set in the environment`);
        return value ?? '';
      });
    },
  });
  return expanded;
}

function locator(document: Document, lines: LineCounter): FleetDocument['at'] {
  return (path, key = false) => {
    for (let length = path.length; length >= 0; length--) {
      const part = path.slice(0, length);
      const node = key && length > 0 ? keyNode(document, part) : document.getIn(part, true);
      if (isNode(node) && node.range) return place(lines, node.range[0]);
    }
    return { line: 1, column: 1 };
  };
}

function keyNode(document: Document, path: Path): unknown {
  const parent: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const items = (parent as { items?: readonly unknown[] } | undefined)?.items ?? [];
  const last = path.at(-1);
  const pair = items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === last);
  return isPair(pair) ? pair.key : items[Number(last)];
}

/** `anyOf` repeats its branches' errors; one line a fault is enough. */
function relevant(errors: readonly ErrorObject[]): ErrorObject[] {
  return errors.filter(({ keyword, schemaPath }) => keyword === 'anyOf' || !schemaPath.includes('/anyOf/'));
}

function pathOf({ instancePath, params, keyword }: ErrorObject): Path {
  const path = instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  return keyword === 'additionalProperties' ? [...path, String(params['additionalProperty'])] : path;
}

function isKeyError({ keyword }: ErrorObject): boolean {
  return keyword === 'additionalProperties';
}

function describe(error: ErrorObject): string {
  const { keyword, params, instancePath, data } = error;
  const name = instancePath.split('/').at(-1) ?? '';
  switch (keyword) {
    case 'additionalProperties': {
      const key = String(params['additionalProperty']);
      const known = Object.keys(
        (error.parentSchema as { properties?: object } | undefined)?.properties ?? {},
      );
      return `unknown key ${JSON.stringify(key)}${suggestion(key, known)}`;
    }
    case 'enum': {
      const allowed = (params['allowedValues'] as readonly string[]).map(String);
      const guess = typeof data === 'string' ? suggestion(data, allowed) : '';
      return `${name} must be ${allowed.slice(0, -1).join(', ')} or ${allowed.at(-1)}${guess}`;
    }
    case 'required':
      return `${String(params['missingProperty'])} is missing`;
    case 'type':
      return `${name === '' ? 'the file' : name} must be ${article(String(params['type']))}`;
    case 'minLength':
      return `${name} is empty`;
    case 'minItems':
      return `${name} is empty: declare at least one`;
    case 'format':
      return `${name} must be a URL, like https://minio.acme.example:9000`;
    default:
      return `${name} ${error.message ?? 'is wrong'}`;
  }
}

function article(type: string): string {
  return { object: 'a mapping', array: 'a list', string: 'a text (quote it)' }[type] ?? `a ${type}`;
}

/** `, did you mean "x"?` where one of the names is close. */
function suggestion(word: string, names: readonly string[]): string {
  const close = names.find((name) => isClose(word.toLowerCase(), name.toLowerCase()));
  return close === undefined ? '' : `, did you mean ${JSON.stringify(close)}?`;
}

/** One or two letters missing, added or changed, or two swapped. */
function isClose(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 2) return false;
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  let tail = 0;
  while (tail < Math.min(a.length, b.length) - same && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  return Math.max(a.length, b.length) - same - tail <= 2;
}
