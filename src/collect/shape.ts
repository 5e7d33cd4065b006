// Whether what was read has the shape that the schema of evidence promises: a service may answer anything.

import evidence from '../../schema/evidence.schema.json' with { type: 'json' };
import type { Facet, Reading, Readings } from '../model/evidence.ts';
import { isTooDeep } from '../model/json.ts';

/** The keywords that the schema uses, a small part of https://json-schema.org/draft/2020-12 */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema | true>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly if?: Schema;
  readonly then?: Schema;
}

const SCHEMA = evidence as unknown as {
  readonly $defs: Readonly<Record<string, Schema>>;
  readonly properties: {
    readonly buckets: { readonly items: { readonly properties: { readonly readings: Schema } } };
  };
};
const DEFINITIONS: ReadonlyMap<string, Schema> = new Map(
  Object.entries(SCHEMA.$defs).map(([name, schema]) => [`#/$defs/${name}`, schema]),
);
const READINGS = SCHEMA.properties.buckets.items.properties.readings.properties ?? {};

/**
 * The readings with those whose value is of another shape as malformed: one of them would make the whole evidence file
 * unreadable. A full validator would cost every run its loading; this is the part of one that the schema needs.
 */
export function shapely(readings: Readings): Readings {
  const checked = Object.entries(readings).map(([facet, reading]) => {
    const schema = READINGS[facet];
    return [
      facet,
      schema === undefined || (!isTooDeep(reading) && fits(reading, schema))
        ? reading
        : malformed(facet as Facet, reading),
    ];
  });
  return Object.fromEntries(checked) as Readings;
}

function malformed(facet: Facet, { call = '' }: Reading<unknown>): Reading<never> {
  const detail = `the answer is not the document of this API: ${facet} cannot be told from it`;
  return { status: 'unreadable', cause: 'malformed', call, detail };
}

type Test = (value: unknown) => boolean;
/** Made when a schema is first needed: a large fleet has hundreds of thousands of values. */
const tests = new WeakMap<Schema, readonly Test[]>();

/** True where the value fits the schema. */
export function fits(value: unknown, schema: Schema | boolean): boolean {
  if (typeof schema === 'boolean') return schema;
  let made = tests.get(schema);
  if (made === undefined) {
    made = [...testsOfValues(schema), ...testsOfParts(schema)];
    tests.set(schema, made);
  }
  return made.every((test) => test(value));
}

function* testsOfValues(schema: Schema): Generator<Test> {
  const { type, enum: words, minimum } = schema;
  if (type !== undefined) {
    const types = typeof type === 'string' ? [type] : type;
    yield (value) => types.some((one) => isOf(value, one));
  }
  if ('const' in schema) yield (value) => value === schema.const;
  if (words !== undefined) yield (value) => words.includes(value);
  if (minimum !== undefined) yield (value) => typeof value !== 'number' || value >= minimum;
}

function* testsOfParts(schema: Schema): Generator<Test> {
  const { $ref: ref, minItems = 0, items, required, properties, additionalProperties } = schema;
  if (ref !== undefined) yield (value) => fits(value, DEFINITIONS.get(ref) ?? false);
  if (minItems > 0) yield (value) => !Array.isArray(value) || value.length >= minItems;
  if (items !== undefined) {
    yield (value) => !Array.isArray(value) || value.every((item) => fits(item, items));
  }
  if (required !== undefined) {
    yield (value) => !isObject(value) || required.every((name) => value[name] !== undefined);
  }
  if (properties !== undefined || additionalProperties !== undefined) yield membersFit(schema);
  const { if: condition, then: consequence = true, allOf, anyOf } = schema;
  if (condition !== undefined) yield (value) => !fits(value, condition) || fits(value, consequence);
  if (allOf !== undefined) yield (value) => allOf.every((part) => fits(value, part));
  if (anyOf !== undefined) yield (value) => anyOf.some((part) => fits(value, part));
}

function membersFit({ properties = {}, additionalProperties: others = true }: Schema): Test {
  const schemas = new Map(Object.entries(properties));
  return (value) => {
    if (!isObject(value)) return true;
    return Object.keys(value).every((name) => {
      const member = value[name];
      // What is undefined is left out of JSON.
      return member === undefined || fits(member, schemas.get(name) ?? others);
    });
  };
}

function isOf(value: unknown, type: string): boolean {
  switch (type) {
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return Number.isFinite(value);
    case 'null':
      return value === null;
    default:
      return typeof value === type;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
