// The published schema held against a fleet file: which parts are wrong, each in one line with its place.

import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import schema from '../../schema/fleet.schema.json' with { type: 'json' };
import type { Report } from './problem.ts';
import type { Path, Source } from './source.ts';
import { closest } from '../model/spelling.ts';

let compiled: ValidateFunction | undefined;

/** Compiled when the first fleet is read: it takes a good part of the start, and not every command reads one. */
function validator(): ValidateFunction {
  compiled ??= new Ajv2020({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    verbose: true,
    // A test does: it would double the time.
    validateSchema: false,
    formats: { uri: (text: string) => /^https?:\/\//i.test(text) && URL.canParse(text) },
  }).compile(schema);
  return compiled;
}

export interface Faults {
  /** The paths at fault, joined with `/`. */
  readonly wrong: ReadonlySet<string>;
  /** Of entries of `waivers`, by index: handed on rather than reported, for they become findings. */
  readonly waivers: ReadonlyMap<number, readonly string[]>;
}

/** Reports every fault but those inside a waiver. */
export function checkSchema(source: Source, report: Report): Faults {
  const wrong = new Set<string>();
  const waivers = new Map<number, string[]>();
  const validate = validator();
  if (validate(source.value)) return { wrong, waivers };
  for (const error of validate.errors ?? []) {
    // Each branch of an anyOf repeats what the anyOf says.
    if (error.keyword !== 'anyOf' && error.schemaPath.includes('/anyOf/')) continue;
    const path = pathOf(error);
    wrong.add(path.join('/'));
    if (source.unset(path)) continue;
    const [top, index] = path;
    if (top === 'waivers' && index !== undefined) {
      const at = Number(index);
      waivers.set(at, [...(waivers.get(at) ?? []), describe(error)]);
      continue;
    }
    report(source.at(path, error.keyword === 'additionalProperties'), describe(error));
  }
  return { wrong, waivers };
}

function pathOf({ instancePath, params, keyword }: ErrorObject): Path {
  const path = instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return keyword === 'additionalProperties'
    ? [...path, String(params['additionalProperty'])]
    : keyword === 'required'
      ? [...path, String(params['missingProperty'])]
      : path;
}

function describe(error: ErrorObject): string {
  const { keyword, params, data, message } = error;
  const name = nameOf(error.instancePath);
  switch (keyword) {
    case 'additionalProperties':
      return unknownKey(String(params['additionalProperty']), error);
    case 'enum': {
      const allowed = (params['allowedValues'] as readonly unknown[]).map(String);
      const guess = typeof data === 'string' ? suggestion(data, allowed) : '';
      return `${name} must be ${allowed.slice(0, -1).join(', ')} or ${allowed.at(-1)}${guess}`;
    }
    case 'required':
      return `${String(params['missingProperty'])} is missing`;
    case 'type':
      return `${name} must be ${KINDS[String(params['type'])] ?? `a ${String(params['type'])}`}`;
    case 'anyOf':
      if (error.instancePath === '') return 'buckets is missing';
      return `${name} must be a text or a list of texts`;
    case 'minLength':
      return `${name} is empty`;
    case 'minItems':
      return `${name} is empty: declare at least one`;
    case 'pattern':
      if (String(params['pattern']) === ACCOUNT)
        return `${name} must be the 12 digits of an AWS account, quoted`;
      return `${name} must be a day, like 2027-03-31`;
    case 'format':
      return `${name} must be a URL, like https://minio.acme.example:9000`;
    default:
      return `${name} ${message ?? 'is wrong'}`;
  }
}

const ACCOUNT = '^[0-9]{12}$';

const KINDS: Readonly<Record<string, string>> = {
  object: 'a mapping',
  array: 'a list',
  string: 'a text (quote it)',
};

function nameOf(instancePath: string): string {
  const [last, above] = instancePath.split('/').toReversed();
  if (last === undefined || last === '') return 'the file';
  return /^\d+$/.test(last) ? `entry ${Number(last) + 1} of ${above ?? ''}` : last;
}

function unknownKey(key: string, { parentSchema }: ErrorObject): string {
  if (key === '<<') return 'merge keys (<<) are not read: write the settings out';
  // What is no word may be a value in the wrong place, and so a secret.
  if (!/^[\w-]{1,32}$/.test(key)) return 'unknown key';
  const known = Object.keys((parentSchema as { properties?: object } | undefined)?.properties ?? {});
  return `unknown key \`${key}\`${suggestion(key, known)}`;
}

/** `, did you mean ...?` */
function suggestion(word: string, names: readonly string[]): string {
  const name = closest(word, names);
  return name === undefined ? '' : `, did you mean \`${name}\`?`;
}
